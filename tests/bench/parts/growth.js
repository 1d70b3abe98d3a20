// @ts-check
/** How time and memory of ours grow with each size that a user can choose. */

import { Client, startSystem, takeTurns } from "../client.js";
import { scaled } from "../nets.js";
import { median } from "../table.js";

/** @typedef {{ axis: string, value: number, training: number, inference: number, wasmBytes: number }} Row  rates in pictures per second */

const axes = {
  batch: [1, 2, 4, 8, 16, 32, 64, 128],
  size: [16, 32, 64, 128],
  filters: [8, 16, 32, 64],
  depth: [1, 2, 3, 4],
};
const stored = [100, 1000, 10_000];

/** @param {import("../page.js").Chosen} chosen @param {import("../page.js").Options} options */
export async function growthPart({ best }, options) {
  /** @type {Row[]} */
  const rows = [];
  if (!best) return { rows, stored: [] };
  const short = { ...options, rounds: Math.min(options.rounds, 3) };
  for (const [axis, all] of Object.entries(axes)) {
    for (const value of options.short ? all.slice(0, 2) : all) {
      // A worker each, because wasm memory never shrinks.
      const client = await startSystem(best);
      await client.ask({
        command: "load",
        spec: scaled(axis === "batch" ? {} : { [axis]: value }),
      });
      const size = axis === "batch" ? value : 32;
      const turn = (/** @type {string} */ pass) => ({
        client,
        request: { command: "measure", pass, size },
        samples: /** @type {number[]} */ ([]),
      });
      const [training, inference] = [turn("training"), turn("inference")];
      await takeTurns([training, inference], short);
      const wasmBytes = await client.ask({ command: "memory" });
      rows.push({
        axis,
        value,
        training: median(training.samples),
        inference: median(inference.samples),
        wasmBytes,
      });
      client.stop();
    }
  }
  return { rows, stored: await storedPictures(best, short) };
}

/** @param {import("../systems.js").Entry} best @param {import("../page.js").Options} options */
async function storedPictures(best, options) {
  const client = new Client("stored pictures", "stored.js");
  await client.ask({ command: "start", ...best.options });
  const rows = [];
  for (const count of options.short ? stored.slice(0, 1) : stored) {
    const bytes = await client.ask({ command: "store", count });
    const turn = { client, request: { command: "measure" }, samples: /** @type {number[]} */ ([]) };
    await takeTurns([turn], options);
    const wasmBytes = await client.ask({ command: "memory" });
    rows.push({ pictures: count, rate: median(turn.samples), bytes, wasmBytes });
  }
  client.stop();
  return rows;
}
