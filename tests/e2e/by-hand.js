// @ts-check
/**
 * One step of a network, by the formulas alone and one number at a time: slow, and independent of the engine. Maps are [h, w, c].
 */

/**
 * @typedef {import("../../www/pkg/tab_trainer.js").TracedLayer} TracedLayer
 * @typedef {{ output: number[], delta: number[], gradient: number[] }} Found  of one layer
 */

/** @type {Record<string, { f: (x: number) => number, slope: (x: number) => number }>} */
const FUNCTIONS = {
  relu: { f: (x) => Math.max(0, x), slope: (x) => (x > 0 ? 1 : 0) },
  scaled_tanh: {
    f: (x) => 1.7159 * Math.tanh((2 * x) / 3),
    slope: (x) => ((1.7159 * 2) / 3) * (1 - Math.tanh((2 * x) / 3) ** 2),
  },
};

/** @param {number} length */
const zeros = (length) => new Array(length).fill(0);

/** @param {import("../../www/pkg/tab_trainer.js").Shape} shape */
const size = ({ height, width, channels }) => height * width * channels;

/** @param {TracedLayer} layer @param {(term: { y: number, x: number, w: number }) => void} visit  places of a connection */
function connections(layer, visit) {
  const { kind, input, output } = layer;
  const spec = /** @type {any} */ (layer.spec);
  if (kind === "dense") {
    for (let j = 0; j < output.channels; j++)
      for (let i = 0; i < size(input); i++) visit({ y: j, x: i, w: i * output.channels + j });
    return;
  }
  const { kernel, stride = 1, padding = "same" } = spec;
  const before = (/** @type {number} */ pixels) => {
    if (padding === "valid") return 0;
    if (padding !== "same") return padding;
    return Math.floor(Math.max(0, (Math.ceil(pixels / stride) - 1) * stride + kernel - pixels) / 2);
  };
  for (let i = 0; i < output.height; i++)
    for (let j = 0; j < output.width; j++)
      for (let f = 0; f < output.channels; f++)
        for (let u = 0; u < kernel; u++)
          for (let v = 0; v < kernel; v++) {
            const row = i * stride + u - before(input.height);
            const column = j * stride + v - before(input.width);
            if (row < 0 || row >= input.height || column < 0 || column >= input.width) continue;
            for (let c = 0; c < input.channels; c++)
              visit({
                y: (i * output.width + j) * output.channels + f,
                x: (row * input.width + column) * input.channels + c,
                w: ((u * kernel + v) * input.channels + c) * output.channels + f,
              });
          }
}

/** For each value of a max-pooling's output the place of the first maximum of its window. @param {TracedLayer} layer @param {number[]} x */
export function winners({ spec, input, output }, x) {
  const { size, stride = size } = /** @type {any} */ (spec);
  const found = [];
  for (let i = 0; i < output.height; i++)
    for (let j = 0; j < output.width; j++)
      for (let c = 0; c < output.channels; c++) {
        let best = -1;
        for (let u = 0; u < size; u++)
          for (let v = 0; v < size; v++) {
            const at = ((i * stride + u) * input.width + j * stride + v) * input.channels + c;
            if (best < 0 || x[at] > x[best]) best = at;
          }
        found.push(best);
      }
  return found;
}

/** Mean and √(variance + ε) of each map. @param {TracedLayer} layer @param {number[]} x */
function moments({ spec, output }, x) {
  const count = output.height * output.width;
  return Array.from({ length: output.channels }, (_, c) => {
    const map = x.filter((_, i) => i % output.channels === c);
    const mean = map.reduce((sum, value) => sum + value, 0) / count;
    const variance = map.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    return { mean, deviation: Math.sqrt(variance + /** @type {any} */ (spec).epsilon) };
  });
}

/**
 * @param {TracedLayer[]} layers  one behind the other; dropout as in `masks`
 * @param {number[]} picture @param {number[][]} weights  of each layer @param {number[]} targets @param {string} loss
 * @param {(number[] | null)[]} masks  factors of the dropout layers
 * @returns {{ loss: number, predictions: number[], found: Found[] }}
 */
export function stepByHand(layers, picture, weights, targets, loss, masks) {
  const outputs = [picture];
  for (const [place, layer] of layers.entries()) {
    if (place === 0) continue;
    const [x, own] = [outputs[place - 1], weights[place]];
    outputs.push(forward(layer, x, own, masks[place]));
  }
  const z = outputs[outputs.length - 1];
  const largest = Math.max(...z);
  const sum = z.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  const predictions = loss === "mse" ? z : z.map((value) => Math.exp(value - largest) / sum);
  const terms = predictions.map((p, j) =>
    loss === "mse" ? 0.5 * (targets[j] - p) ** 2 : -targets[j] * Math.log(p),
  );
  let delta = predictions.map((p, j) => targets[j] - p);
  /** @type {Found[]} */
  const found = outputs.map((output) => ({ output, delta: [], gradient: [] }));
  for (let place = layers.length - 1; place > 0; place--) {
    found[place].delta = delta;
    const back = backward(layers[place], outputs[place - 1], delta, weights[place], masks[place]);
    found[place].gradient = back.gradient;
    delta = back.delta;
  }
  return { loss: terms.reduce((sum, term) => sum + term, 0), predictions, found };
}

/** @param {TracedLayer} layer @param {number[]} x @param {number[]} weights @param {number[] | null} mask @returns {number[]} */
function forward(layer, x, weights, mask) {
  const { kind, spec, output } = layer;
  switch (kind) {
    case "conv":
    case "dense": {
      const biases = weights.slice(-output.channels);
      const y = zeros(size(output)).map((_, i) => biases[i % output.channels]);
      connections(layer, (at) => (y[at.y] += weights[at.w] * x[at.x]));
      return y;
    }
    case "activation":
      return x.map(FUNCTIONS[/** @type {any} */ (spec).function].f);
    case "max_pool":
      return winners(layer, x).map((at) => x[at]);
    case "dropout":
      return x.map((value, i) => value * (mask?.[i] ?? 1));
    case "batch_norm": {
      const of = moments(layer, x);
      const channels = output.channels;
      return x.map((value, i) => {
        const { mean, deviation } = of[i % channels];
        return (
          (weights[i % channels] * (value - mean)) / deviation + weights[channels + (i % channels)]
        );
      });
    }
    default:
      throw new RangeError(kind);
  }
}

/** @param {TracedLayer} layer @param {number[]} x @param {number[]} delta @param {number[]} weights @param {number[] | null} mask */
function backward(layer, x, delta, weights, mask) {
  const { kind, spec, input, output } = layer;
  const below = zeros(x.length);
  const gradient = zeros(weights.length);
  switch (kind) {
    case "conv":
    case "dense":
      connections(layer, (at) => {
        below[at.x] += weights[at.w] * delta[at.y];
        gradient[at.w] -= x[at.x] * delta[at.y];
      });
      delta.forEach(
        (d, i) => (gradient[weights.length - output.channels + (i % output.channels)] -= d),
      );
      return { delta: below, gradient };
    case "activation": {
      const { slope } = FUNCTIONS[/** @type {any} */ (spec).function];
      return { delta: delta.map((d, i) => d * slope(x[i])), gradient };
    }
    case "max_pool":
      winners(layer, x).forEach((at, i) => (below[at] += delta[i]));
      return { delta: below, gradient };
    case "dropout":
      return { delta: delta.map((d, i) => d * (mask?.[i] ?? 1)), gradient };
    case "batch_norm": {
      const channels = input.channels;
      const of = moments(layer, x);
      const hat = x.map((value, i) => (value - of[i % channels].mean) / of[i % channels].deviation);
      const [sums, products] = [zeros(channels), zeros(channels)];
      delta.forEach((d, i) => {
        sums[i % channels] += d;
        products[i % channels] += d * hat[i];
      });
      sums.forEach((sum, c) => {
        gradient[c] = -products[c];
        gradient[channels + c] = -sum;
      });
      const count = x.length / channels;
      return {
        gradient,
        delta: delta.map((d, i) => {
          const c = i % channels;
          const rest = sums[c] / count + (hat[i] * products[c]) / count;
          return (weights[c] / of[c].deviation) * (d - rest);
        }),
      };
    }
    default:
      throw new RangeError(kind);
  }
}
