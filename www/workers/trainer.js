// @ts-check
/**
 * Drives a training worker: hands it the engine and the pictures, passes on what it reports, and replaces it when it
 * dies: the new one goes on from the last checkpoint and does over what came after it, so that the training ends with the
 * same weights, bit for bit. The pictures stay with the page. Each training has a worker of its own, ended afterwards,
 * because wasm memory never shrinks.
 */

import { loadEngine } from "../engine/engine.js";
import { START_SILENCE, WorkerDied, WorkerLink } from "./protocol.js";
import { defaultWorkers, takesWholeSet } from "./shares.js";
import { split } from "../training/split.js";

/** @typedef {import("../engine/types.js").TrainingOptions} TrainingOptions */
/** @typedef {import("../engine/types.js").TrainingResult} TrainingResult */
/** @typedef {import("../engine/types.js").Progress} Progress */
/** @typedef {import("../engine/types.js").Checkpoint} Checkpoint */

/** How many dead workers one training may cost before it gives up. */
const REPLACEMENTS = 3;
/** After Stop, ms: a worker that has not answered by then is ended; the last weights it sent are kept. */
const PATIENCE = 2000;
/** Pictures per message: 2 MB, copied in about a millisecond, so that the page never stutters. */
const CHUNK = 128;
/** Silence, ms, after which a training worker counts as dead: a phone without SIMD takes seconds for a batch of a large network. */
const TRAINING_SILENCE = 30_000;

/**
 * @typedef {object} Surroundings  what a test replaces
 * @property {() => import("./protocol.js").WorkerLike} [startWorker]
 * @property {() => Promise<unknown>} [engine]
 * @property {number} [silence]  ms after which a silent worker counts as dead
 */

export class Trainer {
  #surroundings;
  /** @type {Run | null} */
  #run = null;

  /** @param {Surroundings} [surroundings] */
  constructor(surroundings = {}) {
    this.#surroundings = surroundings;
  }

  get running() {
    return this.#run !== null;
  }

  /**
   * @param {TrainingOptions} options
   * @returns {Promise<TrainingResult>} rejects with a "DivergedError" when the loss flies off, and with an Error whose
   *   message is meant for people when it cannot go on; the last good weights have come by onWeights before
   */
  async train(options) {
    if (this.#run) throw new Error("A training is running already. Stop it first.");
    const run = new Run(options, this.#surroundings);
    this.#run = run;
    try {
      return await run.toTheEnd();
    } finally {
      this.#run = null;
    }
  }

  /** Ends the training soon and keeps what was learned; resolves when the training has ended. */
  async stop() {
    await this.#run?.stop();
  }
}

/** One training, whatever becomes of its workers. */
class Run {
  #options;
  #startWorker;
  #engine;
  #silence;
  #classCount;
  #examples;
  #stopRequested = false;
  /** Resolves when a stop is requested. */
  #stopRequest;
  #requestStop = () => {};
  /** @type {WorkerLink | null} */
  #link = null;
  /** Whether the newest worker has loaded its scripts. */
  #started = false;
  /** Where the next worker goes on if this one dies. @type {Checkpoint | null} */
  #checkpoint = null;
  /** The last good ones. @type {Float32Array | null} */
  #weights = null;
  /** Of the last finished epoch. @type {Progress | null} */
  #report = null;
  /** @type {Promise<TrainingResult> | undefined} */
  #ending;

  /** @param {TrainingOptions} options @param {Surroundings} surroundings */
  constructor(options, { startWorker = startTrainingWorker, engine = loadEngine, silence }) {
    this.#options = { ...options, workers: options.workers ?? defaultWorkers() };
    for (const name of /** @type {const} */ (["epochs", "batchSize", "workers"])) {
      const value = this.#options[name];
      if (!(Number.isInteger(value) && value > 0))
        throw new Error(`${name}: got ${value}; expected a whole number from 1`);
    }
    const { patience = Infinity } = options;
    if (!(patience > 0))
      throw new Error(
        `patience: got ${patience}; expected a number of epochs above 0, or Infinity`,
      );
    if (takesWholeSet(options.spec.optimizer)) this.#options.workers = 1;
    this.#startWorker = startWorker;
    this.#engine = engine;
    this.#silence = silence;
    this.#stopRequest = new Promise(
      (/** @type {(value: void) => void} */ resolve) => (this.#requestStop = resolve),
    );
    // Taken now: the person may go on recording, renaming and deleting while this trains.
    this.#classCount = options.dataset.classes.length;
    this.#examples = split(options.dataset.classes);
    if (this.#examples.training.length === 0)
      throw new Error("There are no pictures to learn from.");
  }

  toTheEnd() {
    this.#ending = this.#attempts();
    return this.#ending;
  }

  async stop() {
    this.#stopRequested = true;
    this.#requestStop();
    this.#link?.notify("stop");
    const timer = setTimeout(() => this.#link?.close("it did not stop when asked to"), PATIENCE);
    await this.#ending?.catch(() => {}); // train() itself reports how it ended
    clearTimeout(timer);
  }

  /** @returns {Promise<TrainingResult>} */
  async #attempts() {
    for (let deaths = 1; ; deaths++) {
      try {
        return await this.#attempt();
      } catch (error) {
        if (!(error instanceof WorkerDied)) throw error;
        if (this.#stopRequested) return this.#cutOff();
        if (deaths > REPLACEMENTS) {
          const what = this.#started ? `stopped working ${deaths} times` : "could not be started";
          const advice = this.#started
            ? "Try a smaller network, or close other tabs to free memory."
            : "Its scripts did not come: check the connection and try again.";
          throw new Error(
            `The training worker ${what}, so training was given up. The pictures ` +
              `${this.#weights ? "and the last weights " : ""}are kept. ${advice}`,
            { cause: error },
          );
        }
        if (!this.#started) continue;
        const from = this.#checkpoint ? " from the last weights" : "";
        this.#options.onNews?.(`The training worker stopped working; it was restarted${from}.`);
      } finally {
        this.#link?.close();
        this.#link = null;
      }
    }
  }

  /** A whole training, or the rest of it, with one worker. @returns {Promise<TrainingResult>} */
  async #attempt() {
    const {
      spec,
      epochs,
      patience,
      batchSize,
      workers,
      seed = 1,
      augmentation = true,
    } = this.#options;
    const engine = await Promise.race([this.#engine(), this.#stopRequest]); // a download may hang
    if (this.#stopRequested) return this.#result("stopped");
    this.#started = false;
    const link = new WorkerLink(this.#startWorker(), {
      onEvent: (event, data) => this.#receive(event, data),
      silence: this.#silence,
    });
    this.#link = link;
    await link.request("start", engine, { silence: START_SILENCE });
    this.#started = true;
    for (const part of /** @type {const} */ (["training", "validation"]))
      await this.#send(link, part);
    if (this.#stopRequested) return this.#result("stopped");
    const job = {
      spec,
      epochs,
      patience,
      batchSize,
      workers,
      seed,
      augmentation,
      classCount: this.#classCount,
      checkpoint: this.#checkpoint,
    };
    const answer = await link.request("train", job, { silence: this.#silence ?? TRAINING_SILENCE });
    const { reason, weights, epochs: finished, ...found } = answer;
    if (weights) this.#keep(weights, Math.max(1, finished));
    return { ...this.#result(reason), ...found };
  }

  /** @param {WorkerLink} link @param {"training" | "validation"} part */
  async #send(link, part) {
    const examples = this.#examples[part];
    for (let from = 0; from < examples.length && !this.#stopRequested; from += CHUNK) {
      const some = examples.slice(from, from + CHUNK);
      const length = some[0].rgba.length;
      const rgba = new Uint8ClampedArray(some.length * length);
      some.forEach((example, i) => rgba.set(example.rgba, i * length));
      // Awaited one by one: the page gets its turn between two copies.
      const labels = some.map(({ label }) => label);
      await link.request("pictures", { part, rgba, labels }, { transfer: [rgba.buffer] });
    }
  }

  /** @param {string} event @param {any} data */
  #receive(event, data) {
    if (event === "news") this.#options.onNews?.(data.text);
    if (event === "checkpoint") {
      this.#checkpoint = { ...this.#checkpoint, ...data };
      this.#keep(data.weights, data.epoch);
    }
    if (event !== "progress") return;
    if (data.epochEnded) this.#report = data;
    this.#options.onProgress?.({ ...data, check: this.#examples.check });
  }

  /** @param {Float32Array} weights @param {number} epoch */
  #keep(weights, epoch) {
    this.#weights = weights;
    this.#options.onWeights?.(weights.slice(), { epoch, spec: this.#options.spec });
  }

  /** Stopped, but the worker did not live to say with what: the best that it had sent. @returns {TrainingResult} */
  #cutOff() {
    const best = this.#checkpoint?.best;
    if (!best?.validation) return this.#result("stopped");
    this.#keep(best.state.weights, best.epoch);
    return { ...this.#result("stopped"), bestEpoch: best.epoch, validation: best.validation };
  }

  /** As far as it is known without the worker. @param {TrainingResult["reason"]} reason @returns {TrainingResult} */
  #result(reason) {
    return {
      reason,
      certainty: null,
      bestEpoch: null,
      rollBack: this.#report?.rollBack ?? null,
      epochs: this.#report?.epoch ?? 0,
      spec: this.#options.spec,
      weights: this.#weights?.slice() ?? null,
      training: this.#report?.training ?? null,
      validation: this.#report?.validation ?? null,
      check: this.#examples.check,
    };
  }
}

function startTrainingWorker() {
  return new Worker(new URL("worker.js", import.meta.url), { type: "module", name: "training" });
}
