// @ts-check
/**
 * The training loop: epochs of shuffled batches over one network, and what happens when the loss flies off. It knows neither
 * worker nor page; its host says what time it is, how to take a breath and whether to stop.
 */

import { Batcher } from "./batches.js";
import { epochLength } from "./course.js";
import { inForce, smallerRate } from "./rates.js";
import { takesWholeSet } from "../workers/shares.js";
import { shuffledOrder } from "./shuffle.js";
import { FEWEST_HELD_BACK } from "./split.js";
import { classWeights } from "./targets.js";

/** @typedef {import("./batches.js").Examples} Examples */
/** @typedef {import("../engine/types.js").Batch} Batch */
/** @typedef {import("../engine/types.js").Checkpoint} Checkpoint */
/** @typedef {import("../engine/types.js").CheckpointChange} CheckpointChange */
/** @typedef {import("../engine/types.js").EngineNetwork} EngineNetwork */
/** @typedef {import("../engine/types.js").NetworkState} NetworkState */
/** @typedef {import("../engine/types.js").RollBack} RollBack */
/** @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("../engine/types.js").Health} Health */
/** @typedef {import("../engine/types.js").Score} Score */
/** @typedef {import("../engine/types.js").Progress} Progress */

/** @typedef {import("../engine/types.js").Best} Best */

/**
 * @typedef {{ loss: number, correct: number }} Report  mean loss, number of right answers
 *
 * Whoever trains one network.
 * @typedef {object} Team
 * @property {EngineNetwork} network
 * @property {(batch: Batch) => Promise<Report>} step  one step of training of that network
 * @property {(batch: Batch) => Health} [look]  how learning of that network goes, seen with these pictures
 * @property {() => void} close
 *
 * @typedef {object} Job
 * @property {(spec: NetworkSpec, state: NetworkState | null) => Team} start  null: in the state in which every training begins
 * @property {NetworkSpec} spec
 * @property {number} classCount
 * @property {Examples} training
 * @property {Examples} validation     may be empty
 * @property {number} seed
 * @property {number} epochs
 * @property {Checkpoint | null} [checkpoint]  where an interrupted training goes on
 * @property {number} [patience]  epochs without a better answer to held-back pictures after which it ends; see patienceOf
 * @property {number} batchSize
 * @property {boolean} augmentation  whether each picture is varied each time it is shown, so that the network learns what
 *   pictures have in common and not the few that there are. Of two recordings with ten pictures per class (practice camera),
 *   83 % of new pictures were answered right without it and 97 % with it
 *
 * @typedef {object} Host
 * @property {(progress: Progress) => void} onProgress
 * @property {(changed: CheckpointChange) => void} onCheckpoint  a state that proved finite, to keep with what was not named again
 * @property {() => Promise<void>} breathe  lets messages in
 * @property {() => boolean} stopped
 * @property {() => number} now             milliseconds
 */

/** Training flew off again and again. The message says what to change. */
export class DivergedError extends Error {
  name = "DivergedError";
}

/** The loss of the newest weights is not finite, or as good as that. */
class FlewOff extends Error {}

const PROGRESS_EVERY = 100; // ms
const CHECKPOINT_EVERY = 400; // ms: twice a second is promised
/** Work between two breaths, ms: short enough for Stop, long enough that one-picture batches do not wait for messages. */
const BREATH_EVERY = 10;
/** Well above any loss of a network that learns; beyond it, infinity is only a matter of steps. */
const HOPELESS_LOSS = 1e6;
/** A thousandth of the learning rate is small enough for whatever a too large one does; then something else is wrong. */
const MOST_HALVINGS = 10;
/**
 * How long a training may go on without gain: for half the epochs that were planned, as a longer training also has
 * longer plateaus, but for ten at least, as few held-back pictures waver. Of 18 trainings with digits (5 or 20 pictures a class,
 * 60 epochs) a third stopped one before its best epoch.
 */
const PATIENCE = 1 / 2;
const LEAST_PATIENCE = 10;
/** Pictures per call when the network is only checked. */
const EVALUATION_BATCH = 32;
/**
 * Pictures with which it is looked at how learning goes after each epoch, one of each class, and no more classes than this.
 * A look takes as long as learning about twice as many and two. Of webcam pictures, three of three classes leave as many units
 * silent as sixteen do, to one in a hundred; a single one leaves half as many again.
 */
const LOOKED_AT = 4;

/**
 * @typedef {object} Outcome
 * @property {import("../engine/types.js").TrainingEnd} reason
 * @property {number} epochs  finished ones
 * @property {Float32Array | null} weights  those of the epoch after which the held-out pictures were answered best, or the
 *   newest when none are held out or it was stopped before they were first checked; null when it stopped before the first
 *   step, or when only those of the last checkpoint are good
 * @property {number | null} bestEpoch  after which the weights were as they are; null when they are the newest
 * @property {Score | null} validation  how well these weights answer the held-out pictures, where there are any
 * @property {RollBack | null} rollBack
 */

/**
 * A loss that flies off costs no training: it goes back to the best weights so far, to the first ones if there are no better,
 * and goes on at half the learning rate. Only ends of epochs are gone back to, so that the same training repeats.
 * @param {Job} job
 * @param {Host} host
 * @returns {Promise<Outcome>}
 */
export function runTraining(job, host) {
  return new Training(job, host).run();
}

class Training {
  #job;
  #host;
  #batcher;
  /** Some training pictures, always the same: the first of each class, the second of each, … @type {Uint32Array} */
  #sample;
  #team;
  /** So that a class with few pictures counts for as much as the others. */
  #classWeights;
  #patience;
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
  /** The newest report. @type {Health | null} */
  #health = null;
  /** After the epoch with the smallest loss. @type {Best | null} */
  #best;
  /** The loss before anything was learned, as its first step found it. @type {number} */
  #firstLoss;
  /** The last one. @type {RollBack | null} */
  #rollBack;
  /** Pictures since the start, and those still to be shown then. */
  #seen = 0;
  #due;
  /** Whether there was a checkpoint, and the best epoch that went with the last one. */
  #kept;
  #keptBest;
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
    this.#sample = sample(job).subarray(0, EVALUATION_BATCH);
    this.#classWeights = classWeights(job.training.labels, job.classCount);
    this.#patience = patienceOf({ ...job, heldBack: job.validation.labels.length });
    const count = job.training.labels.length;
    this.#total = epochLength(count, job.augmentation);
    this.#size = takesWholeSet(job.spec.optimizer)
      ? this.#total
      : Math.min(job.batchSize, this.#total);
    const { checkpoint = null } = job;
    ({ epoch: this.#epoch, from: this.#from } = checkpoint ?? { epoch: 1, from: 0 });
    ({
      best: this.#best,
      firstLoss: this.#firstLoss,
      rollBack: this.#rollBack,
    } = checkpoint ?? { best: null, firstLoss: NaN, rollBack: null });
    this.#team = job.start(this.#spec(), checkpoint);
    this.#due = this.#left();
    this.#kept = checkpoint !== null;
    this.#keptBest = checkpoint?.best;
    this.#start = this.#lastProgress = this.#lastCheckpoint = this.#lastBreath = host.now();
  }

  /** @returns {Promise<Outcome>} */
  async run() {
    try {
      for (;;) {
        try {
          return await this.#toTheEnd();
        } catch (error) {
          if (!(error instanceof FlewOff)) throw error;
          this.#goBack();
        }
      }
    } finally {
      this.#team.close();
    }
  }

  /** @returns {Promise<Outcome>} */
  async #toTheEnd() {
    const { epochs } = this.#job;
    for (; this.#epoch <= epochs; this.#epoch++, this.#from = 0) {
      if (!(await this.#learn()) || !(await this.#check()))
        return this.#outcome("stopped", this.#epoch - 1);
      this.#look();
      this.#report(true);
      if (this.#epoch < epochs && this.#epoch - (this.#best?.epoch ?? 0) >= this.#patience)
        return this.#outcome("early", this.#epoch);
    }
    const outcome = this.#outcome("finished", epochs);
    if (!outcome.weights) throw new FlewOff();
    return outcome;
  }

  /** @param {Outcome["reason"]} reason @param {number} epochs @returns {Outcome} */
  #outcome(reason, epochs) {
    const checked = this.#best?.validation ? this.#best : null;
    return {
      ...{ reason, epochs, weights: this.#proven(), rollBack: this.#rollBack },
      ...{ bestEpoch: checked?.epoch ?? null, validation: checked?.validation ?? null },
    };
  }

  /** The epoch, or the rest of it. @returns {Promise<boolean>} false: stopped */
  async #learn() {
    const { training, seed, augmentation } = this.#job;
    const order = shuffledOrder(this.#total, seed, this.#epoch).map(
      (place) => place % training.labels.length,
    );
    this.#tally = new Tally();
    while (this.#from < this.#total) {
      if (this.#host.stopped()) return false;
      // Every picture that is ever shown has a number, and its variation follows from it.
      const variation = augmentation
        ? { seed, first: this.#epoch * this.#total + this.#from }
        : undefined;
      await this.#step(
        this.#batcher.take(
          training,
          order.subarray(this.#from, this.#from + this.#size),
          variation,
          this.#classWeights,
        ),
      );
      await this.#pause();
    }
    return true;
  }

  /** @param {Batch} batch */
  async #step(batch) {
    const { network, step } = this.#team;
    const began = this.#host.now();
    // A state is known to be good once a step has read it and its loss was finite: the one that the step about to begin
    // will prove in time is set aside. That of before the first step has learned nothing.
    const due = this.#seen > 0 && began + this.#stepTime - this.#lastCheckpoint >= CHECKPOINT_EVERY;
    const candidate = due ? this.#checkpoint(network.state(), this.#epoch, this.#from) : null;
    const report = await step(batch).catch(refused);
    this.#stepTime = this.#host.now() - began;
    if (!report || !isSound(report.loss)) throw new FlewOff();
    if (candidate) this.#keep(candidate);
    if (Number.isNaN(this.#firstLoss)) this.#firstLoss = report.loss;
    this.#from += batch.count;
    this.#seen += batch.count;
    this.#tally.add(report, batch.count);
  }

  /** @param {NetworkState} state @param {number} epoch @param {number} from @returns {Checkpoint} */
  #checkpoint(state, epoch, from) {
    return {
      ...state,
      epoch,
      from,
      best: this.#best,
      firstLoss: this.#firstLoss,
      rollBack: this.#rollBack,
    };
  }

  /** @param {Checkpoint} checkpoint */
  #keep({ best, ...place }) {
    // Its state is megabytes, which need travel only when it is another one.
    this.#host.onCheckpoint(best === this.#keptBest ? place : { ...place, best });
    this.#keptBest = best;
    this.#kept = true;
    this.#lastCheckpoint = this.#host.now();
  }

  /**
   * Checks the network with the pictures that were held back, and remembers it if it is the best so far. Without such pictures
   * what it learned from has to do. @returns {Promise<boolean>} false: stopped
   */
  async #check() {
    if (this.#job.validation.labels.length > 0 && !(await this.#validate())) return false;
    const { loss } = this.#validation ?? this.#tally.score();
    if (!this.#best || loss <= this.#best.loss) {
      this.#best = {
        epoch: this.#epoch,
        loss,
        validation: this.#validation,
        state: this.#team.network.state(),
      };
    }
    return true;
  }

  /** @returns {Promise<boolean>} false: stopped */
  async #validate() {
    const { validation } = this.#job;
    const order = Uint32Array.from(validation.labels.keys());
    const tally = new Tally();
    for (let from = 0; from < order.length; from += EVALUATION_BATCH) {
      if (this.#host.stopped()) return false;
      const { rgba, targets, count } = this.#batcher.take(
        validation,
        order.subarray(from, from + EVALUATION_BATCH),
      );
      const checked = attempt(() => this.#team.network.evaluate_rgba(rgba, targets));
      if (!checked || !isSound(checked.loss)) throw new FlewOff();
      tally.add(checked, count);
      await this.#pause();
    }
    this.#validation = tally.score();
    return true;
  }

  #goBack() {
    const { epochs, start } = this.#job;
    if (this.#rollBack?.times === MOST_HALVINGS) {
      if (this.#best) this.#keep(this.#checkpoint(this.#best.state, this.#best.epoch + 1, 0));
      throw this.#diverged();
    }
    // What is worse than nothing learned was on its way off already.
    const best = this.#best && this.#best.loss <= this.#firstLoss ? this.#best : null;
    const to = best?.epoch ?? 0;
    this.#rollBack = {
      ...{ epoch: Math.min(this.#epoch, epochs), to, learningRate: this.#learningRate / 2 },
      times: (this.#rollBack?.times ?? 0) + 1,
    };
    this.#best = best;
    this.#team.close();
    this.#team = start(this.#spec(), best?.state ?? null);
    [this.#epoch, this.#from] = [to + 1, 0];
    this.#due = this.#seen + this.#left();
  }

  /** Pictures still to be shown, with those of the epoch that runs. */
  #left() {
    return (this.#job.epochs - this.#epoch + 1) * this.#total - this.#from;
  }

  get #learningRate() {
    return this.#spec().optimizer.learning_rate ?? 1; // the default of those that search
  }

  /** @returns {NetworkSpec} what is trained now */
  #spec() {
    const { spec } = this.#job;
    return { ...spec, optimizer: inForce(spec.optimizer, this.#rollBack) };
  }

  /** Nothing of what is learned depends on it: where it cannot be had there is no report, and training goes on. */
  #look() {
    const { training, classCount } = this.#job;
    const { look } = this.#team;
    const few = this.#sample.subarray(0, Math.min(classCount, LOOKED_AT));
    this.#health = look
      ? attempt(() => look(this.#batcher.take(training, few)), ["DivergedError", "MemoryError"])
      : null;
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
      health: this.#health,
      rollBack: this.#rollBack,
    });
  }

  /** The best weights, or else the newest, if they answer with finite numbers. */
  #proven() {
    const { network } = this.#team;
    if (this.#best?.validation) return this.#best.state.weights;
    if (this.#seen === 0) return null;
    const { rgba, targets } = this.#batcher.take(this.#job.training, this.#sample);
    const checked = attempt(() => network.evaluate_rgba(rgba, targets));
    return checked && isSound(checked.loss) ? network.weights() : null;
  }

  #diverged() {
    const { optimizer } = this.#job.spec;
    return new DivergedError(
      `Training flew off in epoch ${Math.min(this.#epoch, this.#job.epochs)}: with the learning rate ${optimizer.learning_rate ?? 1} the steps are too large and the loss ` +
        `grows without bound, still so after it was halved ${MOST_HALVINGS} times. Set a smaller learning rate, for example ${smallerRate(optimizer)}, and train again.` +
        (this.#kept ? " The last good weights were kept." : ""),
    );
  }
}

/** The places of all training pictures, classes taking turns. @param {Job} job */
function sample({ training: { labels }, classCount, seed }) {
  const turns = new Uint32Array(classCount);
  const order = Array.from(shuffledOrder(labels.length, seed, 0), (place) => ({
    place,
    turn: turns[labels[place]]++,
  }));
  return Uint32Array.from(
    order.sort((a, b) => a.turn - b.turn),
    ({ place }) => place,
  );
}

/**
 * @param {Pick<Job, "epochs" | "patience" | "spec"> & { heldBack: number }} job  heldBack: pictures
 * @returns {number} epochs without a better answer after which it ends; Infinity: as many epochs as are planned
 */
export function patienceOf({ epochs, patience, spec, heldBack }) {
  if (heldBack < FEWEST_HELD_BACK) return Infinity;
  if (patience !== undefined) return patience;
  // A rate that falls makes its gains at its end.
  const schedule = /** @type {{ type: string } | undefined} */ (spec.optimizer.schedule);
  if (schedule && schedule.type !== "constant") return Infinity;
  return Math.max(LEAST_PATIENCE, Math.ceil(PATIENCE * epochs));
}

/** @template T @param {() => T} call @param {string[]} [names]  of errors that are expected @returns {T | null} */
function attempt(call, names) {
  try {
    return call();
  } catch (error) {
    return refused(error, names);
  }
}

/**
 * The engine refuses a step that would leave numbers that are not finite, and names its error so; other errors are real.
 * @param {unknown} error
 */
function refused(error, names = ["DivergedError"]) {
  if (error instanceof Error && names.includes(error.name)) return null;
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
