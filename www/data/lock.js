// @ts-check
/** Two tabs that wrote one project would corrupt it: one has it until it is closed, the others look on and wait. */

import { FIRST } from "./database.js";

const PREFIX = "tab-trainer-project";
/** After a reload the previous page may hold the lock for a moment. */
const PATIENCE_MS = 1000;

/** @param {string} id  of the project @returns {Promise<boolean>} false: another tab has it */
export function holdProject(id) {
  if (!navigator.locks) return Promise.resolve(true); // over plain http
  const patience = new AbortController();
  setTimeout(() => patience.abort(), PATIENCE_MS);
  return hold(id, patience.signal);
}

/** Resolves when the other tab is gone, and this one has the project. @param {string} id */
export async function takeTurn(id) {
  // A tab in the background must not snatch the project from one that is only being reloaded.
  for (;;) {
    await visible();
    const wait = new AbortController();
    const { signal } = wait;
    document.addEventListener("visibilitychange", () => wait.abort(), { signal });
    const held = await hold(id, signal);
    wait.abort(); // without effect on a lock that is held
    if (held) return;
  }
}

/** Does something to a project that no tab has open. @param {string} id @param {() => Promise<void>} work @returns {Promise<boolean>} false: one has */
export async function whileFree(id, work) {
  const whenGranted = async (/** @type {unknown} */ lock) => {
    if (lock) await work();
    return lock !== null;
  };
  if (!navigator.locks) return whenGranted(true);
  return navigator.locks.request(nameOf(id), { ifAvailable: true }, whenGranted);
}

/** @param {string} id */
function nameOf(id) {
  return id === FIRST ? PREFIX : `${PREFIX}:${id}`;
}

/** @param {string} id @param {AbortSignal} signal @returns {Promise<boolean>} whether the lock is held from now on until the page is gone; false: aborted before */
function hold(id, signal) {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(nameOf(id), { signal }, () => {
        resolve(true);
        return new Promise(() => {});
      })
      // Any other error means that the browser forbids locks.
      .catch((error) => (signal.aborted ? resolve(false) : reject(error)));
  });
}

/** @returns {Promise<void>} */
function visible() {
  return new Promise((resolve) => {
    const look = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", look);
      resolve();
    };
    document.addEventListener("visibilitychange", look);
    look();
  });
}
