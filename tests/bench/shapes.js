// @ts-check
/** What follows from a spec: maps, parameters, textbook work, and weights to begin with. */

import { generator } from "./random.js";

/** @typedef {import("./nets.js").Shape} Shape */
/** @typedef {import("./nets.js").Layer} Layer */
/** @typedef {import("./nets.js").Spec} Spec */
/** @typedef {{ name: string, shape: number[] }} Parameter */
/** @typedef {{ layer: Layer, input: Shape, output: Shape, parameters: Parameter[], flops: number }} Step  flops: forward, one picture */

/** @param {Pick<Spec, "input" | "layers">} spec @returns {Step[]} */
export function walk({ input, layers }) {
  return layers.map((layer) => {
    const step = { layer, input, ...follow(layer, input) };
    input = step.output;
    return step;
  });
}

/** @param {Layer} layer @param {Shape} input @returns {Pick<Step, "output" | "parameters" | "flops">} */
function follow(layer, { height, width, channels }) {
  switch (layer.type) {
    case "conv": {
      const { filters, kernel, stride = 1 } = layer;
      const output = {
        height: Math.ceil(height / stride),
        width: Math.ceil(width / stride),
        channels: filters,
      };
      const shape = [kernel, kernel, channels, filters];
      return {
        output,
        parameters: kernelAndBias(shape),
        flops: 2 * product(shape) * output.height * output.width,
      };
    }
    case "dense": {
      const shape = [height * width * channels, layer.units];
      const output = { height: 1, width: 1, channels: layer.units };
      return { output, parameters: kernelAndBias(shape), flops: 2 * product(shape) };
    }
    case "batch_norm": {
      const names = ["gamma", "beta", "running_mean", "running_variance"];
      const parameters = names.map((name) => ({ name, shape: [channels] }));
      return { output: { height, width, channels }, parameters, flops: 0 };
    }
    case "max_pool": {
      const output = {
        height: Math.floor(height / layer.size),
        width: Math.floor(width / layer.size),
        channels,
      };
      return { output, parameters: [], flops: 0 };
    }
    case "depthwise_conv": {
      const { kernel, stride = 1 } = layer;
      const output = {
        height: Math.ceil(height / stride),
        width: Math.ceil(width / stride),
        channels,
      };
      const shape = [kernel, kernel, channels];
      return {
        output,
        parameters: kernelAndBias(shape),
        flops: 2 * product(shape) * output.height * output.width,
      };
    }
    case "residual": {
      const steps = walk({ input: { height, width, channels }, layers: layer.layers });
      return {
        output: { height, width, channels },
        parameters: steps.flatMap(({ parameters }) => parameters),
        flops: steps.reduce((sum, { flops }) => sum + flops, 0),
      };
    }
    case "global_average_pool":
      return { output: { height: 1, width: 1, channels }, parameters: [], flops: 0 };
    case "activation":
      return { output: { height, width, channels }, parameters: [], flops: 0 };
    default:
      throw new Error(`no net of the benchmark has ${layer.type}`);
  }
}

/** @param {number[]} shape @returns {Parameter[]} */
const kernelAndBias = (shape) => [
  { name: "kernel", shape },
  { name: "bias", shape: shape.slice(-1) },
];

/** @param {number[]} numbers */
export const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

/** @param {Shape} shape */
export const values = ({ height, width, channels }) => height * width * channels;

/** @param {Spec} spec @returns {number} of one picture */
export function outputs(spec) {
  return values(walk(spec).at(-1)?.output ?? spec.input);
}

/**
 * Nominal work on one picture: two for a multiplication and an addition, in convolutions and dense layers alone.
 * Training is three times the forward pass, without the gradient of the input that nobody needs.
 * @param {Spec} spec @returns {Record<"training" | "inference", number>}
 */
export function flops(spec) {
  const work = walk(spec).map(({ flops }) => flops);
  const inference = work.reduce((a, b) => a + b, 0);
  const first = work.find((flops) => flops > 0) ?? 0;
  return { inference, training: 3 * inference - first };
}

/**
 * The same weights for every system, flat, in the engine's order: He's for kernels.
 * @param {Spec} spec @returns {Float32Array}
 */
export function initialWeights(spec) {
  const random = generator(7);
  const parameters = walk(spec).flatMap(({ parameters }) => parameters);
  return Float32Array.from(
    parameters.flatMap(({ name, shape }) => {
      // Uniform of the same variance.
      const range = Math.sqrt(6 / product(shape.slice(0, -1)));
      const first = { gamma: 1, running_variance: 1 }[name] ?? 0;
      return Array.from({ length: product(shape) }, () =>
        name === "kernel" ? range * (2 * random() - 1) : first,
      );
    }),
  );
}

/**
 * The weights parameter by parameter, layer by layer.
 * @param {Spec} spec @param {Float32Array} weights @returns {(Step & { tensors: Record<string, Float32Array> })[]}
 */
export function withWeights(spec, weights) {
  let offset = 0;
  return walk(spec).map((step) => {
    const tensors = step.parameters.map(({ name, shape }) => {
      const length = product(shape);
      offset += length;
      return [name, weights.subarray(offset - length, offset)];
    });
    return { ...step, tensors: Object.fromEntries(tensors) };
  });
}
