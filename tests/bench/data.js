// @ts-check
/** Pictures drawn from a fixed seed, and handwritten digits. */

import { generator } from "./random.js";
import { outputs as outputsOf, values } from "./shapes.js";

/** @typedef {{ inputs: Float32Array, targets: Float32Array }} Batch  [n, height, width, channels] and [n, outputs] */

/**
 * Smooth patterns under noise: learnable, so that activations die and gradients shrink as in real training.
 * @param {import("./nets.js").Spec} spec @param {number} count @returns {Batch}
 */
export function pictures(spec, count) {
  const { width, channels } = spec.input;
  const [pixels, outputs] = [values(spec.input), outputsOf(spec)];
  const random = generator(1);
  const inputs = new Float32Array(count * pixels);
  const targets = new Float32Array(count * outputs);
  const classes = Math.max(2, Math.min(outputs, 10));
  for (let picture = 0; picture < count; picture++) {
    const label = Math.floor(random() * classes);
    if (spec.loss === "mse")
      targets.fill(label % 2 ? 1 : -1, picture * outputs, (picture + 1) * outputs);
    else targets[picture * outputs + label] = 1;
    const phase = random() * 2 * Math.PI;
    for (let i = 0; i < pixels; i++) {
      const [x, y, channel] = [
        Math.floor(i / channels) % width,
        Math.floor(i / channels / width),
        i % channels,
      ];
      const wave = Math.sin(phase + (x * (label + 1) + y * (10 - label) + channel * label) / 12);
      inputs[picture * pixels + i] = 0.5 * wave + (random() - 0.5);
    }
  }
  return { inputs, targets };
}

/** Pictures from…to of many. @param {Batch} all @param {number} count how many there are @param {number} from @param {number} to */
export function slice({ inputs, targets }, count, from, to) {
  const part = (/** @type {Float32Array} */ values) =>
    values.slice((from * values.length) / count, (to * values.length) / count);
  return { inputs: part(inputs), targets: part(targets) };
}

/** The bytes that a canvas would give. @param {Float32Array} inputs [n, h, w, 3] @returns {Uint8ClampedArray<ArrayBuffer>} [n, h, w, 4] */
export function rgba(inputs) {
  const bytes = new Uint8ClampedArray((inputs.length / 3) * 4).fill(255);
  inputs.forEach((value, i) => (bytes[Math.floor(i / 3) * 4 + (i % 3)] = (value + 1) * 127.5));
  return bytes;
}

/**
 * Picture by picture from the engine's order to that of most peers.
 * @param {Float32Array} inputs [n, h, w, c] @param {import("./nets.js").Shape} shape @returns {Float32Array} [n, c, h, w]
 */
export function channelsFirst(inputs, shape) {
  const { channels } = shape;
  const plane = shape.height * shape.width;
  const turned = new Float32Array(inputs.length);
  for (let start = 0; start < inputs.length; start += plane * channels) {
    for (let i = 0; i < plane; i++) {
      for (let c = 0; c < channels; c++)
        turned[start + c * plane + i] = inputs[start + i * channels + c];
    }
  }
  return turned;
}

const sides = { pixels: 64, classes: 10 };

/**
 * The digits of tests/data/digits, shuffled by a fixed seed: four fifths to learn, the rest to be asked.
 * @returns {Promise<Record<"training" | "test", { count: number, all: Batch }>>}
 */
export async function digits() {
  const response = await fetch("/data/digits/digits.csv.gz");
  if (!response.ok || !response.body) throw new Error(`the digits: HTTP status ${response.status}`);
  const text = await new Response(
    response.body.pipeThrough(new DecompressionStream("gzip")),
  ).text();
  const rows = text.trim().split("\n");
  const random = generator(3);
  for (let i = rows.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [rows[i], rows[other]] = [rows[other], rows[i]];
  }
  const inputs = new Float32Array(rows.length * sides.pixels);
  const targets = new Float32Array(rows.length * sides.classes);
  rows.forEach((row, picture) => {
    const numbers = row.split(",").map(Number);
    const label = numbers.pop() ?? NaN;
    inputs.set(
      numbers.map((ink) => ink / 8 - 1),
      picture * sides.pixels,
    );
    targets[picture * sides.classes + label] = 1;
  });
  const edge = Math.floor(rows.length * 0.8);
  const part = (/** @type {number} */ from, /** @type {number} */ to) => ({
    count: to - from,
    all: slice({ inputs, targets }, rows.length, from, to),
  });
  return { training: part(0, edge), test: part(edge, rows.length) };
}
