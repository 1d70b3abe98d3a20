// @ts-check
/** TensorFlow.js on the backend that `options` name. @typedef {import("../systems.js").System} System */

import { outputs as outputsOf, product, withWeights } from "../shapes.js";

/** @param {{ backend: string }} options @returns {Promise<System>} */
export async function start({ backend }) {
  const tf = await import(`/bench/peers/tfjs-${backend}.js`);
  await tf.setBackend(backend);
  await tf.ready();
  return system(tf, backend === "webgl" ? renderer(tf) : undefined);
}

/** What the pictures are drawn with: often no GPU at all. @param {any} tf @returns {string} */
function renderer(tf) {
  const gl = tf.backend().getGPGPUContext().gl;
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  return String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/** @param {any} tf with its backend set @param {string} [label] @returns {System} */
export function system(tf, label) {
  /** @type {import("../nets.js").Spec} */
  let spec;
  /** @type {ReturnType<typeof variables>} */
  let steps;
  /** @type {any} */
  let optimizer;

  const images = (/** @type {Float32Array} */ inputs, /** @type {number} */ count) => {
    const { height, width, channels } = spec.input;
    return tf.tensor4d(inputs, [count, height, width, channels]);
  };
  return {
    label,
    load(net) {
      spec = net.spec;
      steps = variables(tf, net);
      const { learning_rate, momentum } =
        /** @type {{ learning_rate: number, momentum: number }} */ (spec.optimizer);
      optimizer = tf.train.momentum(learning_rate, momentum);
    },
    batch: (batch, count) => ({ ...batch, count }),
    async train({ inputs, targets, count }) {
      const cost = tf.tidy(() => {
        const [x, t] = [images(inputs, count), tf.tensor2d(targets, [count, outputsOf(spec)])];
        return optimizer.minimize(() => loss(tf, spec, forward(tf, steps, x, true), t), true);
      });
      const [value] = await cost.data();
      cost.dispose();
      return value;
    },
    async predict({ inputs, count }) {
      const answer = tf.tidy(() => {
        const out = forward(tf, steps, images(inputs, count), false);
        return spec.loss === "mse" ? out : tf.softmax(out);
      });
      const values = await answer.data();
      answer.dispose();
      return values;
    },
    free() {
      optimizer.dispose();
      for (const { tensors } of steps) Object.values(tensors).forEach((tensor) => tensor.dispose());
    },
  };
}

/** @param {any} tf @param {import("../systems.js").Net} net */
function variables(tf, { spec, weights }) {
  return withWeights(spec, weights).map((step) => {
    /** @type {Record<string, any>} */
    const tensors = {};
    for (const { name, shape } of step.parameters) {
      tensors[name] = tf.variable(
        tf.tensor(step.tensors[name].slice(), shape),
        !name.startsWith("running"),
      );
    }
    return { ...step, tensors };
  });
}

/** @param {any} tf @param {ReturnType<typeof variables>} steps @param {any} x @param {boolean} training */
function forward(tf, steps, x, training) {
  for (const { layer, tensors } of steps) {
    if (layer.type === "conv")
      x = tf.add(tf.conv2d(x, tensors.kernel, layer.stride, layer.padding), tensors.bias);
    if (layer.type === "max_pool") x = tf.maxPool(x, layer.size, layer.size, "valid");
    if (layer.type === "batch_norm") x = normalize(tf, layer, tensors, x, training);
    if (layer.type === "activation") x = layer.function === "relu" ? tf.relu(x) : tf.tanh(x);
    if (layer.type === "dense") {
      x = tf.add(
        tf.matMul(tf.reshape(x, [x.shape[0], product(x.shape.slice(1))]), tensors.kernel),
        tensors.bias,
      );
    }
  }
  return x;
}

/** @param {any} tf @param {import("../nets.js").Layer} layer @param {any} tensors @param {any} x @param {boolean} training */
function normalize(tf, layer, tensors, x, training) {
  const { momentum, epsilon } = /** @type {{ momentum: number, epsilon: number }} */ (
    /** @type {unknown} */ (layer)
  );
  const { gamma, beta, running_mean, running_variance } = tensors;
  if (!training) return tf.batchNorm(x, running_mean, running_variance, beta, gamma, epsilon);
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const follow = (/** @type {any} */ running, /** @type {any} */ now) =>
    running.assign(tf.add(tf.mul(running, momentum), tf.mul(now, 1 - momentum)));
  follow(running_mean, mean);
  follow(running_variance, variance);
  return tf.batchNorm(x, mean, variance, beta, gamma, epsilon);
}

/** @param {any} tf @param {import("../nets.js").Spec} spec @param {any} out @param {any} t */
function loss(tf, spec, out, t) {
  const count = out.shape[0];
  if (spec.loss === "mse") return tf.div(tf.sum(tf.square(tf.sub(out, t))), 2 * count);
  return tf.div(tf.neg(tf.sum(tf.mul(t, tf.logSoftmax(out)))), count);
}
