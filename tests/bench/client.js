// @ts-check
/** A worker as promises, and the turns that workers take. */

import { Native } from "./systems/native.js";

export class Client {
  /** @param {string} name @param {string} script */
  constructor(name, script = "worker.js") {
    this.name = name;
    this.worker = new Worker(new URL(script, import.meta.url), { type: "module" });
  }

  /** One request at a time. @param {object} request @returns {Promise<any>} */
  ask(request) {
    return new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }) =>
        "error" in data ? reject(new Error(data.error)) : resolve(data.answer);
      this.worker.onerror = ({ message }) =>
        reject(new Error(message || `the worker of ${this.name} failed`));
      this.worker.postMessage(request);
    });
  }

  stop() {
    this.worker.terminate();
  }
}

/** @param {unknown} error */
export const message = (error) => (error instanceof Error ? error.message : String(error));

/** @typedef {Pick<Client, "name" | "ask" | "stop">} Asked  a worker, or what stands for one */

/** @param {import("./systems.js").Entry} entry @returns {Promise<Asked & { label?: string, trains: boolean }>} */
export async function startSystem(entry) {
  const client = entry.native
    ? new Native(entry.name, entry.options?.framework ?? "")
    : new Client(entry.name);
  try {
    return Object.assign(client, await client.ask({ command: "start", ...entry }));
  } catch (error) {
    client.stop();
    throw error;
  }
}

/** @typedef {{ client: Asked, request: object, samples: any[] }} Turn  samples: what the client answers, round by round */

/** The rounds of those for whom one call is longer than four turns should be: else a run would take hours. */
const fewRounds = 3;

/**
 * Round by round, so that a machine that slows down slows all of them; at first without counting, because the browser
 * begins with code that it has compiled in haste.
 * @param {Turn[]} turns @param {import("./page.js").Options} options
 */
export async function takeTurns(turns, { rounds, seconds, warmUp }) {
  for (const { client, request } of turns)
    if (warmUp > 0) await client.ask({ ...request, seconds: warmUp });
  /** @type {Set<Turn>} */
  const slow = new Set();
  for (let round = 0; round < rounds; round++) {
    for (const turn of turns.filter((turn) => round < fewRounds || !slow.has(turn))) {
      const start = performance.now();
      turn.samples.push(await turn.client.ask({ ...turn.request, seconds }));
      if (performance.now() - start > 4000 * seconds) slow.add(turn);
    }
  }
}
