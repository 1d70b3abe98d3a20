// @ts-check
/// <reference lib="webworker" />
/** From the bytes of a canvas to an answer or a step of training, each by the clock. */

import { answerTo } from "./answer.js";
import { pictures, rgba, slice } from "./data.js";
import { median } from "./table.js";

/** Different ones, as from a camera. */
const batches = 8;

/** @type {import("../../www/pkg/tab_trainer.js").Network} */
let network;
/** Of the same number of pictures each. @type {{ bytes: Uint8Array, targets: Float32Array }[]} */
let ready = [];

answerTo({
  /** @param {{ directory: string, spec: import("./nets.js").Spec, size?: number }} request where the build lies; pictures of a batch */
  async start({ directory, spec, size = 1 }) {
    const engine = await import(`${directory}tab_trainer.js`);
    await engine.default();
    network = new engine.Network(spec, 1);
    const count = batches * size;
    const all = pictures(spec, count);
    ready = Array.from({ length: batches }, (_, i) => {
      const { inputs, targets } = slice(all, count, i * size, (i + 1) * size);
      return { bytes: new Uint8Array(rgba(inputs).buffer), targets };
    });
  },

  /** @param {{ seconds: number }} request @returns {{ median: number, fastest: number, slowest: number }} ms, of a call */
  predict({ seconds }) {
    const times = [];
    const begin = performance.now();
    for (let now = begin; now - begin < seconds * 1000;) {
      network.predict_rgba(ready[times.length % batches].bytes);
      const then = now;
      now = performance.now();
      times.push(now - then);
    }
    return { median: median(times), fastest: Math.min(...times), slowest: Math.max(...times) };
  },

  /** @param {{ seconds: number }} request @returns {{ plain: number, augmented: number }} ms, of a step */
  train({ seconds }) {
    const times = { plain: /** @type {number[]} */ ([]), augmented: /** @type {number[]} */ ([]) };
    const begin = performance.now();
    // In turns, with the same network: what a step takes depends on how many derivatives are zero.
    for (let now = begin, step = 0; step < 2 || now - begin < seconds * 1000; step++) {
      const { bytes, targets } = ready[(step >> 1) % batches];
      const way = step % 2 === 0 ? "plain" : "augmented";
      network.train_step_rgba(
        bytes,
        targets,
        way === "augmented" ? { seed: 1, first: step } : undefined,
      );
      const then = now;
      now = performance.now();
      times[way].push(now - then);
    }
    return { plain: median(times.plain), augmented: median(times.augmented) };
  },
});
