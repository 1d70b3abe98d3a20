// @ts-check
/** burn with burn-flex, from tests/bench/burn. @typedef {import("../systems.js").System} System */

import { channelsFirst } from "../data.js";

/** @returns {Promise<System>} */
export async function start() {
  const burn = await import(/** @type {string} */ ("/bench/burn-pkg/bench_burn.js"));
  await burn.default();
  /** @type {any} */
  let network;
  /** @type {import("../nets.js").Shape} */
  let shape;
  return {
    load({ spec, weights }) {
      network = new burn.Network(JSON.stringify(spec), weights);
      shape = spec.input;
    },
    batch: ({ inputs, targets }) => ({ inputs: channelsFirst(inputs, shape), targets }),
    train: ({ inputs, targets }) => network.train(inputs, targets),
    predict: ({ inputs }) => network.predict(inputs),
    free: () => network.free(),
  };
}
