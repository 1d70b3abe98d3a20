// @ts-check
/// <reference lib="webworker" />
/** One build of the engine, which runs one task at a time and says how fast it was. */

import { pictures, spec } from "./net.js";

/** @typedef {"training 32" | "inference 32" | "inference 1"} Task */

const batches = 8;
const batch = 32;

/** @type {import("../../www/pkg/tab_trainer.js").Network} */
let network;
/** @type {{ inputs: Float32Array, targets: Float32Array }[]} */
const batchesOf32 = Array.from({ length: batches }, () => ({ inputs: new Float32Array(), targets: new Float32Array() }));

/** @param {string} directory where the build lies */
async function load(directory) {
  const engine = await import(`${directory}tab_trainer.js`);
  await engine.default();
  network = new engine.Network(spec, 1);
  const { inputs, targets } = pictures(batches * batch);
  batchesOf32.forEach((_, i) => {
    const part = (/** @type {Float32Array} */ all) => all.slice((i * all.length) / batches, ((i + 1) * all.length) / batches);
    batchesOf32[i] = { inputs: part(inputs), targets: part(targets) };
  });
}

/** @type {Record<Task, (i: number) => number>} does one call, returns how many pictures that were */
const tasks = {
  "training 32": (i) => {
    const { inputs, targets } = batchesOf32[i % batches];
    network.train_step(inputs, targets);
    return batch;
  },
  "inference 32": (i) => {
    network.predict(batchesOf32[i % batches].inputs);
    return batch;
  },
  "inference 1": (i) => {
    const { inputs } = batchesOf32[i % batches];
    network.predict(inputs.subarray(0, inputs.length / batch));
    return 1;
  },
};

/** @param {Task} task @param {number} seconds @returns {number} pictures per second */
function measure(task, seconds) {
  const start = performance.now();
  let done = 0;
  let elapsed = 0;
  for (let i = 0; elapsed < seconds; i++) {
    done += tasks[task](i);
    elapsed = (performance.now() - start) / 1000;
  }
  return done / elapsed;
}

onmessage = async ({ data: { directory, task, seconds } }) => {
  if (directory) await load(directory);
  postMessage(task ? measure(task, seconds) : null);
};
