// @ts-check
/** The nets that are measured, with every default filled in, so that each system reads the same spec. */

/** @typedef {import("../../www/pkg/tab_trainer.js").Shape} Shape */
/** @typedef {import("../../www/pkg/tab_trainer.js").NetworkSpec} Spec */
/** @typedef {import("../../www/pkg/tab_trainer.js").LayerSpec} Layer */

/** @param {number} filters @param {number} kernel @param {number} stride @returns {Layer} */
export const conv = (filters, kernel, stride = 1) => ({
  type: "conv",
  filters,
  kernel,
  stride,
  padding: "same",
});

/** @type {Layer} */
const relu = { type: "activation", function: "relu" };
/** @type {Layer} */
const tanh = { type: "activation", function: "tanh" };
/** @type {Layer} */
const norm = { type: "batch_norm", momentum: 0.9, epsilon: 1e-5 };
/** @type {Layer} */
const pool = { type: "max_pool", size: 2, stride: 2 };

/** @param {number} units @returns {Layer} */
const dense = (units) => ({ type: "dense", units });

/** @param {number} filters @param {number} kernel @returns {Layer[]} */
const block = (filters, kernel) => [conv(filters, kernel), relu, pool];

/** @param {number} filters @returns {Layer[]} */
const modernBlock = (filters) => [conv(filters, 3), norm, relu, pool];

/** @param {number} size @param {number} channels @returns {Shape} */
export const square = (size, channels = 3) => ({ height: size, width: size, channels });

/**
 * Plain gradient descent with momentum: every system has it.
 * @param {Shape} input @param {Layer[]} layers @returns {Spec}
 */
export const classifier = (input, layers) => ({
  input,
  layers,
  loss: "cross_entropy",
  optimizer: { type: "sgd", learning_rate: 0.01, momentum: 0.9, nesterov: false, weight_decay: 0 },
});

/** @type {Record<string, Spec>} */
export const nets = {
  // ConvNetJS made it known.
  "cifar-demo": classifier(square(32), [
    ...block(16, 5),
    ...block(20, 5),
    ...block(20, 5),
    dense(10),
  ]),
  webcam: classifier(square(64), [
    ...block(16, 3),
    ...block(32, 3),
    ...block(32, 3),
    dense(64),
    relu,
    dense(3),
  ]),
  modern: classifier(square(32), [
    ...modernBlock(16),
    ...modernBlock(32),
    ...modernBlock(32),
    dense(10),
  ]),
  article: {
    ...classifier(square(32), [conv(16, 5), tanh, pool, conv(20, 5), tanh, pool, dense(1), tanh]),
    loss: "mse",
  },
  // Nothing here divides by four. The strided maps have odd sides: every peer pads those alike.
  awkward: classifier(square(30), [
    ...block(10, 7),
    conv(10, 3, 2),
    relu,
    ...block(10, 5),
    dense(10),
  ]),
};

/** What the page trains and asks if nobody changes its settings, for three classes. */
export const pageNet = /** @type {Spec} */ ({
  ...nets.webcam,
  optimizer: { type: "adam", learning_rate: 0.001 },
});

/** For handwritten digits of 8×8 pixels. */
export const digitsNet = classifier(square(8, 1), [
  ...block(16, 3),
  ...block(32, 3),
  dense(64),
  relu,
  dense(10),
]);

/**
 * A net of the growth tables.
 * @param {{ size?: number, filters?: number, depth?: number }} scale
 */
export function scaled({ size = 32, filters = 16, depth = 2 }) {
  return classifier(square(size), [
    ...Array.from({ length: depth }, () => block(filters, 3)).flat(),
    dense(10),
  ]);
}
