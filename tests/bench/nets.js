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

/** @type {Layer} */
const relu6 = { type: "activation", function: "relu6" };

/**
 * Blocks of 3×3 convolutions with so many filters, with pooling in between.
 * @param {number[][]} blocks
 */
const plainStem = (blocks) =>
  features(64, [
    ...blocks.flatMap((filters, i) => [
      ...(i > 0 ? [pool] : []),
      ...filters.flatMap((count) => [conv(count, 3), relu]),
    ]),
  ]);

/** @param {number} size @param {Layer[]} layers @returns {Spec} */
const features = (size, layers) => ({
  ...classifier(square(size), [...layers, { type: "global_average_pool" }]),
  loss: "mse",
});

/** An inverted bottleneck (Sandler et al., 2018). @param {number[]} numbers @returns {Layer[]} */
const bottleneck = ([expanded, kernel, stride, filters]) => [
  conv(expanded, 1),
  relu6,
  { type: "depthwise_conv", kernel, stride, padding: "same" },
  relu6,
  conv(filters, 1),
];

/**
 * What sees pictures in networks that go on from pretrained weights; the last is EfficientNet-Lite0 without its head.
 * @type {Record<string, Spec>}
 */
export const stems = {
  base: plainStem([[24], [48], [80, 80], [144, 144, 144], [256]]),
  small: plainStem([[16], [32], [48, 48], [96, 96], [192]]),
  large: features(128, [
    conv(32, 3, 2),
    relu6,
    ...bottleneck([32, 3, 1, 16]).slice(2),
    // How often, kernel, stride of the first, channels that come in and go out.
    ...[
      [2, 3, 2, 16, 24],
      [2, 5, 2, 24, 40],
      [3, 3, 2, 40, 80],
      [3, 5, 1, 80, 112],
      [4, 5, 2, 112, 192],
      [1, 3, 1, 192, 320],
    ].flatMap(([times, kernel, stride, from, to]) => [
      ...bottleneck([6 * from, kernel, stride, to]),
      ...Array.from({ length: times - 1 }, () => ({
        type: /** @type {"residual"} */ ("residual"),
        layers: bottleneck([6 * to, kernel, 1, to]),
      })),
    ]),
  ]),
};

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
