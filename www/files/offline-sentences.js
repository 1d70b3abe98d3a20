// @ts-check
/** The sentences of a script, in every language, so that it needs no Fluent. */

import { bundleFor } from "../text/index.js";
import { LANGUAGES } from "../text/language.js";

/** Whatever may be the id of one. */
const ID = /"([a-z0-9-]+)"/g;
const VARIABLE = /"type":"var","name":"(\w+)"/g;

/**
 * Of each id that the script names: what player.ftl says in its place, `player-` in front, or what page.ftl says.
 * @param {string} script
 * @returns {Promise<Record<string, Record<string, string>>>} by language and id, with {name} where a value belongs
 */
export async function sentencesIn(script) {
  const ids = new Set([...script.matchAll(ID)].map(([, id]) => id));
  const languages = LANGUAGES.map(async (language) => {
    const parts = ["page", "player"].map((part) => sourceOf(language, part));
    const bundle = bundleFor(language, ...(await Promise.all(parts)));
    const sentences = [...ids].flatMap((id) => {
      const pattern = (bundle.getMessage(`player-${id}`) ?? bundle.getMessage(id))?.value;
      if (pattern) checkPlain(id, pattern);
      return pattern ? [[id, bundle.formatPattern(pattern, places(pattern))]] : [];
    });
    return [language, Object.fromEntries(sentences)];
  });
  return Object.fromEntries(await Promise.all(languages));
}

/**
 * A placeholder is no number: a sentence that chooses by one would be formatted as for no number in particular.
 * @param {string} id @param {import("../vendor/fluent/ast.js").Pattern} pattern
 */
function checkPlain(id, pattern) {
  if (!JSON.stringify(pattern).includes('"type":"select"')) return;
  throw new TypeError(`${id} chooses between sentences, which a page without Fluent cannot do`);
}

/** @param {import("../vendor/fluent/ast.js").Pattern} pattern */
function places(pattern) {
  const names = [...JSON.stringify(pattern).matchAll(VARIABLE)].map(([, name]) => name);
  return Object.fromEntries(names.map((name) => [name, `{${name}}`]));
}

/** @param {string} language @param {string} part */
async function sourceOf(language, part) {
  const response = await fetch(new URL(`../text/${language}/${part}.ftl`, import.meta.url));
  if (!response.ok) throw new TypeError(`${part}.ftl: ${response.status}`);
  return response.text();
}
