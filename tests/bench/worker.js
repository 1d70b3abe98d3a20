// @ts-check
/// <reference lib="webworker" />
/** One system, which does one thing at a time and says how fast it was. */

import { wasmBytes } from "./memory.js"; // first
import { answerTo } from "./answer.js";
import { message } from "./client.js";
import { digits, pictures, slice } from "./data.js";
import { initialWeights } from "./shapes.js";

/** @typedef {import("./systems.js").System} System */
/** @typedef {{ pass: "training" | "inference", size: number }} Task  size: of a batch */

const batches = 8;
const testBatch = 60;

/** @type {System} */
let system;
/** @type {import("./nets.js").Spec} */
let spec;

const commands = {
  /** @param {import("./systems.js").Entry} entry */
  async start({ module, options }) {
    system = await (await import(`./systems/${module}.js`)).start(options);
    return { label: system.label, trains: Boolean(system.train) };
  },

  /** A net in place of the one before. @param {{ spec: import("./nets.js").Spec }} net */
  async load(net) {
    spec = net.spec;
    made.clear();
    await system.load({ spec, weights: initialWeights(spec) });
  },

  /** @param {Task} task */
  async first({ size }) {
    const [batch] = prepared(size);
    await system.predict(batch);
  },

  /** What every system must agree on: the first answers, and the losses of the first steps. */
  async check() {
    const ready = prepared(8);
    const answers = Array.from(await system.predict(ready[0]));
    const losses = [];
    try {
      if (system.train)
        for (const batch of ready.slice(0, 3)) losses.push(await system.train(batch));
    } catch (error) {
      // It may answer all the same.
      return { answers, losses: [], refused: message(error) };
    }
    return { answers, losses };
  },

  /** @param {Task & { seconds: number }} request @returns {Promise<number>} pictures per second */
  async measure({ pass, size, seconds }) {
    const ready = prepared(size);
    const call = pass === "training" ? system.train : system.predict;
    if (!call) throw new Error("this system does not train");
    const start = performance.now();
    let [calls, elapsed] = [0, 0];
    while (elapsed < seconds) {
      const result = call(ready[calls++ % ready.length]);
      if (result instanceof Promise) await result;
      elapsed = (performance.now() - start) / 1000;
    }
    return (calls * size) / elapsed;
  },

  /** So many steps, however long they take. @param {{ size: number, steps: number }} request */
  async train({ size, steps }) {
    if (!system.train) throw new Error("this system does not train");
    const ready = prepared(size);
    for (let step = 0; step < steps; step++) await system.train(ready[step % ready.length]);
  },

  /** @param {{ goal: number, size: number, epochs: number, seconds: number }} request */
  async digits({ goal, size, epochs, seconds }) {
    if (!system.train) throw new Error("this system does not train");
    const { training, test } = await digits();
    const cut = (/** @type {typeof training} */ { count, all }, /** @type {number} */ size) =>
      Array.from({ length: Math.floor(count / size) }, (_, i) =>
        slice(all, count, i * size, (i + 1) * size),
      );
    const batches = cut(training, size).map((batch) => system.batch(batch, size));
    const asked = cut(test, testBatch).map(({ inputs, targets }) => ({
      batch: system.batch({ inputs, targets }, testBatch),
      targets,
    }));
    let [spent, right, steps] = [0, 0, 0];
    while (right < goal && steps < epochs * batches.length && spent < seconds) {
      const start = performance.now();
      // Asked four times an epoch; what that takes does not count.
      for (let i = 0; i < Math.ceil(batches.length / 4); i++)
        await system.train(batches[steps++ % batches.length]);
      spent += (performance.now() - start) / 1000;
      let hits = 0;
      for (const { batch, targets } of asked)
        hits += correct(await system.predict(batch), targets, 10);
      right = hits / (asked.length * testBatch);
    }
    return { seconds: spent, right, pictures: steps * size };
  },

  memory: () => wasmBytes(),

  /** Bytes on the way, as the server packed them, without the benchmark's own files. */
  transfer: () =>
    performance
      .getEntriesByType("resource")
      .filter(({ name }) => !/^\/bench\/(systems\/)?[a-z-]+\.js$/.test(new URL(name).pathname))
      .reduce(
        (sum, entry) => sum + /** @type {PerformanceResourceTiming} */ (entry).encodedBodySize,
        0,
      ),

  free: () => system.free(),
};

/** @type {Map<number, unknown[]>} */
const made = new Map();

/** Batches in the system's own form, made once for each size. @param {number} size */
function prepared(size) {
  const there = made.get(size);
  if (there) return there;
  const count = batches * size;
  const all = pictures(spec, count);
  const ready = Array.from({ length: batches }, (_, i) =>
    system.batch(slice(all, count, i * size, (i + 1) * size), size),
  );
  made.set(size, ready);
  return ready;
}

/** @param {Float32Array} answers @param {Float32Array} targets @param {number} classes */
function correct(answers, targets, classes) {
  let hits = 0;
  for (let start = 0; start < targets.length; start += classes) {
    const of = (/** @type {Float32Array} */ values) => {
      const row = values.subarray(start, start + classes);
      return row.indexOf(Math.max(...row));
    };
    if (of(answers) === of(targets)) hits++;
  }
  return hits;
}

answerTo(commands);
