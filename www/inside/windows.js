// @ts-check
/** The windows of a convolution, one by one. */

/** @typedef {import("./types.js").TracedLayer} TracedLayer */

/**
 * Size, stride and padding of a convolution, as the engine has them: "same" puts an odd pixel of padding at the end.
 * @param {TracedLayer} layer
 */
export function geometry({ spec, input }) {
  if (spec?.type !== "conv") throw new TypeError("conv");
  const { kernel: size, stride = 1, padding = "same" } = spec;
  const before = (/** @type {number} */ pixels) => {
    if (padding === "valid") return 0;
    if (typeof padding === "number") return padding;
    const missing = (Math.ceil(pixels / stride) - 1) * stride + size - pixels;
    return Math.floor(Math.max(0, missing) / 2);
  };
  return { size, stride, top: before(input.height), left: before(input.width) };
}

/**
 * What the neuron number `at` of a map sees of one channel; zeros where it reaches beyond the map.
 * @param {TracedLayer} layer @param {number} at @param {number} channel @param {Float32Array} values  of the input, [h, w, c]
 */
export function windowOf(layer, at, channel, values) {
  const { size, stride, top, left } = geometry(layer);
  const { height, width, channels } = layer.input;
  const [y, x] = [Math.floor(at / layer.output.width), at % layer.output.width];
  const first = { row: y * stride - top, column: x * stride - left };
  const seen = new Float32Array(size * size);
  for (let u = 0; u < size; u++) {
    for (let v = 0; v < size; v++) {
      const [row, column] = [first.row + u, first.column + v];
      if (row >= 0 && row < height && column >= 0 && column < width)
        seen[u * size + v] = values[(row * width + column) * channels + channel];
    }
  }
  return { size, y, x, top: first.row, left: first.column, values: seen };
}

/**
 * Σ window · δ over the positions up to `at`, the last one included: −∂E/∂w of the slice, once all are.
 * @param {TracedLayer} layer @param {number} at @param {{ filter: number, channel: number }} slice
 * @param {Float32Array} values  of the input @param {Float32Array} deltas  of the layer
 */
export function addUp(layer, at, { filter, channel }, values, deltas) {
  const { size } = geometry(layer);
  const sums = new Float64Array(size * size);
  for (let position = 0; position <= at; position++) {
    const delta = deltas[position * layer.output.channels + filter];
    if (delta === 0) continue;
    windowOf(layer, position, channel, values).values.forEach((value, k) => {
      sums[k] += value * delta;
    });
  }
  return sums;
}
