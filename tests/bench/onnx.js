// @ts-check
/** A net of the benchmark as an ONNX model: pictures [n, c, h, w] to answers [n, outputs]. */

import { product, withWeights } from "./shapes.js";

/** @typedef {ReturnType<typeof withWeights>[number]} Step */
/** @typedef {{ op: string, tensors?: Tensor[], attributes?: Record<string, number | number[] | string> }} Node */
/** @typedef {{ dims: number[], floatData: Float32Array | number[] }} Tensor */

/** @param {import("./systems.js").Net} net @returns {Promise<Uint8Array>} */
export async function model({ spec, weights }) {
  const { onnx } = await import(/** @type {string} */ ("/bench/peers/onnx.js"));
  const steps = withWeights(spec, weights);
  const flat = steps.findIndex(({ layer }) => layer.type === "dense");
  const nodes = steps.flatMap((step, index) =>
    index === flat ? [{ op: "Flatten" }, node(step)] : [node(step)],
  );
  if (spec.loss === "cross_entropy") nodes.push({ op: "Softmax", attributes: { axis: 1 } });
  const { height, width, channels } = spec.input;
  const float = onnx.TensorProto.DataType.FLOAT;
  const value = (/** @type {string} */ name, /** @type {(string | number)[]} */ dims) => ({
    name,
    type: { tensorType: { elemType: float, shape: { dim: dims.map(dimension) } } },
  });
  const named = nodes.map((node, index) => ({ ...node, name: `node${index}` }));
  const output = (/** @type {number} */ index) =>
    index < 0 ? "pictures" : index === nodes.length - 1 ? "answers" : `maps${index}`;
  const graph = {
    name: "net",
    input: [value("pictures", ["n", channels, height, width])],
    output: [value("answers", ["n", Math.max(1, steps[steps.length - 1].output.channels)])],
    initializer: named.flatMap(({ name, tensors = [] }) =>
      tensors.map((tensor, i) => ({
        ...tensor,
        name: `${name}.${i}`,
        dataType: float,
        floatData: Array.from(tensor.floatData),
      })),
    ),
    node: named.map(({ name, op, tensors = [], attributes = {} }, index) => ({
      name,
      opType: op,
      input: [output(index - 1), ...tensors.map((_, i) => `${name}.${i}`)],
      output: [output(index)],
      attribute: Object.entries(attributes).map(([key, value]) => attribute(onnx, key, value)),
    })),
  };
  const message = { irVersion: 7, opsetImport: [{ domain: "", version: 13 }], graph };
  return onnx.ModelProto.encode(onnx.ModelProto.fromObject(message)).finish();
}

/** @param {string | number} size */
const dimension = (size) => (typeof size === "string" ? { dimParam: size } : { dimValue: size });

/** @param {any} onnx @param {string} name @param {number | number[] | string} value */
function attribute(onnx, name, value) {
  const { INT, INTS, STRING, FLOAT } = onnx.AttributeProto.AttributeType;
  if (Array.isArray(value)) return { name, type: INTS, ints: value };
  if (typeof value === "string") return { name, type: STRING, s: new TextEncoder().encode(value) };
  return Number.isInteger(value) ? { name, type: INT, i: value } : { name, type: FLOAT, f: value };
}

/** @param {Step} step @returns {Node} */
function node({ layer, input, parameters, tensors }) {
  const { kernel, bias } = tensors;
  const vector = (/** @type {Float32Array} */ values) => ({
    dims: [values.length],
    floatData: values,
  });
  switch (layer.type) {
    case "conv": {
      const turned = turn(kernel, parameters[0].shape, [3, 2, 0, 1]);
      const [size, stride] = [layer.kernel, layer.stride ?? 1];
      const attributes = {
        kernel_shape: [size, size],
        strides: [stride, stride],
        auto_pad: "SAME_UPPER",
      };
      return { op: "Conv", tensors: [turned, vector(bias)], attributes };
    }
    case "batch_norm": {
      const { gamma, beta, running_mean, running_variance } = tensors;
      const attributes = { epsilon: layer.epsilon ?? 1e-5 };
      return {
        op: "BatchNormalization",
        tensors: [gamma, beta, running_mean, running_variance].map(vector),
        attributes,
      };
    }
    case "activation":
      return { op: layer.function === "relu" ? "Relu" : "Tanh" };
    case "max_pool":
      return {
        op: "MaxPool",
        attributes: { kernel_shape: [layer.size, layer.size], strides: [layer.size, layer.size] },
      };
    case "dense": {
      const { height, width, channels } = input;
      const { floatData } = turn(kernel, [height, width, channels, layer.units], [2, 0, 1, 3]);
      return { op: "Gemm", tensors: [{ dims: parameters[0].shape, floatData }, vector(bias)] };
    }
    default:
      throw new Error(`no net of the benchmark has ${layer.type}`);
  }
}

/** Transposes. @param {Float32Array} values @param {number[]} shape @param {number[]} axes @returns {Tensor} */
function turn(values, shape, axes) {
  const strides = shape.map((_, axis) => product(shape.slice(axis + 1)));
  const dims = axes.map((axis) => shape[axis]);
  const floatData = values.map((_, position) => {
    let from = 0;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      from += (position % dims[axis]) * strides[axes[axis]];
      position = Math.floor(position / dims[axis]);
    }
    return values[from];
  });
  return { dims, floatData };
}
