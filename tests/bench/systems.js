// @ts-check
/** Everything that is compared. The page runs each in a worker of its own, and asks what is outside the browser. */

import { BUILDS } from "../../www/engine/engine.js";

/**
 * What the module of a system gives: `start` loads the library and answers with this. A batch is whatever `batch`
 * made of it, so that no system pays for another one's order of values.
 * @typedef {object} System
 * @property {string} [label] what the library says that it runs on
 * @property {(net: Net) => void | Promise<void>} load
 * @property {(batch: import("./data.js").Batch, count: number) => unknown} batch
 * @property {(batch: any) => number | Promise<number>} [train] one step; gives the loss before it
 * @property {(batch: any) => Float32Array | Promise<Float32Array>} predict gives [n, outputs]
 * @property {() => void} free the net
 */

/** @typedef {{ spec: import("./nets.js").Spec, weights: Float32Array }} Net */

/**
 * @typedef {object} Entry
 * @property {string} name
 * @property {string} module under systems/
 * @property {Record<string, string>} [options] for its `start`
 * @property {boolean} [ours]
 * @property {boolean} [light] small enough for the short benchmark
 * @property {boolean} [native] not in the browser: only its speed can be compared
 */

/** @type {Entry[]} */
const ours = BUILDS.map(({ name, directory }) => ({
  name: `ours ${name}`,
  module: "ours",
  options: { directory: new URL(directory, new URL("../../www/", import.meta.url)).pathname },
  ours: true,
  light: true,
}));

/** @type {Entry[]} */
const peers = [
  { name: "burn-flex", module: "burn" },
  { name: "ConvNetJS", module: "convnetjs", light: true },
  { name: "TF.js wasm", module: "tfjs-wasm" },
  { name: "TF.js cpu", module: "tfjs", options: { backend: "cpu" } },
  { name: "TF.js webgl", module: "tfjs", options: { backend: "webgl" } },
  { name: "jax-js wasm", module: "jax" },
  { name: "onnxruntime", module: "onnxruntime" },
];

/** On one core outside of the browser. @type {Entry[]} */
const outside = [
  {
    name: "native TensorFlow",
    module: "native",
    options: { framework: "tensorflow" },
    native: true,
  },
  { name: "native JAX", module: "native", options: { framework: "jax" }, native: true },
];

/**
 * What there is to measure: a build that is not there is left out.
 * @param {{ light: boolean, native: boolean }} which @returns {Promise<Entry[]>}
 */
export async function systems({ light, native }) {
  const there = await Promise.all(
    ours.map(
      async ({ options }) =>
        (await fetch(`${options?.directory}tab_trainer.js`, { method: "HEAD" })).ok,
    ),
  );
  return [
    ...ours.filter((_, i) => there[i]),
    ...peers.filter((peer) => peer.light || !light),
    ...(native ? outside : []),
  ];
}
