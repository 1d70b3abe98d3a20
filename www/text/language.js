// @ts-check
/**
 * The language of the page, and its files. index.html runs this module by itself and at once: then the sentences are on their
 * way while the other modules are still loading, and in the right language, which a preload could not know.
 */

/** The languages that there is a folder for. */
export const LANGUAGES = ["en"];

export const language = chosenLanguage();

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

/** The first of the person's languages that there is a folder for. */
function chosenLanguage() {
  // Tests in Node.js compare English.
  const wanted = typeof document === "undefined" ? [] : navigator.languages;
  const codes = wanted.map((tag) => tag.split("-")[0]);
  return codes.find((code) => LANGUAGES.includes(code)) ?? "en";
}
