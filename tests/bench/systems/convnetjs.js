// @ts-check
/** ConvNetJS: plain JavaScript, picture by picture. @typedef {import("../systems.js").System} System */

import { outputs as outputsOf, values, withWeights } from "../shapes.js";

/** @returns {Promise<System>} */
export async function start() {
  const { default: convnetjs } = await import(/** @type {string} */ ("/bench/peers/convnetjs.js"));
  /** @type {any} */
  let net;
  /** @type {any} */
  let options;
  /** @type {any} */
  let trainer;
  /** @type {import("../nets.js").Spec} */
  let spec;
  return {
    load(loaded) {
      spec = loaded.spec;
      net = new convnetjs.Net();
      net.layers = layers(convnetjs, loaded);
      const { learning_rate, momentum } =
        /** @type {{ learning_rate: number, momentum: number }} */ (spec.optimizer);
      options = { method: "sgd", learning_rate, momentum, l2_decay: 0 };
      trainer = null;
    },
    batch({ inputs, targets }, count) {
      const [pixels, outputs] = [values(spec.input), outputsOf(spec)];
      return Array.from({ length: count }, (_, picture) => {
        const x = new convnetjs.Vol(spec.input.width, spec.input.height, spec.input.channels, 0);
        x.w.set(inputs.subarray(picture * pixels, (picture + 1) * pixels));
        const target = targets.subarray(picture * outputs, (picture + 1) * outputs);
        return { x, y: spec.loss === "mse" ? Array.from(target) : target.indexOf(1) };
      });
    },
    train(batch) {
      trainer ??= new convnetjs.Trainer(net, { ...options, batch_size: batch.length });
      const losses = batch.map((/** @type {any} */ { x, y }) => trainer.train(x, y).cost_loss);
      const loss =
        losses.reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b, 0) /
        batch.length;
      // It counts 2·d² where the others count ½·d²; its gradient is the same.
      return spec.loss === "mse" ? loss / 4 : loss;
    },
    predict: (batch) =>
      Float32Array.from(batch.flatMap((/** @type {any} */ { x }) => Array.from(net.forward(x).w))),
    free() {
      net = trainer = null;
    },
  };
}

/** @param {any} convnetjs @param {import("../systems.js").Net} net */
function layers(convnetjs, { spec, weights }) {
  const place = (/** @type {import("../nets.js").Shape} */ { height, width, channels }) => ({
    ...{ in_sx: width, in_sy: height, in_depth: channels },
    ...{ out_sx: width, out_sy: height, out_depth: channels },
  });
  const steps = withWeights(spec, weights);
  const made = steps.map(({ layer, input, tensors: { kernel, bias } }) => {
    const at = place(input);
    if (layer.type === "conv") {
      const pad = (layer.kernel - 1) / 2;
      return filled(
        new convnetjs.ConvLayer({
          ...at,
          sx: layer.kernel,
          stride: layer.stride,
          pad,
          filters: layer.filters,
        }),
        kernel,
        bias,
      );
    }
    if (layer.type === "dense")
      return filled(
        new convnetjs.FullyConnLayer({ ...at, num_neurons: layer.units }),
        kernel,
        bias,
      );
    if (layer.type === "max_pool")
      return new convnetjs.PoolLayer({ ...at, sx: layer.size, stride: layer.size });
    if (layer.type === "activation" && layer.function === "relu")
      return new convnetjs.ReluLayer(at);
    if (layer.type === "activation" && layer.function === "tanh")
      return new convnetjs.TanhLayer(at);
    throw new Error(`ConvNetJS has no ${layer.type}`);
  });
  const output = place(steps[steps.length - 1].output);
  const last =
    spec.loss === "mse"
      ? new convnetjs.RegressionLayer(output)
      : new convnetjs.SoftmaxLayer(output);
  return [new convnetjs.InputLayer(place(spec.input)), ...made, last];
}

/** Its filters are volumes [kernel_h, kernel_w, in], one for each output. @param {any} layer @param {Float32Array} kernel @param {Float32Array} bias */
function filled(layer, kernel, bias) {
  layer.filters.forEach((/** @type {any} */ filter, /** @type {number} */ f) => {
    filter.w.forEach(
      (/** @type {number} */ _, /** @type {number} */ i) =>
        (filter.w[i] = kernel[i * bias.length + f]),
    );
  });
  layer.biases.w.set(bias);
  return layer;
}
