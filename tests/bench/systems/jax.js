// @ts-check
/** jax-js on wasm, jitted. In jax-js a function consumes its arguments; `.ref` keeps one. @typedef {import("../systems.js").System} System */

import { channelsFirst } from "../data.js";
import { outputs as outputsOf, product, withWeights } from "../shapes.js";

/** @typedef {ReturnType<typeof withWeights>[number]} Step */

/** @returns {Promise<System>} */
export async function start() {
  const jax = await import(/** @type {string} */ ("/bench/node_modules/@jax-js/jax/dist/index.js"));
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  const { numpy: np } = jax;
  /** @type {import("../nets.js").Spec} */
  let spec;
  /** @type {any} */
  let [parameters, velocities, step, answer] = [];

  const array = (/** @type {Float32Array} */ values, /** @type {number[]} */ shape) => np.array(values).reshape(shape);
  const images = (/** @type {Float32Array} */ inputs, /** @type {number} */ count) =>
    array(inputs, [count, spec.input.channels, spec.input.height, spec.input.width]);
  return {
    async load(net) {
      spec = net.spec;
      if (spec.layers.some(({ type }) => type === "batch_norm")) throw new Error("jax-js has no batch norm");
      const steps = withWeights(spec, net.weights);
      parameters = steps.flatMap((step) => tensors(array, step));
      velocities = parameters.map((/** @type {any} */ parameter) => np.zeros(parameter.shape));
      ({ step, answer } = functions(jax, spec, steps));
    },
    batch: ({ inputs, targets }, count) => ({ inputs: channelsFirst(inputs, spec.input), targets, count }),
    async train({ inputs, targets, count }) {
      const t = array(targets, [count, outputsOf(spec)]);
      const [cost, weights, momenta] = step(parameters, velocities, images(inputs, count), t);
      [parameters, velocities] = [weights, momenta];
      await jax.blockUntilReady([...parameters.map(kept), ...velocities.map(kept)]).then(release);
      return (await cost.data())[0];
    },
    predict: async ({ inputs, count }) => answer(parameters.map(kept), images(inputs, count)).data(),
    free: () => release([...parameters, ...velocities]),
  };
}

/** @param {any} array */
const kept = (array) => array.ref;
/** @param {any[]} arrays */
const release = (arrays) => arrays.forEach((array) => array.dispose());

/** Kernel [c_out, c_in, h, w] or [c·h·w, out], and bias. @param {Function} array @param {Step} step @returns {any[]} */
function tensors(array, { layer, input, parameters, tensors: { kernel, bias } }) {
  if (layer.type === "conv") {
    return [array(kernel, parameters[0].shape).transpose([3, 2, 0, 1]), array(bias, [1, bias.length, 1, 1])];
  }
  if (layer.type !== "dense") return [];
  const { height, width, channels } = input;
  const turned = array(kernel, [height, width, channels, layer.units]).transpose([2, 0, 1, 3]);
  return [turned.reshape(parameters[0].shape), array(bias, [layer.units])];
}

/** @param {any} jax @param {import("../nets.js").Spec} spec @param {Step[]} steps */
function functions(jax, spec, steps) {
  const { numpy: np, lax, nn } = jax;
  const forward = (/** @type {any[]} */ parameters, /** @type {any} */ x) => {
    const left = [...parameters];
    for (const { layer } of steps) {
      if (layer.type === "conv") x = lax.conv(x, left.shift(), [layer.stride, layer.stride], "SAME").add(left.shift());
      if (layer.type === "activation") x = layer.function === "relu" ? nn.relu(x) : np.tanh(x);
      if (layer.type === "max_pool") {
        const [n, c, h, w] = x.shape;
        x = np.max(x.reshape([n, c, h / layer.size, layer.size, w / layer.size, layer.size]), [3, 5]);
      }
      if (layer.type === "dense") x = np.dot(x.reshape([x.shape[0], product(x.shape.slice(1))]), left.shift()).add(left.shift());
    }
    return x;
  };
  const loss = (/** @type {any[]} */ parameters, /** @type {any} */ x, /** @type {any} */ t) => {
    const n = x.shape[0];
    const out = forward(parameters, x);
    if (spec.loss === "mse") return np.square(out.sub(t)).sum().div(2 * n);
    return nn.logSoftmax(out).mul(t).sum().mul(-1 / n);
  };
  const { learning_rate, momentum } = /** @type {{ learning_rate: number, momentum: number }} */ (spec.optimizer);
  const step = (/** @type {any[]} */ parameters, /** @type {any[]} */ velocities, /** @type {any} */ x, /** @type {any} */ t) => {
    const [cost, gradients] = jax.valueAndGrad(loss)(parameters.map(kept), x, t);
    const momenta = velocities.map((velocity, i) => velocity.mul(momentum).add(gradients[i]));
    return [cost, parameters.map((parameter, i) => parameter.sub(momenta[i].ref.mul(learning_rate))), momenta];
  };
  const answer = (/** @type {any[]} */ parameters, /** @type {any} */ x) => {
    const out = forward(parameters, x);
    return spec.loss === "mse" ? out : nn.softmax(out);
  };
  return { step: jax.jit(step), answer: jax.jit(answer) };
}
