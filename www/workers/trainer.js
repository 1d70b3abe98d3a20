// @ts-check
/**
 * Drives the training worker: hands it pictures and settings, passes on what it reports, and has it replaced when it dies: the
 * new one goes on from the last checkpoint and does over what came after it, so that the training ends with the same weights,
 * bit for bit. The pictures stay with the page, too.
 */

/* eslint-disable text/no-sentence -- messages for programmers: what a person is told follows from the error's name */

import { giveStem, stemOf, stems } from "../engine/stems.js";
import { HeldPictures } from "./pictures.js";
import { WorkerDied } from "./protocol.js";
import { Supervisor } from "./supervisor.js";

/** @typedef {import("../engine/types.js").Settings} Settings */
/** @typedef {import("../engine/types.js").Description} Description */
/** @typedef {import("../engine/types.js").LabelledPicture} LabelledPicture */
/** @typedef {import("../engine/types.js").LabelledPictures} LabelledPictures */
/** @typedef {import("../engine/types.js").Plan} Plan */
/** @typedef {import("../engine/types.js").FirstLook} FirstLook */
/** @typedef {import("../engine/types.js").Progress} Progress */
/** @typedef {import("../engine/types.js").TrainedNetwork} TrainedNetwork */
/** @typedef {import("../engine/types.js").TrainingResult} TrainingResult */
/** @typedef {import("./protocol.js").WorkerLink} WorkerLink */

/**
 * What there is to tell a person while a training goes on.
 * restarted: another worker took over, from the last weights or from the beginning; helper_lost: one of several workers died,
 * and is replaced unless it was the last that would be; slept: the browser froze the tab for so long, or the device slept.
 * @typedef {{ kind: "restarted", from_weights: boolean } | { kind: "helper_lost", last: boolean }
 *   | { kind: "slept", seconds: number }} News
 * @typedef {import("./pump.js").Step} Step
 *
 * @typedef {Omit<Settings, "classes">} Choice
 *
 * @typedef {object} TrainingOptions
 * @property {{ classes: ReadonlyArray<LabelledPictures> }} dataset
 * @property {number} [workers]  among which each batch is split; left out: see defaultWorkers
 * @property {(plan: Plan, pictures: ReadonlyArray<LabelledPicture>) => void} [onPlan]  what is about to happen; the pictures in the
 *   order in which the engine has them
 * @property {(progress: Progress) => void} [onProgress]
 * @property {(network: TrainedNetwork) => void} [onNetwork]  the best weights so far, at least twice a second; at the end those of the result
 * @property {(kept: Checkpoint) => void} [onCheckpoint]  when it begins, and at least twice a second
 * @property {(news: News) => void} [onNews]
 * @property {(step: Step | null) => void} [onPause]  it waits; step: that it has taken meanwhile
 * @property {boolean} [paused]  it waits before it takes a step
 * @property {Checkpoint & { pictures: ReadonlyArray<LabelledPicture> }} [from]  goes on from here, with the pictures of dataset in
 *   the order in which the engine had them, to the weights that an undisturbed training comes to
 *
 * Where a training can go on. learned: whether there had been a step.
 * @typedef {{ checkpoint: Uint8Array, learned: boolean }} Checkpoint
 */

/** After Stop, ms: a worker that has not answered by then is ended; what it had learned at its last checkpoint is kept. */
const PATIENCE = 2000;
/** Silence, ms, after which a training worker counts as dead: a phone without SIMD takes seconds for a batch of a large network. */
const TRAINING_SILENCE = 30_000;
/** How long a first look may keep the worker from anything else, ms. */
const LOOK = 100;
/** More workers than this share memory bandwidth rather than work. */
const MOST_WORKERS = 8;

/** One core is left to the page and the live answers. @param {number} [cores] */
export function defaultWorkers(cores = globalThis.navigator?.hardwareConcurrency ?? 1) {
  return Math.min(MOST_WORKERS, Math.max(1, cores - 1));
}

export class Trainer {
  #supervisor;
  #pictures = new HeldPictures();
  #stems;
  /** Names of the stems that the worker has: one that replaces it needs them, too. @type {Set<string>} */
  #given = new Set();
  /** What it trains, if it does. @type {Run | null} */
  #run = null;
  /** Plans and trainings follow one another. @type {Promise<unknown>} */
  #last = Promise.resolve();

  /** @param {import("./supervisor.js").Surroundings & { stems?: Pick<import("../engine/stems.js").Stems, "get" | "load" | "refuse"> }} [surroundings] */
  constructor(surroundings = {}) {
    this.#stems = surroundings.stems ?? stems;
    this.#supervisor = new Supervisor("training", {
      surroundings,
      silence: TRAINING_SILENCE,
      prepare: async (link) => {
        this.#pictures.lose();
        for (const stem of this.#given) await giveStem(link, stem, this.#stems);
      },
      onEvent: (event, data) => this.#run?.receive(event, data),
      onDeath: (death) => this.#run?.mourn(death),
    });
  }

  get running() {
    return this.#run !== null;
  }

  /** What can be chosen. @param {ReadonlyArray<string>} [optimizers]  for which learning rates are proposed @returns {Promise<Description>} */
  describe(optimizers = []) {
    return this.#afterwards(() =>
      this.#supervisor.use((link) => link.request("describe", optimizers)),
    );
  }

  /**
   * What would happen. Waits for the end of a training that runs. Fetches no stem: without it, that is the plan's obstacle.
   * @param {Choice & { dataset: { classes: ReadonlyArray<LabelledPictures> } }} options
   * @returns {Promise<Plan>} the ids of its pictures are known to `picture`
   */
  plan({ dataset, ...choice }) {
    return this.#afterwards(() =>
      this.#supervisor.use(async (link) => {
        await this.#send(link, dataset.classes, choice);
        return this.#plan(link, async (stem) => this.#stems.get(stem) !== undefined);
      }),
    );
  }

  /**
   * The network of these settings, layer by layer, also while a training runs.
   * @param {Settings} settings @returns {Promise<import("../engine/types.js").Outline>}
   */
  outline(settings) {
    return this.#supervisor.use((link) => link.request("outline", settings));
  }

  /**
   * Computes features of pictures for a moment, where the method has a stem, and answers from those there are: by the nearest
   * mean of a class. A training needs the features, too, and begins sooner.
   * @param {Choice & { dataset: { classes: ReadonlyArray<LabelledPictures> } }} options
   * @returns {Promise<FirstLook>}
   */
  look({ dataset, ...choice }) {
    return this.#afterwards(() =>
      this.#supervisor.use(async (link) => {
        await this.#send(link, dataset.classes, choice);
        return link.request("look", LOOK);
      }),
    );
  }

  /** @param {number} id  of a plan or report @returns {LabelledPicture | undefined} */
  picture(id) {
    return this.#pictures.find(id);
  }

  /**
   * @param {Choice & TrainingOptions} options
   * @returns {Promise<TrainingResult>} rejects with a "DivergedError" when the loss diverges, however small the steps; with
   *   "GaveUp" when one worker after the other dies; and with the engine's error when it refuses the settings. The last good
   *   weights have come by onNetwork before
   */
  async train({
    dataset,
    workers = defaultWorkers(),
    onPlan,
    onProgress,
    onNetwork,
    onCheckpoint,
    onNews,
    onPause,
    paused,
    from,
    ...choice
  }) {
    if (this.#run) throw new Error("train: a training is running already; stop it first");
    if (!(Number.isInteger(workers) && workers > 0))
      throw new Error(`workers: got ${workers}; expected a whole number from 1`);
    // Taken now: the person may go on recording, renaming and deleting while this trains.
    const classes = dataset.classes.map(({ name, pictures }) => ({
      name,
      pictures: [...pictures],
    }));
    const run = new Run({
      ...{
        supervisor: this.#supervisor,
        workers,
        onProgress,
        onNetwork,
        onCheckpoint,
        onNews,
        onPause,
        paused,
        from,
      },
      onPlan: (plan) => onPlan?.(plan, this.#pictures.list),
      send: (link, options) =>
        this.#send(link, classes, choice, { order: from?.pictures, ...options }),
      plan: (link, stopped) =>
        this.#plan(link, async (stem) => {
          await Promise.race([this.#stems.load(stem), stopped]);
          return this.#stems.get(stem) !== undefined;
        }),
    });
    this.#run = run;
    try {
      return await Promise.race([this.#afterwards(() => run.toTheEnd()), run.stoppedBefore]);
    } finally {
      this.#run = null;
    }
  }

  /** Until `go` or `stop`, from the end of the step that it is taking. */
  pause() {
    this.#run?.pause();
  }

  /** Goes on after a pause, to the same weights as without it. */
  go() {
    this.#run?.go();
  }

  /** Takes a single step in a pause: one batch, and what is due before it. */
  step() {
    this.#run?.step();
  }

  /** Ends the training soon and keeps what was learned; resolves when the training has ended. */
  async stop() {
    await this.#run?.stop();
  }

  /** Ends the worker. Another one starts when it is needed. */
  close() {
    this.#supervisor.end();
  }

  /**
   * The plan, with the stem that it needs if that is to be had.
   * @param {WorkerLink} link @param {(stem: string) => Promise<boolean>} available @returns {Promise<Plan>}
   */
  async #plan(link, available) {
    /** @type {Plan} */
    const plan = await link.request("plan");
    // A first class alone is another obstacle, but its pictures can be looked at.
    const stem = stemOf(plan.spec);
    if (!stem || this.#given.has(stem) || !(await available(stem))) return plan;
    await giveStem(link, stem, this.#stems);
    this.#given.add(stem);
    return link.request("plan");
  }

  /**
   * @param {WorkerLink} link @param {ReadonlyArray<LabelledPictures>} classes @param {Choice} choice
   * @param {object} [options]
   * @param {Uint8Array | null} [options.checkpoint]  where an interrupted training goes on
   * @param {ReadonlyArray<LabelledPicture>} [options.order]  of its pictures, unless it is that of those that were sent before
   * @param {() => boolean} [options.stopped]
   */
  #send(link, classes, choice, { checkpoint, order, stopped } = {}) {
    const settings = { ...choice, classes: classes.map(({ name }) => name) };
    if (checkpoint) this.#pictures.lose(order);
    return this.#pictures.send(link, classes, {
      configure: () =>
        checkpoint ? link.request("restore", checkpoint) : link.request("configure", settings),
      // Without its pictures a checkpoint says nothing, also not what was learned until Stop.
      stopped: checkpoint ? undefined : stopped,
    });
  }

  /** @template T @param {() => Promise<T>} job @returns {Promise<T>} */
  #afterwards(job) {
    const done = this.#last.then(job);
    this.#last = done.catch(() => {});
    return done;
  }
}

/** Stopped before the first step. @type {TrainingResult} */
const NOTHING = { report: null, network: null, snapshots: [] };

/** One training, whatever becomes of its workers. */
class Run {
  #parts;
  #begun = false;
  #stopRequested = false;
  #paused;
  #stepRequested = false;
  /** Ends a pause, or lets it take a step. */
  #wake = () => {};
  #planned = false;
  /** Where the next worker goes on if this one dies. @type {Checkpoint | null} */
  #from;
  /** The best that has come so far. @type {TrainedNetwork | null} */
  #network = null;
  /** @type {Promise<TrainingResult> | undefined} */
  #ending;
  #stopBefore = (/** @type {TrainingResult} */ _result) => {};
  #tellStop = () => {};
  /** Resolves when a stop is requested: a stem that is being fetched may never come. */
  #stopped = new Promise(
    (/** @type {(value: void) => void} */ resolve) => (this.#tellStop = resolve),
  );
  /** Resolves when a stop is requested before there was anything to stop: an engine that is being loaded may never come. */
  stoppedBefore = new Promise(
    (/** @type {(result: TrainingResult) => void} */ resolve) => (this.#stopBefore = resolve),
  );

  /**
   * @param {Omit<TrainingOptions, "dataset" | "workers" | "onPlan"> & {
   *   supervisor: Supervisor, workers: number, onPlan: (plan: Plan) => void,
   *   send: (link: WorkerLink, options: { checkpoint: Uint8Array | null, stopped: () => boolean }) => Promise<void>,
   *   plan: (link: WorkerLink, stopped: Promise<void>) => Promise<Plan>,
   * }} parts
   */
  constructor(parts) {
    this.#parts = parts;
    this.#from = parts.from ?? null;
    this.#paused = parts.paused ?? false;
  }

  toTheEnd() {
    this.#ending = this.#train();
    return this.#ending;
  }

  pause() {
    this.#paused = true;
    this.#parts.supervisor.notify("pause");
  }

  go() {
    this.#paused = false;
    this.#wake();
  }

  step() {
    this.#stepRequested = this.#paused;
    this.#wake();
  }

  async stop() {
    const { supervisor } = this.#parts;
    this.#stopRequested = true;
    this.#tellStop();
    this.#wake();
    if (!this.#begun) return this.#stopBefore(NOTHING);
    supervisor.notify("stop");
    const timer = setTimeout(() => supervisor.end("it did not stop when asked to"), PATIENCE);
    await this.#ending?.catch(() => {}); // train() itself reports how it ended
    clearTimeout(timer);
  }

  /** @param {string} event @param {any} data */
  receive(event, data) {
    const { onProgress, onCheckpoint, onNews } = this.#parts;
    if (event === "progress") onProgress?.(data);
    if (event === "helper_lost" || event === "slept") onNews?.({ kind: event, ...data });
    if (event === "begun") onCheckpoint?.({ checkpoint: data.checkpoint, learned: false });
    if (event !== "checkpoint") return;
    this.#from = { checkpoint: data.checkpoint, learned: true };
    if (data.network) this.#keep(data.network);
    onCheckpoint?.(this.#from);
  }

  /** A worker died. @param {{ started: boolean, last: boolean }} death */
  mourn({ started, last }) {
    if (started && !last && !this.#stopRequested)
      this.#parts.onNews?.({ kind: "restarted", from_weights: this.#from?.learned ?? false });
  }

  /** @returns {Promise<TrainingResult>} */
  async #train() {
    if (this.#stopRequested) return NOTHING;
    const { supervisor } = this.#parts;
    supervisor.forgive();
    try {
      return await supervisor.use((link) => this.#attempt(link));
    } catch (error) {
      if (!this.#stopRequested || !(error instanceof WorkerDied)) throw error;
      return this.#cutOff();
    }
  }

  /** A whole training, or the rest of it, with one worker. @param {WorkerLink} link @returns {Promise<TrainingResult>} */
  async #attempt(link) {
    this.#begun = true;
    const { send, plan, workers, onPlan } = this.#parts;
    const { checkpoint = null, learned = false } = this.#from ?? {};
    const stopped = () => this.#stopRequested;
    if (stopped() && !learned) return NOTHING;
    await send(link, { checkpoint, stopped });
    if (stopped() && !learned) return NOTHING;
    // A worker that replaces another is given the stem by the supervisor.
    if (!this.#planned || !checkpoint) {
      const next = await plan(link, this.#stopped);
      if (stopped() && !learned) return NOTHING;
      this.#planned = true;
      onPlan(next);
    }
    for (;;) {
      await this.#untilAwake();
      const single = this.#stepRequested;
      const learned = this.#from?.learned ?? false;
      /** @type {TrainingResult | import("./pump.js").Paused} */
      const result = await link.request("train", { workers, learned, stopped: stopped(), single });
      if (!("paused" in result)) {
        if (result.network) this.#keep(result.network);
        return result;
      }
      this.#stepRequested = false;
      if (this.#paused) this.#parts.onPause?.(result.step);
    }
  }

  /** A worker that waits owes no answer, so that its silence is no sign of death; nor does it keep helpers. */
  async #untilAwake() {
    while (this.#paused && !this.#stepRequested && !this.#stopRequested)
      await new Promise((/** @type {(value: void) => void} */ resolve) => (this.#wake = resolve));
  }

  /** Stopped, but the worker did not live to say with what: another one says it of the last checkpoint. @returns {Promise<TrainingResult>} */
  async #cutOff() {
    const { supervisor } = this.#parts;
    const rest = { report: null, network: this.#network, snapshots: [] };
    if (!this.#from?.learned) return rest;
    const timer = setTimeout(() => supervisor.end("it did not stop, either"), PATIENCE);
    try {
      return await supervisor.use((link) => this.#attempt(link));
    } catch {
      return rest;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {TrainedNetwork} network */
  #keep(network) {
    this.#network = network;
    this.#parts.onNetwork?.(network);
  }
}
