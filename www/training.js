// @ts-check
/**
 * The training loop: epochs of shuffled batches over one network. It knows neither worker nor page; whoever runs it
 * says what time it is, how to take a breath and whether to stop.
 */

import { shuffledOrder } from "./shuffle.js";
import { encodeTargets } from "./targets.js";

/** @typedef {import("./types.js").EngineNetwork} EngineNetwork */
/** @typedef {import("./types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("./types.js").Score} Score */
/** @typedef {import("./types.js").Progress} Progress */

/** @typedef {{ pictures: Uint8ClampedArray[], labels: number[] }} Examples  pictures: RGBA, all of the network's size */

/**
 * @typedef {object} Job
 * @property {EngineNetwork} network
 * @property {(rgba: Uint8Array | Uint8ClampedArray, channels: number) => Float32Array} rgbaToInput
 * @property {(rgba: Uint8ClampedArray, height: number, width: number, seed: number, draw: number) => Uint8Array} augmentRgba
 * @property {NetworkSpec} spec
 * @property {number} classCount
 * @property {Examples} training
 * @property {Examples} validation   may be empty
 * @property {number} seed
 * @property {number} epochs
 * @property {number} [firstEpoch]   1, or where an interrupted training goes on
 * @property {number} batchSize
 * @property {boolean} augmentation  whether each picture is varied each time it is shown, so that the network learns what
 *   pictures have in common and not the few that there are. Of two recordings with ten pictures per class (practice camera),
 *   83 % of new pictures were answered right without it and 97 % with it
 *
 * @typedef {object} Surroundings
 * @property {(progress: Progress) => void} onProgress
 * @property {(weights: Float32Array, epoch: number) => void} onWeights  weights that proved finite, to keep
 * @property {() => Promise<void>} breathe  lets messages in
 * @property {() => boolean} stopped
 * @property {() => number} now             milliseconds
 */

/** Training flew off. The message says what to change. */
export class DivergedError extends Error {
  name = "DivergedError";
}

const progressEvery = 100; // ms
const weightsEvery = 400; // ms: twice a second is promised
/** Work between two breaths, ms: short enough for Stop, long enough that one-picture batches do not wait for messages. */
const breathEvery = 10;
/** Well above any loss of a network that learns; beyond it, infinity is only a matter of steps. */
const hopelessLoss = 1e6;
/** Pictures that an epoch of varied pictures shows at least. */
const fewest = 32;
/** Pictures per call when the network is only checked. */
const evaluationBatch = 32;

/**
 * @param {Job} job
 * @param {Surroundings} surroundings
 * @returns {Promise<{ reason: "finished" | "stopped", epochs: number, weights: Float32Array | null }>}
 *   epochs: finished ones; weights: null when it stopped before the first step
 */
export async function runTraining(job, { onProgress, onWeights, breathe, stopped, now }) {
  const { network, spec, training, seed, epochs, firstEpoch = 1, batchSize } = job;
  const count = training.labels.length;
  // Few pictures are shown several times in an epoch, each time varied; else an epoch were a step or two.
  const total = job.augmentation ? count * Math.ceil(fewest / count) : count;
  const size = Math.min(batchSize, total);
  const batcher = new Batcher(job);
  const start = now();
  let [lastProgress, lastWeights, lastBreath] = [start, start, start];
  let stepTime = 0;
  let seen = 0; // pictures since the start
  /** @type {Float32Array | null} */
  let good = null;
  /** @type {Score | null} */
  let validation = null;

  const pause = async () => {
    if (now() - lastBreath < breathEvery) return;
    await breathe();
    lastBreath = now();
  };
  /** @param {number} epoch @param {Tally} tally @param {boolean} epochEnded */
  const report = (epoch, tally, epochEnded) => {
    lastProgress = now();
    const seconds = Math.max(1e-3, (lastProgress - start) / 1000);
    const due = (epochs - firstEpoch + 1) * total;
    onProgress({
      epoch,
      epochs,
      fraction: (epoch - 1 + tally.count / total) / epochs,
      remainingSeconds: ((due - seen) * seconds) / seen,
      picturesPerSecond: seen / seconds,
      training: tally.score(),
      validation,
      epochEnded,
    });
  };

  for (let epoch = firstEpoch; epoch <= epochs; epoch++) {
    const order = shuffledOrder(total, seed, epoch).map((place) => place % count);
    const tally = new Tally();
    for (let from = 0; from < total; from += size) {
      if (stopped()) return { reason: "stopped", epochs: epoch - 1, weights: proven() };
      const draw = job.augmentation ? epoch * total + from : undefined; // the same wherever training was resumed
      const { inputs, targets, rows } = batcher.take(training, order.subarray(from, from + size), draw);
      const began = now();
      // Weights are known to be good once a step has read them and its loss was finite: those that the step about to begin
      // will prove in time are set aside. Those of before the first step have learned nothing.
      const candidate = seen > 0 && began + stepTime - lastWeights >= weightsEvery ? network.weights() : null;
      const step = attempt(() => network.train_step(inputs, targets));
      stepTime = now() - began;
      if (!step || !isSound(step.loss) || !Number.isFinite(step.gradient_norm)) throw diverged(spec, epoch);
      if (candidate) {
        good = candidate.slice();
        onWeights(candidate, epoch);
        lastWeights = now();
      }
      seen += rows;
      tally.add(step, rows);
      if (now() - lastProgress >= progressEvery && from + size < total) report(epoch, tally, false);
      await pause();
    }
    if (job.validation.labels.length > 0) {
      const checked = await evaluate(job, batcher, job.validation, pause);
      if (!isSound(checked.loss)) throw diverged(spec, epoch);
      validation = checked;
    }
    report(epoch, tally, true);
  }
  const weights = proven();
  if (!weights) throw diverged(spec, epochs);
  return { reason: "finished", epochs, weights };

  /** The newest weights if they answer with finite numbers, else the last that did. */
  function proven() {
    if (seen === 0) return null;
    const few = shuffledOrder(count, seed, 0).subarray(0, evaluationBatch);
    const { inputs, targets } = batcher.take(training, few);
    const checked = attempt(() => network.evaluate(inputs, targets));
    return checked && isSound(checked.loss) ? network.weights() : good;
  }
}

/** @param {Job} job @param {Batcher} batcher @param {Examples} examples @param {() => Promise<void>} pause */
async function evaluate(job, batcher, examples, pause) {
  const order = Uint32Array.from(examples.labels.keys());
  const tally = new Tally();
  for (let from = 0; from < order.length; from += evaluationBatch) {
    const { inputs, targets, rows } = batcher.take(examples, order.subarray(from, from + evaluationBatch));
    const checked = attempt(() => job.network.evaluate(inputs, targets));
    tally.add(checked ?? { loss: Infinity, correct: 0 }, rows);
    await pause();
  }
  return tally.score();
}

/**
 * The engine refuses a step that would leave numbers that are not finite, and names its error so; other errors are real.
 * @template T @param {() => T} call @returns {T | null}
 */
function attempt(call) {
  try {
    return call();
  } catch (error) {
    if (error instanceof Error && error.name === "DivergedError") return null;
    throw error;
  }
}

/** @param {number} loss */
function isSound(loss) {
  return Number.isFinite(loss) && loss < hopelessLoss;
}

/** @param {NetworkSpec} spec @param {number} epoch */
function diverged(spec, epoch) {
  const rate = spec.optimizer.learning_rate;
  // Far off, a tenth would fly off again: then what usually works.
  const proposal = Math.min(Number((rate / 10).toPrecision(1)), spec.optimizer.type === "adam" ? 0.001 : 0.01);
  return new DivergedError(
    `Training flew off in epoch ${epoch}: with the learning rate ${rate} the steps are too large and the loss grows ` +
      `without bound. Set a smaller learning rate, for example ${proposal}, and train again. The last good weights were kept.`,
  );
}

/** Sums of a pass over pictures, whose batches may differ in size. */
class Tally {
  count = 0;
  #loss = 0;
  #correct = 0;

  /** @param {{ loss: number, correct: number }} report @param {number} count */
  add({ loss, correct }, count) {
    this.count += count;
    this.#loss += loss * count;
    this.#correct += correct;
  }

  /** @returns {Score} */
  score() {
    return { loss: this.#loss / this.count, accuracy: this.#correct / this.count };
  }
}

/** Gathers pictures into batches; its byte buffer is reused. */
class Batcher {
  #job;
  #pixels;
  #bytes = new Uint8ClampedArray(0);

  /** @param {Job} job */
  constructor(job) {
    this.#job = job;
    this.#pixels = job.spec.input.height * job.spec.input.width;
  }

  /**
   * @param {Examples} examples @param {Uint32Array} places
   * @param {number} [draw]  which variation of the pictures; left out: as they are
   */
  take({ pictures, labels }, places, draw) {
    const { spec, classCount, seed, rgbaToInput, augmentRgba } = this.#job;
    const { height, width, channels } = spec.input;
    const bytes = this.#pixels * 4;
    if (this.#bytes.length < places.length * bytes) this.#bytes = new Uint8ClampedArray(places.length * bytes);
    places.forEach((place, row) => this.#bytes.set(pictures[place], row * bytes));
    const original = this.#bytes.subarray(0, places.length * bytes);
    const rgba = draw === undefined ? original : augmentRgba(original, height, width, seed, draw);
    return {
      inputs: rgbaToInput(rgba, channels), // [n, h, w, channels]
      targets: encodeTargets(spec.loss, classCount, Array.from(places, (place) => labels[place])), // [n, outputs]
      rows: places.length,
    };
  }
}
