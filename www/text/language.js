// @ts-check
/**
 * The language of the page, and its files. index.html runs this module by itself and at once: then the sentences are on their
 * way while the other modules are still loading, and in the right language, which a preload could not know.
 */

/** The languages that there is a folder for. */
export const LANGUAGES = ["en", "ru"];

/** Where the device keeps what a person chose; and, in the address, where a link may choose, and a device that keeps nothing. */
const KEPT = "tab-trainer-language";
const ASKED = "language";

export const language = currentLanguage();

/** The sentences of every visit; see loadText for those of a view that is opened later. */
export const page = source("page");

/** The text of www/text/<language>/<part>.ftl. @param {string} part @returns {Promise<string>} */
export async function source(part) {
  const url = new URL(`${language}/${part}.ftl`, import.meta.url);
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

/** Another language from now on: the page begins anew. @param {string} code */
export function chooseLanguage(code) {
  const url = new URL(location.href);
  url.searchParams.delete(ASKED);
  try {
    localStorage.setItem(KEPT, code);
  } catch {
    url.searchParams.set(ASKED, code);
  }
  // Going to an address that differs in nothing would only move to its hash.
  if (url.href === location.href) location.reload();
  else location.replace(url);
}

/** Whether the device keeps a choice. */
export const isLanguageKept = () => kept() !== null;

/** The browser's language again, from the next visit on. */
export function forgetLanguage() {
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // Nothing was kept.
  }
}

/** The one of the address, the one that was chosen, or the first of the person's languages that there is a folder for. */
function currentLanguage() {
  // Tests in Node.js compare English.
  if (typeof document === "undefined") return "en";
  const asked = new URLSearchParams(location.search).get(ASKED);
  const codes = navigator.languages.map((tag) => tag.split("-")[0]);
  return [asked, kept(), ...codes].find((code) => code && LANGUAGES.includes(code)) ?? "en";
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // the browser forbids storage
  }
}
