// @ts-check
/**
 * Every sentence that a person reads, and every number in one. The sentences stand in Fluent files, in one folder per language
 * beside this module: page.ftl, and one more for each view that is loaded when it is opened. The syntax:
 * https://projectfluent.org/fluent/guide/.
 *
 * Another language is a folder with the same files and ids as en/, and its code in LANGUAGES.
 */

import { FluentBundle, FluentNone, FluentResource } from "../vendor/fluent/index.js";
import { language, page, source } from "./language.js";
import { numbersIn } from "./numbers.js";

export { language };

/**
 * Names in these scripts run from right to left, and so does what follows some invisible characters; the name of a class or of a file
 * may have any.
 */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\u200f\u202a-\u202e\u2066-\u2069]/u;
/** Those that begin and end an isolated part: one too many in a name would end ours. */
const ISOLATES = /[\u2066-\u2069]/g;

export const {
  whole,
  large,
  percent,
  finePercent,
  megabytes,
  kilobytes,
  short,
  precise,
  hundredth,
  magnitude,
  digits,
} = numbersIn(language);

// The modules that import this one may use text() from their first line.
const bundle = bundleFor(language, await page);

/** By part. @type {Map<string, Promise<void>>} */
const loaded = new Map();

/** @typedef {Record<string, string | number>} Arguments */

/**
 * Loads www/text/<language>/<part>.ftl once; from then on text() knows its sentences, too.
 * @param {string} part @returns {Promise<void>} rejects where it did not come; the next call tries again
 */
export function loadText(part) {
  let loading = loaded.get(part);
  if (!loading) {
    loading = source(part).then((source) => add(bundle, source));
    loaded.set(part, loading);
    loading.catch(() => loaded.delete(part));
  }
  return loading;
}

/**
 * A sentence.
 * @param {string} id  a literal, so that a test can look it up
 * @param {Arguments} [values]  what the sentence calls $name
 * @returns {string}
 */
export function text(id, values = {}) {
  return format(id, bundle.getMessage(id)?.value ?? null, values);
}

/**
 * Replaces the English of index.html: in elements with data-l10n-id, the text, or the attribute `content`.
 * @param {Document} root
 */
export function fill(root) {
  root.documentElement.lang = language;
  // What has a language of its own there keeps it.
  for (const element of root.querySelectorAll("[data-l10n-id]:not([lang])")) {
    const id = element.getAttribute("data-l10n-id") ?? "";
    const message = bundle.getMessage(id);
    if (message?.value || !message) element.textContent = text(id);
    const content = message?.attributes.content;
    if (content) element.setAttribute("content", format(`${id}.content`, content, {}));
  }
}

/** @param {string} id @param {import("../vendor/fluent/ast.js").Pattern | null} pattern @param {Arguments} values */
function format(id, pattern, values) {
  /** @type {Error[]} */
  const errors = [];
  const sentence = pattern && bundle.formatPattern(pattern, isolated(values), errors);
  if (sentence === null) errors.push(new RangeError(`no sentence ${id} in ${language}`));
  for (const error of errors) complain(new TypeError(`text ${id}`, { cause: error }));
  return sentence ?? id;
}

/** In the page the id is shown and the error goes to the console, where the page's tests see it; elsewhere it is thrown. @param {Error} error */
function complain(error) {
  if (typeof reportError !== "function") throw error;
  reportError(error);
}

/**
 * Fluent would isolate every value with two invisible characters, which then stand in every accessible name. Only names that
 * run against the language, all of which run from left to right, need them.
 * @param {Arguments} values
 */
function isolated(values) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" && RIGHT_TO_LEFT.test(value)
        ? `\u2068${value.replaceAll(ISOLATES, "")}\u2069`
        : value,
    ]),
  );
}

/** @param {string} language @param {...string} sources  of .ftl files */
export function bundleFor(language, ...sources) {
  const numbers = numbersIn(language);
  const number = (/** @type {(value: number) => string} */ format) =>
    /** @type {import("../vendor/fluent/index.js").FluentFunction} */ (
      ([value]) => (value instanceof FluentNone ? value : format(Number(value?.valueOf())))
    );
  const functions = {
    PERCENT: number(numbers.percent),
    FINE_PERCENT: number(numbers.finePercent),
    SHORT: number(numbers.short),
    PRECISE: number(numbers.precise),
    MAGNITUDE: number(numbers.magnitude),
  };
  const bundle = new FluentBundle(language, { useIsolating: false, functions });
  for (const source of sources) add(bundle, source);
  return bundle;
}

/** @param {FluentBundle} bundle @param {string} source  of an .ftl file */
function add(bundle, source) {
  for (const error of bundle.addResource(new FluentResource(source))) complain(error);
}
