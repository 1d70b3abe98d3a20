// @ts-check
/** What a person can choose before training, and the network specification that follows from it. */

import { defaultWorkers, MOST_WORKERS } from "../workers/shares.js";
import { outputCount } from "./targets.js";

/** @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("../engine/types.js").LayerSpec} LayerSpec */
/** @typedef {"small" | "medium" | "large"} NetworkSize */
/** @typedef {{ size: NetworkSize, epochs: number, batchSize: number, learningRate: number, workers: number, sureFrom: number }} Settings */
/**
 * @typedef {object} Preset
 * @property {"fast" | "careful" | "article" | "tiny"} id
 * @property {string} name
 * @property {string} description
 * @property {Settings} settings  epochs: the most that are proposed
 * @property {(classCount: number) => number} [shown]  pictures that a training shows in all, about; with many pictures fewer
 *   epochs are proposed
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
    description:
      "Learns in seconds and hardly ever fails. ReLU, cross-entropy, the Adam optimiser.",
    settings: {
      size: "medium",
      epochs: 15,
      batchSize: 8,
      learningRate: 0.001,
      workers: defaultWorkers(),
      sureFrom: SURE_FROM,
    },
    // Of practice pictures no more are needed, and a slow device shows them in five seconds a class. Of four
    // classes with 36 pictures each, 48 % of what was held back was answered right after 640 in all, and 100 % after 1 152.
    shown: (classCount) => 320 * classCount,
  },
  {
    id: "careful",
    name: "Careful",
    description:
      "For hard cases and many pictures: takes longer. As Fast, with twice as many layers, batch normalisation and dropout.",
    settings: {
      size: "medium",
      epochs: 40,
      batchSize: 32,
      learningRate: 0.004,
      workers: defaultWorkers(),
      sureFrom: SURE_FROM,
    },
    shown: () => 60_000,
  },
  {
    id: "tiny",
    name: "Tiny (phone)",
    description: "For phones and old computers. As Fast, with half the work.",
    settings: {
      size: "small",
      epochs: 20,
      batchSize: 8,
      learningRate: 0.002,
      workers: defaultWorkers(),
      sureFrom: SURE_FROM,
    },
    shown: (classCount) => 400 * classCount,
  },
  {
    id: "article",
    name: "The article's own",
    description:
      "As in the article on backpropagation in convolutional networks that this page grew out of: scaled tanh, squared error, " +
      "targets +1 and −1, plain gradient descent, one picture at a time.",
    settings: {
      size: "medium",
      epochs: 15,
      batchSize: 1,
      learningRate: 0.01,
      workers: defaultWorkers(),
      sureFrom: SURE_FROM,
    },
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
 * @param {Preset} preset @param {number} pictureCount @param {number} classCount
 * @returns {number}
 */
export function proposedEpochs({ settings, shown = () => Infinity }, pictureCount, classCount) {
  return Math.min(
    settings.epochs,
    Math.max(FEWEST_EPOCHS, Math.floor(shown(classCount) / Math.max(1, pictureCount))),
  );
}

/** Filters of the first convolution; the others follow. @type {Record<NetworkSize, number>} */
const SIZES = { small: 8, medium: 16, large: 32 };

/** The part of a training in which the learning rate rises, where it follows a cosine. */
const WARM_UP = 0.05;

/**
 * @param {{ preset: string, networkSize: string, learningRate: number, classCount: number, steps?: number, input?: NetworkSpec["input"] }} choice
 *   steps: of the whole training; without that the learning rate stays as it is
 * @returns {NetworkSpec}
 */
export function buildSpec({
  preset,
  networkSize,
  learningRate,
  classCount,
  steps,
  input = { height: PICTURE_SIZE, width: PICTURE_SIZE, channels: 3 },
}) {
  const first = SIZES[/** @type {NetworkSize} */ (networkSize)];
  if (!PRESETS.some(({ id }) => id === preset)) throw new Error(`There is no preset "${preset}".`);
  if (!first) throw new Error(`There is no network size "${networkSize}": small, medium or large.`);
  if (!Number.isInteger(classCount) || classCount < 2)
    throw new Error("A network needs at least two classes to tell apart.");
  const article = preset === "article";
  const careful = preset === "careful";
  const loss = article ? "mse" : "cross_entropy";
  // The article's f: 1.7159 · tanh(2x/3), which is ±1 at ±1, where the targets are.
  const activation = { type: "activation", function: article ? "scaled_tanh" : "relu" };
  const convolution = (/** @type {number} */ filters) => [
    { type: "conv", filters, kernel: 3, padding: "same" },
    ...(careful ? [{ type: "batch_norm" }] : []),
    activation,
  ];
  const last = careful ? 4 * first : 2 * first;
  return {
    input,
    layers: [
      ...[first, 2 * first, last].flatMap((filters) => [
        ...convolution(filters),
        ...(careful ? convolution(filters) : []),
        { type: "max_pool", size: 2 },
      ]),
      ...(careful ? [{ type: "dropout", rate: 0.3 }] : []),
      { type: "dense", units: 2 * last },
      activation,
      { type: "dense", units: outputCount(loss, classCount) },
      // Softmax is part of the cross-entropy; the article's output neuron has the same f as all others.
      ...(article ? [activation] : []),
    ],
    loss,
    optimizer: article
      ? { type: "sgd", learning_rate: learningRate, momentum: 0 }
      : {
          type: "adam",
          learning_rate: learningRate,
          ...(careful && steps ? { schedule: cosine(steps) } : {}),
        },
  };
}

/** Small steps in the end, so that the weights come to rest. @param {number} steps of the whole training */
function cosine(steps) {
  return { type: "cosine", steps, warm_up: Math.floor(WARM_UP * steps) };
}
