// @ts-check
/**
 * Every sentence that a person reads, and every number in one. The sentences stand in one Fluent file per language beside this
 * module: https://projectfluent.org/fluent/guide/.
 *
 * Another language is a file with every id of en.ftl, and a line in LANGUAGES.
 */

import { FluentBundle, FluentNone, FluentResource } from "../vendor/fluent/index.js";
import { numbersIn } from "./numbers.js";

/** The languages that there is a file for. */
export const LANGUAGES = ["en"];

/** Names in these scripts run from right to left; a name of a class may be in any. */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

export const language = chosenLanguage();

export const { whole, percent, finePercent, megabytes, kilobytes, short, magnitude } =
  numbersIn(language);

// The modules that import this one may use text() from their first line. The file is asked for while they are still loading:
// see the preload in index.html.
const bundle = bundleFor(language, await read(new URL(`${language}.ftl`, import.meta.url)));

/** @typedef {Record<string, string | number>} Arguments */

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
  for (const element of root.querySelectorAll("[data-l10n-id]")) {
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
  if (sentence === null) errors.push(new RangeError(`${language}.ftl has no ${id}`));
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
      typeof value === "string" && RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : value,
    ]),
  );
}

/** @param {string} language @param {string} source  of the .ftl file */
export function bundleFor(language, source) {
  const numbers = numbersIn(language);
  const number = (/** @type {(value: number) => string} */ format) =>
    /** @type {import("../vendor/fluent/index.js").FluentFunction} */ (
      ([value]) => (value instanceof FluentNone ? value : format(Number(value?.valueOf())))
    );
  const functions = {
    PERCENT: number(numbers.percent),
    FINE_PERCENT: number(numbers.finePercent),
    SHORT: number(numbers.short),
    MAGNITUDE: number(numbers.magnitude),
  };
  const bundle = new FluentBundle(language, { useIsolating: false, functions });
  for (const error of bundle.addResource(new FluentResource(source))) complain(error);
  return bundle;
}

/** The first of the person's languages that there is a file for. */
function chosenLanguage() {
  // Tests in Node.js compare English.
  const wanted = typeof document === "undefined" ? [] : navigator.languages;
  const codes = wanted.map((tag) => tag.split("-")[0]);
  return codes.find((code) => LANGUAGES.includes(code)) ?? "en";
}

/** @param {URL} url */
async function read(url) {
  if (url.protocol === "file:") {
    // Node.js cannot fetch files; a browser never comes here, and the type checker of the page knows no Node.js.
    const files = "node:fs/promises";
    const { readFile } = await import(files);
    return readFile(url, "utf8");
  }
  const response = await fetch(url);
  // eslint-disable-next-line text/no-sentence -- for the console: there are no sentences yet
  if (!response.ok) throw new Error(`${url.pathname}: HTTP status ${response.status}`);
  return response.text();
}
