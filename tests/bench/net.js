// @ts-check
/** What is measured: ConvNetJS's own cifar-demo, on pictures drawn from a fixed seed. */

const conv = (/** @type {number} */ filters) =>
  /** @type {const} */ ([
    { type: "conv", filters, kernel: 5, padding: "same" },
    { type: "activation", function: "relu" },
    { type: "max_pool", size: 2 },
  ]);

/** @type {import("../../www/pkg/tab_trainer.js").NetworkSpec} */
export const spec = {
  input: { height: 32, width: 32, channels: 3 },
  layers: [...conv(16), ...conv(20), ...conv(20), { type: "dense", units: 10 }],
  loss: "cross_entropy",
  optimizer: { type: "sgd", learning_rate: 0.01, momentum: 0.9 },
};

const pixels = 32 * 32 * 3;
const classes = 10;

/**
 * Ten smooth patterns under noise: learnable, so that activations die and gradients shrink as in real training.
 * @param {number} count
 * @returns {{ inputs: Float32Array, targets: Float32Array }} [count, 32, 32, 3] and [count, 10]
 */
export function pictures(count) {
  const random = generator(1);
  const inputs = new Float32Array(count * pixels);
  const targets = new Float32Array(count * classes);
  for (let picture = 0; picture < count; picture++) {
    const label = Math.floor(random() * classes);
    targets[picture * classes + label] = 1;
    const phase = random() * 2 * Math.PI;
    for (let i = 0; i < pixels; i++) {
      const [x, y, channel] = [Math.floor(i / 3) % 32, Math.floor(i / 96), i % 3];
      const wave = Math.sin(phase + (x * (label + 1) + y * (10 - label) + channel * label) / 12);
      inputs[picture * pixels + i] = 0.5 * wave + (random() - 0.5);
    }
  }
  return { inputs, targets };
}

/** Mulberry32: the same numbers in every browser. @param {number} state @returns {() => number} in 0…1 */
function generator(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
