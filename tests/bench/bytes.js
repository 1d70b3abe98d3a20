// @ts-check
/// <reference lib="webworker" />
/** One picture after the other, from the bytes of a canvas to an answer, each by the clock. */

import { answerTo } from "./answer.js";
import { pictures, rgba } from "./data.js";
import { values } from "./shapes.js";
import { median } from "./table.js";

/** Different pictures, as from a camera. */
const count = 8;

/** @type {import("../../www/pkg/tab_trainer.js").Network} */
let network;
/** @type {Uint8Array[]} */
let frames = [];

answerTo({
  /** @param {{ directory: string, spec: import("./nets.js").Spec }} request where the build lies */
  async start({ directory, spec }) {
    const engine = await import(`${directory}tab_trainer.js`);
    await engine.default();
    network = new engine.Network(spec, 1);
    const [all, bytes] = [rgba(pictures(spec, count).inputs), values({ ...spec.input, channels: 4 })];
    frames = Array.from({ length: count }, (_, i) => new Uint8Array(all.buffer, i * bytes, bytes));
  },

  /** @param {{ seconds: number }} request @returns {{ median: number, fastest: number, slowest: number }} ms, of a call */
  measure({ seconds }) {
    const times = [];
    const begin = performance.now();
    for (let now = begin; now - begin < seconds * 1000; ) {
      network.predict_rgba(frames[times.length % count]);
      const then = now;
      now = performance.now();
      times.push(now - then);
    }
    return { median: median(times), fastest: Math.min(...times), slowest: Math.max(...times) };
  },
});
