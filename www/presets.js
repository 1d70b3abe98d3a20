// @ts-check
/** What a person can choose before training, and the network specification that follows from it. */

import { defaultWorkers, MOST_WORKERS } from "./shares.js";
import { outputCount } from "./targets.js";

/** @typedef {import("./types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("./types.js").LayerSpec} LayerSpec */
/** @typedef {"small" | "medium" | "large"} NetworkSize */
/** @typedef {{ size: NetworkSize, epochs: number, batchSize: number, learningRate: number, workers: number, sureFrom: number }} Settings */
/**
 * @typedef {object} Preset
 * @property {"fast" | "careful" | "article" | "tiny"} id
 * @property {string} name
 * @property {string} description
 * @property {Settings} settings  epochs: the most that are proposed
 * @property {number} [shown]     pictures that a training shows in all, about; with many pictures fewer epochs are proposed
 */

/** Pictures are squares of this many pixels. */
export const PICTURE_SIZE = 64;

/** A class that leads with less is hardly more than a guess between two. */
const SURE_FROM = 0.6;

/** @type {ReadonlyArray<Preset>} */
export const PRESETS = [
  {
    id: "fast",
    name: "Fast",
    description: "ReLU, cross-entropy and the Adam optimiser: learns in seconds and hardly ever fails.",
    settings: { size: "medium", epochs: 15, batchSize: 8, learningRate: 0.001, workers: defaultWorkers(), sureFrom: SURE_FROM },
    // Of practice pictures no more are needed, and a slow device shows them in ten seconds.
    shown: 640,
  },
  {
    id: "careful",
    name: "Careful",
    description: "As Fast, with batch normalisation and dropout, and for longer: for hard cases and many pictures.",
    settings: { size: "medium", epochs: 40, batchSize: 16, learningRate: 0.002, workers: defaultWorkers(), sureFrom: SURE_FROM },
    shown: 60_000,
  },
  {
    id: "tiny",
    name: "Tiny (phone)",
    description: "As Fast, with a quarter of the work: for phones and old computers.",
    settings: { size: "small", epochs: 20, batchSize: 8, learningRate: 0.002, workers: defaultWorkers(), sureFrom: SURE_FROM },
    shown: 800,
  },
  {
    id: "article",
    name: "The article's own",
    description:
      "As in the article on backpropagation in convolutional networks that this page grew out of: scaled tanh, squared error, " +
      "targets +1 and −1, plain gradient descent, one picture at a time.",
    settings: { size: "medium", epochs: 15, batchSize: 1, learningRate: 0.01, workers: defaultWorkers(), sureFrom: SURE_FROM },
  },
];

/** @type {{ [setting in "epochs" | "batchSize" | "learningRate" | "workers" | "sureFrom" | "clipNorm"]: { min: number, max: number, step: number | "any" } }} */
export const LIMITS = {
  epochs: { min: 1, max: 500, step: 1 },
  batchSize: { min: 1, max: 64, step: 1 },
  // At 1 training flies off, on purpose: seeing that is part of understanding it.
  learningRate: { min: 0.00001, max: 1, step: "any" },
  workers: { min: 1, max: MOST_WORKERS, step: 1 },
  sureFrom: { min: 0, max: 1, step: "any" },
  clipNorm: { min: 0, max: 1000, step: "any" },
};

/** With fewer epochs a picture is hardly learned, however many there are. */
const FEWEST_EPOCHS = 3;

/**
 * More pictures teach more, so that each need be shown less often: who has recorded for longer need not wait for longer.
 * @param {Preset} preset @param {number} pictureCount
 * @returns {number}
 */
export function proposedEpochs({ settings, shown = Infinity }, pictureCount) {
  return Math.min(settings.epochs, Math.max(FEWEST_EPOCHS, Math.floor(shown / pictureCount)));
}

/** Filters of the three convolutions, units of the hidden dense layer. @type {Record<NetworkSize, { filters: number[], units: number }>} */
const SIZES = {
  small: { filters: [8, 16, 16], units: 32 },
  medium: { filters: [16, 32, 32], units: 64 },
  large: { filters: [32, 64, 64], units: 128 },
};

/**
 * @param {{ preset: string, networkSize: string, learningRate: number, classCount: number, input?: NetworkSpec["input"] }} choice
 * @returns {NetworkSpec}
 */
export function buildSpec({ preset, networkSize, learningRate, classCount, input = { height: PICTURE_SIZE, width: PICTURE_SIZE, channels: 3 } }) {
  const size = SIZES[/** @type {NetworkSize} */ (networkSize)];
  if (!PRESETS.some(({ id }) => id === preset)) throw new Error(`There is no preset "${preset}".`);
  if (!size) throw new Error(`There is no network size "${networkSize}": small, medium or large.`);
  if (!Number.isInteger(classCount) || classCount < 2) throw new Error("A network needs at least two classes to tell apart.");
  const article = preset === "article";
  const careful = preset === "careful";
  const loss = article ? "mse" : "cross_entropy";
  // The article's f: 1.7159 · tanh(2x/3), which is ±1 at ±1, where the targets are.
  const activation = { type: "activation", function: article ? "scaled_tanh" : "relu" };
  const normalised = careful ? [{ type: "batch_norm" }] : [];
  return {
    input,
    layers: [
      ...size.filters.flatMap((filters) => [
        { type: "conv", filters, kernel: 3, padding: "same" },
        ...normalised,
        activation,
        { type: "max_pool", size: 2 },
      ]),
      ...(careful ? [{ type: "dropout", rate: 0.3 }] : []),
      { type: "dense", units: size.units },
      activation,
      { type: "dense", units: outputCount(loss, classCount) },
      // Softmax is part of the cross-entropy; the article's output neuron has the same f as all others.
      ...(article ? [activation] : []),
    ],
    loss,
    optimizer: article
      ? { type: "sgd", learning_rate: learningRate, momentum: 0 }
      : { type: "adam", learning_rate: learningRate },
  };
}
