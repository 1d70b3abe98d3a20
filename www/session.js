// @ts-check
import { settingsOf } from "./engine/settings.js";
import { text } from "./text/index.js";
import { checkGradients } from "./workers/gradient-check.js";

/**
 * @typedef {import("./data/dataset.js").Dataset} Dataset
 * @typedef {import("./workers/trainer.js").Trainer} Trainer
 * @typedef {import("./live/live.js").LiveClassifier} LiveClassifier
 * @typedef {import("./engine/types.js").KeptSettings} KeptSettings
 * @typedef {import("./engine/types.js").Description} Description
 * @typedef {import("./engine/types.js").Health} Health
 * @typedef {import("./engine/types.js").PictureClass} PictureClass
 * @typedef {import("./engine/types.js").Plan} Plan
 * @typedef {import("./engine/types.js").Problem} Problem
 * @typedef {import("./engine/types.js").Progress} Progress
 * @typedef {import("./engine/types.js").Score} Score
 * @typedef {import("./engine/types.js").TrainedNetwork} TrainedNetwork
 * @typedef {import("./engine/types.js").TrainingResult} TrainingResult
 * @typedef {{ epoch: number, training: Score, validation: Score | null }} Point  of the curves; epoch may be a fraction
 * @typedef {{ id: string, name: string }} TrainedClass
 * @typedef {{ temperature: number, calibrationError: number }} Certainty
 *
 * What would be trained on, and with which classes; see the engine's Plan. suspects: pictures that a warning is about, by id.
 * @typedef {Plan & { classes: ReadonlyArray<PictureClass>, suspects: ReadonlySet<string> }} NamedPlan
 */

/** Optimisers that can be chosen: a learning rate is proposed for each. Others need the whole set in each step. */
export const OPTIMIZERS = ["sgd", "adam", "adamw", "rmsprop"];

/**
 * One person's training: what runs, what came of it, and which classes the network that answers now was trained on.
 *
 * Dispatches "change" when a training began, is to stop or ended, and when it was forgotten; "progress"; "epoch" (CustomEvent
 * with health and problems) for every epoch that ended; "weights" when better ones answer; "trained" when other classes answer
 * or one was renamed; "plan" when another training would follow from pictures and settings; "described" when it is known what
 * can be chosen; and "news" (CustomEvent with the trainer's).
 */
export class Session extends EventTarget {
  #dataset;
  #trainer;
  #live;
  /** What can be chosen; null until the engine has said so. @type {Description | null} */
  description = null;
  /** What would be trained now; null until it is known. @type {NamedPlan | null} */
  plan = null;
  /** Why it is not known what would be trained. @type {Error | null} */
  planError = null;
  training = false;
  stopping = false;
  /** @type {Progress | null} */
  progress = null;
  /** Of the training that runs, or ran last. @type {NamedPlan | null} */
  course = null;
  /** Ends of epochs; the last one may be a running epoch. @type {Point[]} */
  points = [];
  /** @type {TrainingResult | null} */
  result = null;
  /** @type {Error | null} */
  error = null;
  /** Whether the network is better than the baseline, and not by luck, as far as is known. */
  learned = true;
  /** Of the network that answers; null while it learns, or when there were no pictures to find it with. @type {Certainty | null} */
  certainty = null;
  /** What answers now: the best weights so far, also those of a training that runs or diverged. @type {TrainedNetwork | null} */
  network = null;
  /** In the order of the network's outputs. @type {ReadonlyArray<TrainedClass>} */
  trained = [];
  /** What was chosen for the next training. @type {KeptSettings | null} */
  #choice = null;
  /** Counts trainings: a network that was unlucky with its first weights gets others, and yet every visit repeats. */
  #seed = 0;
  /** The training that runs, for whoever waits for its end. @type {Promise<void> | null} */
  #run = null;
  /** Whether pictures or settings have changed since the last plan was asked for, and whether one is being made. */
  #outdated = false;
  #planning = false;

  /** @param {{ dataset: Dataset, trainer: Trainer, live: LiveClassifier }} parts */
  constructor({ dataset, trainer, live }) {
    super();
    this.#dataset = dataset;
    this.#trainer = trainer;
    this.#live = live;
    dataset.addEventListener("change", () => {
      this.#rename();
      this.#planAnew();
    });
  }

  /** Asks the engine what can be chosen. */
  async describe() {
    try {
      this.description ??= await this.#trainer.describe(OPTIMIZERS);
      this.dispatchEvent(new Event("described"));
    } catch (error) {
      this.planError = asError(error);
      this.dispatchEvent(new Event("plan"));
    }
  }

  /** What a person chooses; a plan follows. @param {KeptSettings} choice */
  choose(choice) {
    this.#choice = choice;
    this.#planAnew();
  }

  /**
   * Trains to the end with what was chosen; what happens is told by events and by `result` and `error`.
   */
  async train() {
    if (this.training) return;
    this.#run = this.#train();
    await this.#run;
    this.#planAnew();
  }

  async #train() {
    // Taken now: the person may go on recording and removing classes.
    const classes = this.#classes();
    this.#clear();
    Object.assign(this, { training: true, stopping: false });
    this.dispatchEvent(new Event("change"));
    let answering = false;
    try {
      if (!this.description) await this.describe(); // the connection was lost, and may be back
      if (!this.#choice) throw this.planError ?? new Error(text("train-no-engine"));
      this.#seed += 1;
      const result = await this.#trainer.train({
        ...settingsOf(this.#choice),
        ...{ seed: this.#seed, workers: this.#choice.workers, dataset: { classes } },
        onPlan: (plan) => (this.course = this.#named(plan, classes)),
        onProgress: (progress) => this.#advance(progress),
        onNetwork: (network) => {
          this.#use(network);
          if (answering) return;
          answering = true; // from here on the new network answers, not the one before
          this.certainty = null;
          this.trained = network.classes.map((name) => ({
            id: classes.find((one) => one.name === name)?.id ?? "",
            name,
          }));
          this.#rename();
          this.dispatchEvent(new Event("trained"));
        },
        onNews: (news) => this.dispatchEvent(new CustomEvent("news", { detail: news })),
      });
      this.result = result;
      const { report, network } = result;
      this.learned = !report || report.verdict === "learned";
      if (network) this.certainty = certaintyOf(report);
    } catch (error) {
      this.error = asError(error);
    }
    this.training = false;
    this.dispatchEvent(new Event("change"));
  }

  /** Nothing is known of a training. */
  #clear() {
    Object.assign(this, { progress: null, course: null, points: [], result: null, error: null });
    this.learned = true;
  }

  stop() {
    if (!this.training || this.stopping) return;
    this.stopping = true;
    this.dispatchEvent(new Event("change"));
    void this.#trainer.stop();
  }

  /**
   * Answers with the network of an earlier visit.
   * @param {import("./data/storage.js").SavedNetwork} network
   */
  restore({ spec, weights, classes, learned = true, certainty = null }) {
    Object.assign(this, { learned, certainty });
    const names = classes.map(({ name }) => name);
    const calibrated = certainty ? { temperature: certainty.temperature } : {};
    this.#use({ spec, weights, classes: names, ...calibrated });
    this.trained = classes;
    this.#rename();
    this.dispatchEvent(new Event("trained"));
  }

  /**
   * Compares backpropagation with differences of the loss, for the network that answers now.
   * @returns {Promise<import("./engine/types.js").LayerCheck[]>} rejects with an Error whose message is for the person
   */
  async checkGradients() {
    if (!this.network) throw new Error(text("check-no-network"));
    // One picture of each of two classes: more would take longer and find nothing else.
    const examples = this.trained.flatMap(({ id }, label) => {
      const picture = this.#dataset.classes.find((one) => one.id === id)?.pictures[0];
      return picture ? [{ label, rgba: picture.rgba }] : [];
    });
    if (examples.length === 0) throw new Error(text("check-no-pictures"));
    return checkGradients(this.network, examples.slice(0, 2));
  }

  /** Ends what runs and forgets what was learned. */
  async forget() {
    this.stop();
    await this.#run;
    this.#clear();
    Object.assign(this, { certainty: null, network: null, trained: [] });
    this.#live.close();
    this.dispatchEvent(new Event("trained"));
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {{ kind: "removed" | "added", name: string } | null} why the answers no longer fit the classes */
  get outdated() {
    if (this.trained.length === 0 || this.training) return null;
    const now = this.#dataset.classes;
    const removed = this.trained.find(({ id }) => !now.some((one) => one.id === id));
    if (removed) return { kind: "removed", name: removed.name };
    const added = now.find(
      ({ id, pictures }) => pictures.length > 0 && !this.trained.some((one) => one.id === id),
    );
    return added ? { kind: "added", name: added.name } : null;
  }

  /** The classes and pictures of this moment. @returns {PictureClass[]} */
  #classes() {
    return this.#dataset.classes.map(({ id, name, pictures }) => ({
      ...{ id, name },
      pictures: [...pictures],
    }));
  }

  /** Pictures may come ten times a second: there is one plan after the other, and the last one is of what is there in the end. */
  async #planAnew() {
    this.#outdated = true;
    if (this.#planning) return;
    this.#planning = true;
    // While a training runs, the engine keeps its pictures as they were.
    while (this.#outdated && !this.training && this.#choice) {
      this.#outdated = false;
      const classes = this.#classes();
      try {
        const plan = await this.#trainer.plan({
          ...settingsOf(this.#choice),
          dataset: { classes },
        });
        Object.assign(this, { plan: this.#named(plan, classes), planError: null });
      } catch (error) {
        Object.assign(this, { plan: null, planError: asError(error) });
      }
      this.dispatchEvent(new Event("plan"));
    }
    this.#planning = false;
  }

  /** @param {Plan} plan @param {PictureClass[]} classes @returns {NamedPlan} */
  #named(plan, classes) {
    const ids = plan.warnings.flatMap((warning) => ("pictures" in warning ? warning.pictures : []));
    const suspects = ids.flatMap((id) => {
      const picture = /** @type {import("./engine/types.js").Picture | undefined} */ (
        this.#trainer.picture(id)
      );
      return picture ? [picture.id] : [];
    });
    return { ...plan, classes, suspects: new Set(suspects) };
  }

  /** @param {TrainedNetwork} network */
  #use(network) {
    this.network = network;
    this.#live.load(network);
    this.dispatchEvent(new Event("weights"));
  }

  /** @param {Progress} progress */
  #advance(progress) {
    this.progress = progress;
    for (const event of progress.events) {
      if (event.kind === "epoch_ended") {
        const { epoch, training, validation } = event;
        this.#addPoint({ epoch, training, validation });
        this.dispatchEvent(new CustomEvent("epoch", { detail: event }));
      }
    }
    const { epoch, epochs, fraction, training } = progress;
    const ended = this.points.at(-1)?.epoch === epoch;
    if (training && !ended && !progress.done) {
      // Kept off the whole numbers, which mark finished epochs.
      const within = Math.min(epoch - 0.01, Math.max(epoch - 0.99, fraction * epochs));
      this.#addPoint({ epoch: within, training, validation: null });
    }
    this.dispatchEvent(new Event("progress"));
  }

  /** @param {Point} point */
  #addPoint(point) {
    // Gone is the running epoch's point of before, and what a worker that died had reached beyond the weights it left.
    this.points = this.points.filter(
      (earlier) => Number.isInteger(earlier.epoch) && earlier.epoch < point.epoch,
    );
    this.points.push(point);
  }

  /** A new name is only another word for the same class. */
  #rename() {
    let changed = false;
    this.trained = this.trained.map((old) => {
      const name = this.#dataset.classes.find(({ id }) => id === old.id)?.name ?? old.name;
      changed ||= name !== old.name;
      return { id: old.id, name };
    });
    if (changed) this.dispatchEvent(new Event("trained"));
  }
}

/** @param {import("./engine/types.js").Report | null} report @returns {Certainty | null} */
function certaintyOf(report) {
  const { temperature = null, calibration_error = null } = report ?? {};
  return temperature === null || calibration_error === null
    ? null
    : { temperature, calibrationError: calibration_error };
}

/** @param {unknown} error */
function asError(error) {
  return error instanceof Error ? error : new Error(String(error));
}
