// @ts-check
/** What a person may choose beside the method: optimiser, schedule, the longest gradient, the activation and how far pictures are varied. */

import { usualRate } from "./rates.js";

/** @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("../engine/types.js").LayerSpec} LayerSpec */
/** @typedef {import("../engine/types.js").Refinement} Refinement */
/** @typedef {{ value: string, label: string }} Option */

/** As the method has it. */
const METHOD = "";

/**
 * Not gradient_descent and lbfgs: they take one step per epoch, with all pictures, and their searches need a loss that stays
 * the same from step to step; that of varied pictures does not.
 * @type {Record<string, { label: string, options: object }>}
 */
const OPTIMIZERS = {
  sgd: { label: "Gradient descent, momentum 0.9", options: { momentum: 0.9 } },
  adam: { label: "Adam", options: {} },
  adamw: { label: "AdamW", options: {} },
  rmsprop: { label: "RMSProp", options: {} },
};

/**
 * Each as long as the whole training.
 * @type {Record<string, { label: string, of: (steps: number) => object }>}
 */
const SCHEDULES = {
  constant: { label: "Constant", of: () => ({ type: "constant" }) },
  cosine: { label: "Cosine: down to nothing", of: (steps) => ({ type: "cosine", steps }) },
  // The way up is three tenths, as in PyTorch. It needs a step each way.
  one_cycle: {
    label: "One cycle: up, then down",
    of: (steps) =>
      steps < 2
        ? { type: "constant" }
        : { type: "one_cycle", steps, warm_up: Math.max(1, Math.floor(0.3 * steps)) },
  },
  exponential: {
    label: "Exponential: to a hundredth",
    of: (steps) => ({ type: "exponential", every: steps, factor: 0.01 }),
  },
  step: {
    label: "Steps: to a tenth, twice",
    of: (steps) => ({ type: "step", every: Math.ceil(steps / 3), factor: 0.1 }),
  },
};

/** Of the hidden layers. @type {Record<string, { label: string }>} */
const ACTIVATIONS = {
  relu: { label: "ReLU" },
  leaky_relu: { label: "Leaky ReLU" },
  tanh: { label: "tanh" },
  sigmoid: { label: "Sigmoid" },
};

/**
 * Beside the engine's defaults, about half and one and a half of them.
 * @type {Record<string, { label: string, spec?: Record<string, number> }>}
 */
const VARIATIONS = {
  off: { label: "Not at all" },
  gentle: {
    label: "A little",
    spec: {
      shift: 0.06,
      zoom: 0.12,
      rotation: 5,
      brightness: 0.07,
      contrast: 0.15,
      color: 0.05,
      noise: 0.01,
      erasing: 0.05,
    },
  },
  strong: {
    label: "Much",
    spec: {
      shift: 0.2,
      zoom: 0.4,
      rotation: 20,
      brightness: 0.25,
      contrast: 0.45,
      color: 0.2,
      noise: 0.04,
      erasing: 0.2,
    },
  },
};

/** What can be chosen, the method's own first. @type {Record<"optimizer" | "schedule" | "activation" | "variation", Option[]>} */
export const REFINEMENTS = {
  optimizer: options("As the method", OPTIMIZERS),
  schedule: options("As the method", SCHEDULES),
  activation: options("As the method", ACTIVATIONS),
  variation: options("As the method", VARIATIONS),
};

/** @type {Refinement} */
export const UNREFINED = {
  optimizer: METHOD,
  schedule: METHOD,
  activation: METHOD,
  variation: METHOD,
  clipNorm: 0,
};

/** @param {string} first @param {Record<string, { label: string }>} others @returns {Option[]} */
function options(first, others) {
  return [
    { value: METHOD, label: first },
    ...Object.entries(others).map(([value, { label }]) => ({ value, label })),
  ];
}

/** @param {string} optimizer  "" for the method's, whose rate is `own` @param {number} own @returns {number} the rate to begin with */
export function proposedRate(optimizer, own) {
  return optimizer === METHOD ? own : usualRate({ type: optimizer });
}

/**
 * @param {NetworkSpec} spec  of the method
 * @param {Refinement} refinement @param {number} steps  of the whole training
 * @returns {NetworkSpec}
 */
export function refine(spec, { optimizer, schedule, activation, variation, clipNorm }, steps) {
  const { learning_rate, schedule: own } = spec.optimizer;
  const scheduled = schedule === METHOD ? own : SCHEDULES[schedule].of(steps);
  const varied = VARIATIONS[variation]?.spec;
  return {
    ...spec,
    layers: activation === METHOD ? spec.layers : activated(spec.layers, activation),
    optimizer: {
      ...(optimizer === METHOD
        ? spec.optimizer
        : { type: optimizer, learning_rate, ...OPTIMIZERS[optimizer].options }),
      ...(scheduled ? { schedule: scheduled } : {}),
      ...(clipNorm > 0 ? { clip_norm: clipNorm } : {}),
    },
    ...(varied ? { augmentation: varied } : {}),
  };
}

/** The last layer answers, and answers as the loss needs it. @param {LayerSpec[]} layers @param {string} activation @returns {LayerSpec[]} */
function activated(layers, activation) {
  return layers.map((layer, i) =>
    layer.type === "activation" && i < layers.length - 1
      ? { type: "activation", function: activation }
      : layer,
  );
}

/** @param {Refinement} refinement @returns {boolean} whether pictures are varied at all */
export function isVaried({ variation }) {
  return variation !== "off";
}
