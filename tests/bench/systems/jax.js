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
  let [parameters, velocities, running, step, answer] = [];

  const array = (/** @type {Float32Array} */ values, /** @type {number[]} */ shape) =>
    np.array(values).reshape(shape);
  const images = (/** @type {Float32Array} */ inputs, /** @type {number} */ count) =>
    array(inputs, [count, spec.input.channels, spec.input.height, spec.input.width]);
  return {
    async load(net) {
      spec = net.spec;
      const steps = withWeights(spec, net.weights);
      parameters = steps.flatMap((step) => tensors(array, step));
      running = steps.flatMap(({ tensors: { running_mean, running_variance } }) =>
        running_mean
          ? [running_mean, running_variance].map((values) => array(values, channel(values)))
          : [],
      );
      velocities = parameters.map((/** @type {any} */ parameter) => np.zeros(parameter.shape));
      ({ step, answer } = functions(jax, spec, steps));
    },
    batch: ({ inputs, targets }, count) => ({
      inputs: channelsFirst(inputs, spec.input),
      targets,
      count,
    }),
    async train({ inputs, targets, count }) {
      const t = array(targets, [count, outputsOf(spec)]);
      const [cost, ...next] = step(parameters, velocities, running, images(inputs, count), t);
      [parameters, velocities, running] = next;
      await jax.blockUntilReady(next.flat().map(kept)).then(release);
      return (await cost.data())[0];
    },
    predict: async ({ inputs, count }) =>
      answer(parameters.map(kept), running.map(kept), images(inputs, count)).data(),
    free: () => release([...parameters, ...velocities, ...running]),
  };
}

/** @param {any} array */
const kept = (array) => array.ref;
/** @param {any[]} arrays */
const release = (arrays) => arrays.forEach((array) => array.dispose());

/** One value for each channel of [n, c, h, w]. @param {Float32Array} values */
const channel = (values) => [1, values.length, 1, 1];

/** What is learned: kernel [c_out, c_in, h, w] or [c·h·w, out] and bias; gamma and beta. @param {Function} array @param {Step} step @returns {any[]} */
function tensors(array, { layer, input, parameters, tensors: { kernel, bias, gamma, beta } }) {
  if (layer.type === "conv") {
    return [array(kernel, parameters[0].shape).transpose([3, 2, 0, 1]), array(bias, channel(bias))];
  }
  if (layer.type === "batch_norm")
    return [gamma, beta].map((values) => array(values, channel(values)));
  if (layer.type !== "dense") return [];
  const { height, width, channels } = input;
  const turned = array(kernel, [height, width, channels, layer.units]).transpose([2, 0, 1, 3]);
  return [turned.reshape(parameters[0].shape), array(bias, [layer.units])];
}

/** @param {any} jax @param {import("../nets.js").Spec} spec @param {Step[]} steps */
function functions(jax, spec, steps) {
  const { numpy: np, lax, nn } = jax;
  /** Statistics are those of the batch, if none are given; gives the output and the batch's. @returns {[any, any[]]} */
  const forward = (
    /** @type {any[]} */ parameters,
    /** @type {any} */ x,
    /** @type {any[] | null} */ running,
  ) => {
    const [left, given, seen] = [
      [...parameters],
      running && [...running],
      /** @type {any[]} */ ([]),
    ];
    for (const { layer } of steps) {
      if (layer.type === "conv")
        x = lax.conv(x, left.shift(), [layer.stride, layer.stride], "SAME").add(left.shift());
      if (layer.type === "batch_norm") {
        const [mean, variance] = given ? [given.shift(), given.shift()] : moments(np, x.ref);
        if (!given) seen.push(mean.ref, variance.ref);
        const deviation = np.sqrt(variance.add(layer.epsilon));
        x = x.sub(mean).div(deviation).mul(left.shift()).add(left.shift());
      }
      if (layer.type === "activation") x = layer.function === "relu" ? nn.relu(x) : np.tanh(x);
      if (layer.type === "max_pool") {
        const [n, c, h, w] = x.shape;
        x = np.max(
          x.reshape([n, c, h / layer.size, layer.size, w / layer.size, layer.size]),
          [3, 5],
        );
      }
      if (layer.type === "dense")
        x = np
          .dot(x.reshape([x.shape[0], product(x.shape.slice(1))]), left.shift())
          .add(left.shift());
    }
    return [x, seen];
  };
  const loss = (/** @type {any[]} */ parameters, /** @type {any} */ x, /** @type {any} */ t) => {
    const n = x.shape[0];
    const [out, seen] = forward(parameters, x, null);
    if (spec.loss === "mse")
      return [
        np
          .square(out.sub(t))
          .sum()
          .div(2 * n),
        seen,
      ];
    return [
      nn
        .logSoftmax(out)
        .mul(t)
        .sum()
        .mul(-1 / n),
      seen,
    ];
  };
  const { learning_rate, momentum } = /** @type {{ learning_rate: number, momentum: number }} */ (
    spec.optimizer
  );
  // Of each batch norm the mean and the variance.
  const shares = steps.flatMap(({ layer }) =>
    layer.type === "batch_norm" ? [layer.momentum ?? 0.9, layer.momentum ?? 0.9] : [],
  );
  const follow = (/** @type {any[]} */ running, /** @type {any[]} */ seen) =>
    running.map((value, i) => value.mul(shares[i]).add(seen[i].mul(1 - shares[i])));
  const step = (
    /** @type {any[]} */ parameters,
    /** @type {any[]} */ velocities,
    /** @type {any[]} */ running,
    /** @type {any} */ x,
    /** @type {any} */ t,
  ) => {
    const [[cost, seen], gradients] = jax.valueAndGrad(loss, { hasAux: true })(
      parameters.map(kept),
      x,
      t,
    );
    const momenta = velocities.map((velocity, i) => velocity.mul(momentum).add(gradients[i]));
    return [
      cost,
      parameters.map((parameter, i) => parameter.sub(momenta[i].ref.mul(learning_rate))),
      momenta,
      follow(running, seen),
    ];
  };
  const answer = (
    /** @type {any[]} */ parameters,
    /** @type {any[]} */ running,
    /** @type {any} */ x,
  ) => {
    const [out] = forward(parameters, x, running);
    return spec.loss === "mse" ? out : nn.softmax(out);
  };
  return { step: jax.jit(step), answer: jax.jit(answer) };
}

/** Mean and biased variance of each channel. @param {any} np @param {any} x [n, c, h, w] @returns {any[]} [1, c, 1, 1] each */
function moments(np, x) {
  const over = [[0, 2, 3], { keepdims: true }];
  const mean = np.mean(x.ref, ...over);
  return [mean.ref, np.mean(np.square(x.sub(mean)), ...over)];
}
