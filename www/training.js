// @ts-check
/**
 * The training loop: epochs of shuffled batches over one network. It knows neither worker nor page; its host says what
 * time it is, how to take a breath and whether to stop.
 */

import { Batcher } from "./batches.js";
import { epochLength } from "./course.js";
import { takesWholeSet } from "./shares.js";
import { shuffledOrder } from "./shuffle.js";
import { classWeights } from "./targets.js";

/** @typedef {import("./batches.js").Examples} Examples */
/** @typedef {import("./types.js").Batch} Batch */
/** @typedef {import("./types.js").Checkpoint} Checkpoint */
/** @typedef {import("./types.js").EngineNetwork} EngineNetwork */
/** @typedef {import("./types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("./types.js").Score} Score */
/** @typedef {import("./types.js").Progress} Progress */

/** @typedef {import("./types.js").Best} Best */

/**
 * @typedef {{ loss: number, correct: number }} Report  mean loss, number of right answers
 *
 * @typedef {object} Job
 * @property {EngineNetwork} network   in the state in which training begins or goes on
 * @property {(batch: Batch) => Promise<Report>} step  one step of training of that network
 * @property {NetworkSpec} spec
 * @property {number} classCount
 * @property {Examples} training
 * @property {Examples} validation     may be empty
 * @property {number} seed
 * @property {number} epochs
 * @property {{ epoch: number, from: number, best?: Best | null } | null} [checkpoint]  where an interrupted training goes on
 * @property {number} batchSize
 * @property {boolean} augmentation  whether each picture is varied each time it is shown, so that the network learns what
 *   pictures have in common and not the few that there are. Of two recordings with ten pictures per class (practice camera),
 *   83 % of new pictures were answered right without it and 97 % with it
 *
 * @typedef {object} Host
 * @property {(progress: Progress) => void} onProgress
 * @property {(checkpoint: Checkpoint) => void} onCheckpoint  a state that proved finite, to keep
 * @property {() => Promise<void>} breathe  lets messages in
 * @property {() => boolean} stopped
 * @property {() => number} now             milliseconds
 */

/** Training flew off. The message says what to change. */
export class DivergedError extends Error {
  name = "DivergedError";
}

const PROGRESS_EVERY = 100; // ms
const CHECKPOINT_EVERY = 400; // ms: twice a second is promised
/** Work between two breaths, ms: short enough for Stop, long enough that one-picture batches do not wait for messages. */
const BREATH_EVERY = 10;
/** Well above any loss of a network that learns; beyond it, infinity is only a matter of steps. */
const HOPELESS_LOSS = 1e6;
/** Pictures per call when the network is only checked. */
const EVALUATION_BATCH = 32;

/**
 * @param {Job} job
 * @param {Host} host
 * @returns {Promise<{ reason: "finished" | "stopped", epochs: number, weights: Float32Array | null, validation: Score | null }>}
 *   validation: how well these weights answer the held-out pictures, where there are any
 *   epochs: finished ones; weights: those of the epoch after which the held-out pictures were answered best, or the newest when
 *   none are held out or it was stopped before they were first checked; null when it stopped before the first step, or when only those of the last checkpoint
 *   are good
 */
export function runTraining(job, host) {
  return new Training(job, host).run();
}

class Training {
  #job;
  #host;
  #batcher;
  /** So that a class with few pictures counts for as much as the others. */
  #classWeights;
  /** Pictures per epoch and per step. */
  #total;
  #size;
  /** Where it stands: the epoch … @type {number} */
  #epoch;
  /** … and the pictures shown in it. @type {number} */
  #from;
  #tally = new Tally();
  /** @type {Score | null} */
  #validation = null;
  /** The weights with the smallest loss of held-out pictures. @type {Best | null} */
  #best;
  /** Pictures since the start, and those still to be shown then. */
  #seen = 0;
  #due;
  #kept;
  /** Moments, in ms. */
  #start;
  #lastProgress;
  #lastCheckpoint;
  #lastBreath;
  #stepTime = 0;

  /** @param {Job} job @param {Host} host */
  constructor(job, host) {
    this.#job = job;
    this.#host = host;
    this.#batcher = new Batcher(job);
    this.#classWeights = classWeights(job.training.labels, job.classCount);
    const count = job.training.labels.length;
    this.#total = job.augmentation ? epochLength(count) : count;
    this.#size = takesWholeSet(job.spec.optimizer) ? this.#total : Math.min(job.batchSize, this.#total);
    ({ epoch: this.#epoch, from: this.#from } = job.checkpoint ?? { epoch: 1, from: 0 });
    this.#best = job.checkpoint?.best ?? null;
    this.#due = (job.epochs - this.#epoch + 1) * this.#total - this.#from;
    this.#kept = Boolean(job.checkpoint);
    this.#start = this.#lastProgress = this.#lastCheckpoint = this.#lastBreath = host.now();
  }

  /** @returns {ReturnType<typeof runTraining>} */
  async run() {
    const { epochs } = this.#job;
    for (; this.#epoch <= epochs; this.#epoch++, this.#from = 0) {
      if (!(await this.#learn()) || !(await this.#validate())) {
        return { reason: "stopped", epochs: this.#epoch - 1, weights: this.#proven(), validation: this.#best?.validation ?? null };
      }
      this.#report(true);
    }
    const weights = this.#proven();
    if (!weights) throw this.#diverged();
    return { reason: "finished", epochs, weights, validation: this.#best?.validation ?? null };
  }

  /** The epoch, or the rest of it. @returns {Promise<boolean>} false: stopped */
  async #learn() {
    const { training, seed, augmentation } = this.#job;
    const order = shuffledOrder(this.#total, seed, this.#epoch).map((place) => place % training.labels.length);
    this.#tally = new Tally();
    while (this.#from < this.#total) {
      if (this.#host.stopped()) return false;
      // Every picture that is ever shown has a number, and its variation follows from it.
      const variation = augmentation ? { seed, first: this.#epoch * this.#total + this.#from } : undefined;
      await this.#step(this.#batcher.take(training, order.subarray(this.#from, this.#from + this.#size), variation, this.#classWeights));
      await this.#pause();
    }
    return true;
  }

  /** @param {Batch} batch */
  async #step(batch) {
    const { network, step } = this.#job;
    const began = this.#host.now();
    // A state is known to be good once a step has read it and its loss was finite: the one that the step about to begin
    // will prove in time is set aside. That of before the first step has learned nothing.
    const due = this.#seen > 0 && began + this.#stepTime - this.#lastCheckpoint >= CHECKPOINT_EVERY;
    const candidate = due ? { ...network.state(), epoch: this.#epoch, from: this.#from, best: this.#best } : null;
    const report = await step(batch).catch(refused);
    this.#stepTime = this.#host.now() - began;
    if (!report || !isSound(report.loss)) throw this.#diverged();
    if (candidate) {
      this.#host.onCheckpoint(candidate);
      this.#kept = true;
      this.#lastCheckpoint = this.#host.now();
    }
    this.#from += batch.count;
    this.#seen += batch.count;
    this.#tally.add(report, batch.count);
  }

  /** Checks the network with the pictures that were held back. @returns {Promise<boolean>} false: stopped */
  async #validate() {
    const { network, validation } = this.#job;
    const order = Uint32Array.from(validation.labels.keys());
    if (order.length === 0) return true;
    const tally = new Tally();
    for (let from = 0; from < order.length; from += EVALUATION_BATCH) {
      if (this.#host.stopped()) return false;
      const { rgba, targets, count } = this.#batcher.take(validation, order.subarray(from, from + EVALUATION_BATCH));
      const checked = attempt(() => network.evaluate_rgba(rgba, targets));
      if (!checked || !isSound(checked.loss)) throw this.#diverged();
      tally.add(checked, count);
      await this.#pause();
    }
    this.#validation = tally.score();
    if (!this.#best || this.#validation.loss <= this.#best.validation.loss) {
      this.#best = { validation: this.#validation, weights: network.weights() };
    }
    return true;
  }

  /** Between two calls of the engine: a sign of life, and a breath. */
  async #pause() {
    const { now, breathe } = this.#host;
    if (now() - this.#lastProgress >= PROGRESS_EVERY) this.#report(false);
    if (now() - this.#lastBreath < BREATH_EVERY) return;
    await breathe();
    this.#lastBreath = now();
  }

  /** @param {boolean} epochEnded */
  #report(epochEnded) {
    const { epochs } = this.#job;
    this.#lastProgress = this.#host.now();
    const seconds = Math.max(1e-3, (this.#lastProgress - this.#start) / 1000);
    this.#host.onProgress({
      epoch: this.#epoch,
      epochs,
      fraction: (this.#epoch - 1 + this.#from / this.#total) / epochs,
      remainingSeconds: ((this.#due - this.#seen) * seconds) / this.#seen,
      picturesPerSecond: this.#seen / seconds,
      training: this.#tally.score(),
      validation: this.#validation,
      epochEnded,
    });
  }

  /** The best weights, or else the newest, if they answer with finite numbers. */
  #proven() {
    const { network, training, seed } = this.#job;
    if (this.#best) return this.#best.weights;
    if (this.#seen === 0) return null;
    const few = shuffledOrder(training.labels.length, seed, 0).subarray(0, EVALUATION_BATCH);
    const { rgba, targets } = this.#batcher.take(training, few);
    const checked = attempt(() => network.evaluate_rgba(rgba, targets));
    return checked && isSound(checked.loss) ? network.weights() : null;
  }

  #diverged() {
    const { optimizer } = this.#job.spec;
    const rate = optimizer.learning_rate ?? 1; // the default of those that search
    // Far off, a tenth would fly off again: then what usually works.
    const proposal = Math.min(Number((rate / 10).toPrecision(1)), ["adam", "adamw", "rmsprop"].includes(optimizer.type) ? 0.001 : 0.01);
    return new DivergedError(
      `Training flew off in epoch ${Math.min(this.#epoch, this.#job.epochs)}: with the learning rate ${rate} the steps are too large and the loss ` +
        `grows without bound. Set a smaller learning rate, for example ${proposal}, and train again.` +
        (this.#kept ? " The last good weights were kept." : ""),
    );
  }
}

/** @template T @param {() => T} call @returns {T | null} */
function attempt(call) {
  try {
    return call();
  } catch (error) {
    return refused(error);
  }
}

/** The engine refuses a step that would leave numbers that are not finite, and names its error so; other errors are real. @param {unknown} error */
function refused(error) {
  if (error instanceof Error && error.name === "DivergedError") return null;
  throw error;
}

/** @param {number} loss */
function isSound(loss) {
  return Number.isFinite(loss) && loss < HOPELESS_LOSS;
}

/** Sums of a pass over pictures, whose batches may differ in size. */
class Tally {
  #count = 0;
  #loss = 0;
  #correct = 0;

  /** @param {Report} report @param {number} count */
  add({ loss, correct }, count) {
    this.#count += count;
    this.#loss += loss * count;
    this.#correct += correct;
  }

  /** @returns {Score} */
  score() {
    return { loss: this.#loss / this.#count, accuracy: this.#correct / this.#count };
  }
}
