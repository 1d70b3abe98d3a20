// @ts-check
/** Says names aloud, with the voices of the browser. */

/** ms: where voices come later than the page, they do within this. */
const VOICES_MS = 2000;

/** In which language a name is to be read. @param {string} name @param {string} page  language of the page */
export function languageOf(name, page) {
  if (/\p{Script=Cyrillic}/u.test(name)) return "ru";
  return page === "ru" && /\p{Script=Latin}/u.test(name) ? "en" : page;
}

/**
 * @param {ReadonlyArray<string>} languages
 * @returns {Promise<string[]>} those of them that no voice speaks
 */
export async function unspoken(languages) {
  const synthesis = globalThis.speechSynthesis;
  if (!synthesis) return [...languages];
  if (synthesis.getVoices().length === 0)
    await new Promise((resolve) => {
      synthesis.addEventListener("voiceschanged", resolve, { once: true });
      setTimeout(resolve, VOICES_MS);
    });
  const spoken = synthesis.getVoices().map(({ lang }) => lang.split(/[-_]/)[0].toLowerCase());
  return languages.filter((language) => !spoken.includes(language));
}

/** What is still being said is cut off: it is no longer the answer. @param {string} name @param {string} language */
export function speak(name, language) {
  const synthesis = globalThis.speechSynthesis;
  if (!synthesis) return;
  synthesis.cancel();
  synthesis.speak(Object.assign(new SpeechSynthesisUtterance(name), { lang: language }));
}
