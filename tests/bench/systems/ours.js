// @ts-check
/** One build of the engine. @typedef {import("../systems.js").System} System */

/** @param {{ directory: string }} options where the build lies @returns {Promise<System>} */
export async function start({ directory }) {
  const engine = await import(`${directory}tab_trainer.js`);
  await engine.default();
  /** @type {import("../../../www/pkg/tab_trainer.js").Network} */
  let network;
  return {
    load({ spec, weights }) {
      network = new engine.Network(spec, 1);
      network.set_weights(weights);
    },
    batch: (batch) => batch,
    train: ({ inputs, targets }) => network.train_step(inputs, targets).loss,
    predict: ({ inputs }) => network.predict(inputs),
    free: () => network.free(),
  };
}
