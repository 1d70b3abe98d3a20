// @ts-check
/** What the engine would say of the traces of a few networks. */

/** @typedef {import("../../www/inside/types.js").TracedLayer} TracedLayer */

/** @param {number} height @param {number} width @param {number} channels */
const shape = (height, width, channels) => ({ height, width, channels });

/** A convolution with two kernels of 3×3, an activation, and one neuron. @returns {import("../../www/inside/types.js").Summary} */
export function smallSummary() {
  const input = shape(5, 5, 1);
  const maps = shape(3, 3, 2);
  const parameter = (/** @type {string} */ name, /** @type {number[]} */ shape) => ({
    ...{ name, shape, offset: 0, trainable: true },
  });
  /** @type {TracedLayer[]} */
  const layers = [
    {
      ...{ name: "input", kind: "input", spec: null, input, output: input },
      ...{ sources: [], parameters: [], has_delta: false },
    },
    {
      ...{ name: "layers[0]", kind: "conv", spec: { type: "conv", filters: 2, kernel: 3 } },
      ...{ input, output: maps, sources: [0], has_delta: true },
      parameters: [parameter("kernel", [3, 3, 1, 2]), parameter("bias", [2])],
    },
    {
      ...{ name: "layers[1]", kind: "activation", spec: { type: "activation", function: "relu" } },
      ...{ input: maps, output: maps, sources: [1], parameters: [], has_delta: true },
    },
    {
      ...{ name: "layers[2]", kind: "dense", spec: { type: "dense", units: 1 } },
      ...{ input: maps, output: shape(1, 1, 1), sources: [2], has_delta: true },
      parameters: [parameter("kernel", [18, 1]), parameter("bias", [1])],
    },
  ];
  return {
    ...{ loss: 0.5, correct: false, predictions: [0], targets: [1], loss_after: 0.25 },
    ...{ learning_rate: 0.1, layers, non_finite: null },
  };
}
