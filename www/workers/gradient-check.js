// @ts-check
/** Is backpropagation right? Asks the engine, in a worker of its own: it takes seconds. */

import { giveStem, stemOf, stems } from "../engine/stems.js";
import { Supervisor } from "./supervisor.js";

/** @typedef {import("../engine/types.js").LayerCheck} LayerCheck */

/** ms: thousands of forward passes, on a phone without SIMD. */
const LONGEST = 600_000;

/**
 * @param {import("../engine/types.js").TrainedNetwork} network
 * @param {{ label: number, rgba: Uint8ClampedArray }[]} examples  a few: each costs as much again
 * @param {import("./supervisor.js").Surroundings} [surroundings]
 * @returns {Promise<LayerCheck[]>}
 */
export async function checkGradients(network, examples, surroundings) {
  const supervisor = new Supervisor("checking", { surroundings, silence: LONGEST });
  const [{ rgba: first }] = examples;
  const rgba = new Uint8ClampedArray(examples.length * first.length);
  examples.forEach((example, i) => rgba.set(example.rgba, i * first.length));
  try {
    return await supervisor.use(async (link) => {
      const stem = stemOf(network.spec);
      if (stem) await giveStem(link, stem, stems);
      await link.request("load", network);
      return link.request("check", { rgba, labels: examples.map(({ label }) => label) });
    });
  } finally {
    supervisor.end();
  }
}
