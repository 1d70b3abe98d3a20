// @ts-check
/** Two tabs that wrote one project would corrupt it: one has it until it is closed, the others look on and wait. */

const NAME = "tab-trainer-project";
/** After a reload the previous page may hold the lock for a moment. */
const PATIENCE_MS = 1000;

/** @returns {Promise<boolean>} false: another tab has the project */
export function holdProject() {
  if (!navigator.locks) return Promise.resolve(true); // over plain http
  const patience = new AbortController();
  setTimeout(() => patience.abort(), PATIENCE_MS);
  return hold(patience.signal);
}

/** Resolves when the other tab is gone, and this one has the project. */
export async function takeTurn() {
  // A tab in the background must not snatch the project from one that is only being reloaded.
  for (;;) {
    await visible();
    const wait = new AbortController();
    const { signal } = wait;
    document.addEventListener("visibilitychange", () => wait.abort(), { signal });
    const held = await hold(signal);
    wait.abort(); // without effect on a lock that is held
    if (held) return;
  }
}

/** @param {AbortSignal} signal @returns {Promise<boolean>} whether the lock is held from now on until the page is gone; false: aborted before */
function hold(signal) {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(NAME, { signal }, () => {
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
