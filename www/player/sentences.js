// @ts-check
/**
 * Stands for text/index.js in the page that a network is exported as. That has its sentences with it, in every language, with
 * {name} where a value belongs.
 */

import { numbersIn } from "../text/numbers.js";

/** What files/offline-page.js has put into the page. @typedef {{ title: string, sentences: Record<string, Record<string, string>> }} Inlined */

/** @type {Inlined} */
export const inlined = JSON.parse(document.getElementById("inlined")?.textContent ?? "");

export const language =
  navigator.languages
    .map((tag) => tag.split("-")[0])
    .find((code) => Object.hasOwn(inlined.sentences, code)) ?? "en";

export const { percent } = numbersIn(language);

/** @param {string} id  a literal, so that the sentence comes along @param {Record<string, string | number>} [values] */
export function text(id, values = {}) {
  const sentence = inlined.sentences[language][id] ?? id;
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}
