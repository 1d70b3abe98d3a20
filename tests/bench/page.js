// @ts-check
/** Lets the builds take turns, so that a machine that slows down slows all of them. */

/** @typedef {import("./worker.js").Task} Task */

/** @type {Record<string, string>} */
const directories = { simd128: "/pkg/", scalar: "/pkg-scalar/" };
/** @type {Task[]} */
const tasks = ["training 32", "inference 32", "inference 1"];

/** One request at a time. @param {Worker} worker @param {object} request @returns {Promise<any>} */
function ask(worker, request) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message || "the benchmark's worker failed"));
    worker.postMessage(request);
  });
}

/**
 * @param {{ rounds: number, seconds: number }} options
 * @returns {Promise<Record<string, Record<Task, number[]>>>} pictures per second, of each build, task and round
 */
export async function bench({ rounds, seconds }) {
  /** @type {Record<string, Record<Task, number[]>>} */
  const rates = {};
  /** @type {Record<string, Worker>} */
  const workers = {};
  for (const [build, directory] of Object.entries(directories)) {
    workers[build] = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    await ask(workers[build], { directory });
    rates[build] = { "training 32": [], "inference 32": [], "inference 1": [] };
    // The browser first runs code that it has compiled in haste.
    for (const task of tasks) await ask(workers[build], { task, seconds: Math.max(1, seconds) });
  }
  for (let round = 0; round < rounds; round++) {
    for (const task of tasks) {
      for (const build of Object.keys(workers)) rates[build][task].push(await ask(workers[build], { task, seconds }));
    }
  }
  for (const worker of Object.values(workers)) worker.terminate();
  return rates;
}
