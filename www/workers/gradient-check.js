// @ts-check
/** Is backpropagation right? Asks the engine, in a worker of its own: it takes seconds. */

import { loadEngine } from "../engine/engine.js";
import { START_SILENCE, WorkerLink } from "./protocol.js";

/** @typedef {import("../engine/types.js").LayerCheck} LayerCheck */

/** ms: thousands of forward passes, on a phone without SIMD. */
const LONGEST = 600_000;

/**
 * @param {object} job
 * @param {import("../engine/types.js").NetworkSpec} job.spec
 * @param {Float32Array} job.weights
 * @param {number} job.classCount
 * @param {{ label: number, rgba: Uint8ClampedArray }[]} job.examples  a few: each costs as much again
 * @param {Pick<import("./trainer.js").Surroundings, "startWorker" | "engine">} [surroundings]
 * @returns {Promise<LayerCheck[]>}
 */
export async function checkGradients(
  { examples, ...network },
  { startWorker = startCheckingWorker, engine = loadEngine } = {},
) {
  const loaded = await engine();
  const link = new WorkerLink(startWorker());
  try {
    await link.request("start", loaded, { silence: START_SILENCE });
    const pictures = examples.map(({ rgba }) => rgba);
    return await link.request(
      "check",
      { ...network, pictures, labels: examples.map(({ label }) => label) },
      { silence: LONGEST },
    );
  } finally {
    link.close();
  }
}

function startCheckingWorker() {
  return new Worker(new URL("worker.js", import.meta.url), { type: "module", name: "checking" });
}
