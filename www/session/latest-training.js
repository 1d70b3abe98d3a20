// @ts-check
/** What runs: the training that runs, or ran last. */

import { settingsOf } from "../engine/settings.js";
import { stemOf } from "../engine/stems.js";
import { findingsOf } from "../findings.js";
import { begunWith, takeUp } from "../interruption.js";
import { pointsAfter } from "../points.js";
import { text } from "../text/index.js";
import { trainingOf } from "./outcome.js";
import { Stopwatch } from "./stopwatch.js";
import { asError, named, pictureOf } from "./planning.js";

/**
 * @typedef {import("../engine/types.js").LabelledPicture} LabelledPicture
 * @typedef {import("../engine/types.js").PictureClass} PictureClass
 * @typedef {import("../engine/types.js").Progress} Progress
 * @typedef {import("../engine/types.js").Report} Report
 * @typedef {import("../engine/types.js").TrainedNetwork} TrainedNetwork
 * @typedef {import("../engine/types.js").TrainingResult} TrainingResult
 * @typedef {import("../interruption.js").Interruption} Interruption
 * @typedef {import("../points.js").Point} Point
 * @typedef {import("./planning.js").NamedPlan} NamedPlan
 *
 * The weights that a training had on its way, for a network of spec, whose outputs are the classes. network: what it came to.
 * @typedef {object} Snapshots
 * @property {import("../engine/types.js").NetworkSpec} spec
 * @property {number} seed  of the initial weights
 * @property {ReadonlyArray<string>} classes
 * @property {ReadonlyArray<import("../engine/types.js").Snapshot>} list
 * @property {TrainedNetwork} network
 */

export class LatestTraining {
  #dataset;
  #trainer;
  #planning;
  #answering;
  #trainings;
  #pace;
  #tell;
  running = false;
  stopping = false;
  /** Whether it waits, or will after the step that it is taking. */
  paused = false;
  /** Whether it takes a single step in a pause. */
  stepping = false;
  /** The last one. @type {import("../workers/pump.js").Step | null} */
  step = null;
  /** @type {Progress | null} */
  progress = null;
  /** What is trained, with which classes. @type {NamedPlan | null} */
  course = null;
  /** Ends of epochs; the last one may be a running epoch. @type {Point[]} */
  points = [];
  /** @type {TrainingResult | null} */
  result = null;
  /** Until another one begins; kept on no device. @type {Snapshots | null} */
  snapshots = null;
  /** Likewise, about its pictures. @type {import("../findings.js").Findings | null} */
  findings = null;
  /** @type {Error | null} */
  error = null;
  /** Where it could go on in another visit; also one that could not go on in this one, but may in the next. @type {Interruption | null} */
  interruption = null;
  /** In which epoch it was interrupted; null when it was not. @type {number | null} */
  resumedIn = null;
  /** Why one that was interrupted, and in which epoch, cannot go on. @type {{ obstacle: import("../interruption.js").Obstacle, epoch: number } | null} */
  lost = null;
  /** Resolves when it ends. @type {Promise<void> | null} */
  ending = null;
  #time = new Stopwatch(0);
  /** Whether it has come further in this visit. */
  #advanced = false;
  /** Counts trainings: a network that was unlucky with its first weights gets others, and yet every visit repeats. */
  #seed = 0;

  /**
   * @param {object} parts
   * @param {import("../data/dataset.js").Dataset} parts.dataset
   * @param {import("../workers/trainer.js").Trainer} parts.trainer
   * @param {import("./planning.js").Planning} parts.planning
   * @param {import("./answering.js").Answering} parts.answering
   * @param {import("../trainings.js").Trainings} parts.trainings
   * @param {import("./pace.js").Pace} parts.pace
   * @param {(event: "change" | "progress" | "epoch" | "checkpoint" | "news", detail?: unknown) => void} tell
   */
  constructor({ dataset, trainer, planning, answering, trainings, pace }, tell) {
    this.#dataset = dataset;
    this.#trainer = trainer;
    this.#planning = planning;
    this.#answering = answering;
    this.#trainings = trainings;
    this.#pace = pace;
    this.#tell = tell;
  }

  /** Trains to the end with what was chosen. */
  begin() {
    this.ending = this.#train();
    return this.ending;
  }

  /** @param {Interruption} interruption @returns {Promise<boolean>} whether it went on; then it has ended */
  async resume(interruption) {
    this.interruption = interruption; // it stays where it is kept until more is known
    await this.#planning.describe();
    const { description } = this.#planning;
    if (!description || this.running) return false;
    const { reached } = interruption;
    const found = takeUp(interruption, this.#dataset.classes, description.build);
    if (found.obstacle) {
      this.#lose(found.obstacle, reached.epoch);
      this.#tell("change");
      return false;
    }
    // One that waits for a person does not end the tab.
    if (!reached.paused) this.#mark({ attempts: reached.attempts + 1 });
    this.ending = this.#train({ ...interruption, ...found });
    await this.ending;
    return true;
  }

  pause() {
    if (!this.running || this.stopping || this.paused) return;
    this.paused = true;
    this.#time.pause();
    this.#mark({ paused: true });
    this.#tell("change");
    this.#trainer.pause();
  }

  go() {
    if (!this.paused) return;
    Object.assign(this, { paused: false, stepping: false, step: null });
    this.#time.go();
    this.#mark({ paused: false, attempts: (this.interruption?.reached.attempts ?? 0) + 1 });
    this.#tell("change");
    this.#trainer.go();
  }

  takeStep() {
    if (!this.paused || this.stepping) return;
    this.stepping = true;
    this.#time.go();
    this.#tell("change");
    this.#trainer.step();
  }

  /** @param {import("../workers/pump.js").Step | null} step  that it has taken */
  #wait(step) {
    this.#time.pause();
    Object.assign(this, { stepping: false, step });
    this.#tell("change");
  }

  stop() {
    if (!this.running || this.stopping) return;
    Object.assign(this, { stopping: true, paused: false, stepping: false });
    this.#tell("change");
    void this.#trainer.stop();
  }

  /** Ends what runs; nothing is known of it afterwards. */
  async forget() {
    this.stop();
    await this.ending;
    this.#clear();
    this.interruption = null;
  }

  /** What an earlier visit found out. @param {import("./outcome.js").Outcome} outcome @param {TrainedNetwork} network */
  restore(outcome, network) {
    Object.assign(this, trainingOf(outcome, network));
    this.#trainings.restore(outcome);
  }

  /** @param {(Interruption & { classes: PictureClass[], order: ReadonlyArray<LabelledPicture> }) | null} [from]  where it goes on */
  async #train(from = null) {
    const planning = this.#planning;
    // Taken now: the person may go on recording and removing classes.
    const classes = from?.classes ?? planning.classes;
    const { seconds = 0, points = [], epoch = null, paused = false } = from?.reached ?? {};
    const time = new Stopwatch(seconds);
    if (paused) time.pause();
    this.#time = time;
    this.#clear();
    if (!from) this.interruption = null;
    Object.assign(this, { points: [...points], progress: from?.reached.progress ?? null, paused });
    Object.assign(this, { running: true, stopping: false, resumedIn: epoch });
    this.#tell("change");
    let answering = false;
    let begun = from?.begun;
    try {
      if (!planning.description) await planning.describe(); // the connection was lost, and may be back
      const choice = from?.begun.choice ?? planning.choice;
      if (!choice || !planning.description)
        throw planning.error ?? new Error(text("train-no-engine"));
      const { build } = planning.description;
      const seed = from?.begun.seed ?? this.#seed + 1;
      this.#seed = seed;
      const result = await this.#trainer.train({
        ...settingsOf(choice),
        ...{ seed, workers: choice.workers, dataset: { classes } },
        ...{ paused, onPause: (step) => this.#wait(step) },
        from: from ? { ...from.reached, pictures: from.order } : undefined,
        onPlan: (plan, pictures) => {
          this.course = named(plan, classes, this.#trainer);
          begun ??= begunWith({ build, seed, choice }, classes, pictures);
        },
        onProgress: (progress) => this.#advance(progress),
        onNetwork: (network) => {
          // From the first on the new network answers, not the one before.
          this.#answering.improve(network, answering ? null : classes);
          answering = true;
        },
        onCheckpoint: (kept) => {
          if (begun) this.#reach(begun, { ...kept, seconds: time.seconds });
        },
        onNews: (news) => {
          if (news.kind === "slept") time.skip(news.seconds);
          this.#tell("news", news);
        },
      });
      this.#conclude(result, { classes, seed, choice, seconds: time.seconds });
    } catch (error) {
      this.error = asError(error);
    }
    Object.assign(this, { running: false, paused: false, stepping: false });
    this.#settle(from);
    this.#tell("change");
  }

  /** @param {TrainingResult} result @param {{ classes: PictureClass[], seed: number, choice: import("../engine/types.js").KeptSettings, seconds: number }} training */
  #conclude(result, { classes, seed, choice, seconds }) {
    const { report, network } = result;
    const answering = this.#answering;
    this.result = result;
    this.snapshots = network && this.course && snapshotsOf(this.course, seed, result, network);
    this.findings = report && findingsOf(report, classes, (id) => pictureOf(this.#trainer, id));
    answering.learned = !report || report.verdict === "learned";
    if (network) answering.certainty = certaintyOf(report);
    // Half a training says little about its method.
    if (!report || !network || report.reason === "stopped") return;
    if (this.course) this.#pace.add(this.course, choice, seconds);
    const { trained, learned, certainty } = answering;
    const { points, findings, course } = this;
    const training = {
      ...{ method: choice.preset, own: Boolean(choice.layers), network, seconds },
      ...{ trained, learned, certainty },
      stem: stemOf(network.spec) ?? null,
      accuracy: report.validation?.accuracy ?? null,
      fineTuned: report.fine_tuned,
    };
    const epochs = course?.epochs ?? choice.epochs;
    if (findings)
      this.#trainings.add(classes, training, { points, findings, choice: { ...choice, epochs } });
  }

  /** What can still become of an interruption, now that nothing is trained. @param {Interruption | null} from  where the training went on */
  #settle(from) {
    const { error } = this;
    // Without a connection, say, it could not even go on: another visit may.
    if (from && error && !this.#advanced && error.name !== "InputError") return;
    this.interruption = null;
    if (!from || error?.name !== "InputError" || this.#advanced) return;
    const { path } = /** @type {{ details?: { path?: string } }} */ (error).details ?? {};
    this.error = null;
    this.#lose(path === "pictures" ? "pictures" : "damaged", from.reached.epoch);
  }

  /** @param {import("../interruption.js").Obstacle} obstacle @param {number} epoch */
  #lose(obstacle, epoch) {
    this.lost = { obstacle, epoch };
    this.interruption = null;
  }

  /** @param {import("../interruption.js").Begun} begun @param {Pick<import("../interruption.js").Reached, "checkpoint" | "learned" | "seconds">} reached */
  #reach(begun, reached) {
    const { learned } = reached;
    // What has made a step since it went on does not end the tab at once.
    const attempts = learned ? 0 : (this.interruption?.reached.attempts ?? 0);
    const epoch = learned ? (this.progress?.epoch ?? 1) : 0;
    const { points, paused } = this;
    const progress = this.progress && { ...this.progress, events: [] };
    this.interruption = {
      begun,
      reached: { ...reached, epoch, points, attempts, paused, progress },
    };
    this.#tell("checkpoint");
  }

  /** The same place, otherwise. @param {Partial<import("../interruption.js").Reached>} changes */
  #mark(changes) {
    if (!this.interruption) return;
    const { begun, reached } = this.interruption;
    this.interruption = { begun, reached: { ...reached, ...changes } };
    this.#tell("checkpoint");
  }

  /** @param {Progress} progress */
  #advance(progress) {
    this.progress = progress;
    this.#advanced = true;
    this.points = pointsAfter(this.points, progress);
    for (const event of progress.events) {
      // While the stem is fine-tuned there are no diagnostics; those of the head stay.
      if (event.kind === "epoch_ended" && !progress.fine_tuning) this.#tell("epoch", event);
    }
    this.#tell("progress");
  }

  #clear() {
    Object.assign(this, { progress: null, course: null, points: [], result: null, error: null });
    Object.assign(this, { snapshots: null, findings: null, lost: null, resumedIn: null });
    this.step = null;
    this.#advanced = false;
    this.#answering.learned = true;
  }
}

/** @param {import("../engine/types.js").Plan} plan @param {number} seed @param {TrainingResult} result @param {TrainedNetwork} network @returns {Snapshots} */
function snapshotsOf({ spec }, seed, { snapshots }, network) {
  return { spec, seed, classes: network.classes, list: snapshots, network };
}

/** @param {Report | null} report @returns {import("./answering.js").Certainty | null} */
function certaintyOf(report) {
  const { temperature = null, calibration_error = null } = report ?? {};
  return temperature === null || calibration_error === null
    ? null
    : { temperature, calibrationError: calibration_error };
}
