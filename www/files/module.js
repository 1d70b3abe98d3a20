// @ts-check
/** The module that reads and writes files; fetched when it is first asked for. */

import init, * as module from "../pkg-formats/tab_trainer_formats.js";

/** @typedef {typeof module} Formats */

/** @type {Promise<Formats> | null} */
let loading = null;

/** @returns {Promise<Formats>} */
export async function loadFormats() {
  loading ??= init().then(() => module);
  try {
    return await loading;
  } catch (error) {
    loading = null; // the connection may be back
    throw error;
  }
}
