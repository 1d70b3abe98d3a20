// @ts-check
/// <reference lib="webworker" />
/** Takes batches from stored pictures, as training does: 64×64 RGBA, an array each, drawn at random, made into input. */

import { wasmBytes } from "./memory.js"; // first
import { answerTo } from "./answer.js";
import { generator } from "./random.js";

const bytes = 64 * 64 * 4;
const batch = 32;

/** @type {Uint8Array[]} */
let pictures = [];
/** @type {typeof import("../../www/pkg/tab_trainer.js").rgba_to_input} */
let toInput;

answerTo({
  /** @param {{ directory: string }} request where the build lies */
  async start({ directory }) {
    const engine = await import(`${directory}tab_trainer.js`);
    await engine.default();
    toInput = engine.rgba_to_input;
  },

  /** In place of those before. @param {{ count: number }} request @returns {number} bytes of the pictures themselves */
  store({ count }) {
    pictures = Array.from({ length: count }, (_, i) => new Uint8Array(bytes).fill(i));
    return count * bytes;
  },

  /** @param {{ seconds: number }} request @returns {number} pictures per second */
  measure: ({ seconds }) => take(seconds),

  memory: () => wasmBytes(),
});

/** @param {number} seconds @returns {number} pictures per second */
function take(seconds) {
  const random = generator(5);
  const rgba = new Uint8Array(batch * bytes);
  const start = performance.now();
  let [taken, elapsed] = [0, 0];
  while (elapsed < seconds) {
    for (let i = 0; i < batch; i++)
      rgba.set(pictures[Math.floor(random() * pictures.length)], i * bytes);
    toInput(rgba, 3);
    taken += batch;
    elapsed = (performance.now() - start) / 1000;
  }
  return taken / elapsed;
}
