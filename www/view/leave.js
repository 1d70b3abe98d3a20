// @ts-check

/**
 * @typedef {object} Parts
 * @property {import("../session.js").Session} session
 * @property {import("../data/dataset.js").Dataset} dataset
 * @property {import("../data/storage.js").ProjectStorage} storage
 * @property {import("./confirm.js").Confirm} confirm
 */

/** The browser asks before it closes the page, while there are pictures that could not be stored. @param {import("../data/storage.js").ProjectStorage} storage */
export function askBeforeClosing(storage) {
  window.addEventListener("beforeunload", (event) => {
    if (!storage.keeps && storage.waiting > 0) event.preventDefault();
  });
}

/**
 * Stores what can be stored; the rest may be given up only by the person.
 * @param {Parts} parts @param {() => Parameters<import("./confirm.js").Confirm["ask"]>[0]} question
 * @returns {Promise<boolean>} whether the page may begin anew
 */
export async function mayLeave({ session, dataset, storage, confirm }, question) {
  await storage.flush();
  if (storage.keeps) return true;
  const work = session.network || dataset.classes.some(({ pictures }) => pictures.length > 0);
  return !work || confirm.ask(question());
}
