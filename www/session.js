// @ts-check
import { stepCount } from "./training/course.js";
import { checkGradients } from "./workers/gradient-check.js";
import { buildSpec } from "./training/presets.js";
import { isVaried, refine } from "./training/refine.js";
import { split } from "./training/split.js";
import { verdict } from "./training/verdict.js";

/**
 * @typedef {import("./data/dataset.js").Dataset} Dataset
 * @typedef {import("./workers/trainer.js").Trainer} Trainer
 * @typedef {import("./live/live.js").LiveClassifier} LiveClassifier
 * @typedef {import("./engine/types.js").Progress} Progress
 * @typedef {import("./engine/types.js").TrainingResult} TrainingResult
 * @typedef {import("./engine/types.js").Score} Score
 * @typedef {import("./engine/types.js").Refinement} Refinement
 * @typedef {{ preset: string, networkSize: string, epochs: number, batchSize: number, learningRate: number, workers: number,
 *   stopEarly: string } & Refinement} Choice
 * @typedef {{ epoch: number, training: Score, validation: Score | null }} Point  of the curves; epoch may be a fraction
 * @typedef {{ id: string, name: string }} TrainedClass
 */

/**
 * One person's training: what runs, what came of it, and which classes the network that answers now was trained on.
 *
 * Dispatches "change" when a training began, is to stop or ended, and when it was forgotten; "progress"; "weights" when better ones
 * answer; "trained" when other classes answer or one was renamed; and "news" (CustomEvent with a sentence).
 */
export class Session extends EventTarget {
  #dataset;
  #trainer;
  #live;
  training = false;
  stopping = false;
  /** @type {Progress | null} */
  progress = null;
  /** Ends of epochs; the last one may be a running epoch. @type {Point[]} */
  points = [];
  /** Of the network that was trained last. @type {import("./engine/types.js").NetworkSpec | null} */
  spec = null;
  /** @type {TrainingResult | null} */
  result = null;
  /** @type {Error | null} */
  error = null;
  /** Whether the network is better than always the same answer, and not by luck, as far as is known. */
  learned = true;
  /** Of the network that answers; null while it learns, or when there were no pictures to find it with. @type {import("./engine/types.js").Certainty | null} */
  certainty = null;
  /**
   * What answers now: the newest good weights, also those of a training that runs or flew off.
   * @type {import("./live/live.js").TrainedNetwork | null}
   */
  network = null;
  /** In the order of the network's outputs. @type {ReadonlyArray<TrainedClass>} */
  trained = [];
  /** Counts trainings: a network that was unlucky with its first weights gets others, and yet every visit repeats. */
  #seed = 0;
  /** The training that runs, for whoever waits for its end. @type {Promise<void> | null} */
  #run = null;

  /** @param {{ dataset: Dataset, trainer: Trainer, live: LiveClassifier }} parts */
  constructor({ dataset, trainer, live }) {
    super();
    this.#dataset = dataset;
    this.#trainer = trainer;
    this.#live = live;
    dataset.addEventListener("change", () => this.#rename());
  }

  /**
   * Trains to the end; what happens is told by events and by `result` and `error`.
   * @param {Choice} choice
   */
  async train(choice) {
    if (this.training) return;
    this.#run = this.#train(choice);
    await this.#run;
  }

  /** @param {Choice} choice */
  async #train(choice) {
    // Taken now: the person may go on recording and removing classes. Classes without pictures have nothing to teach.
    const classes = this.#dataset.classes
      .filter((one) => one.pictures.length > 0)
      .map(({ id, name, pictures }) => ({ id, name, pictures: [...pictures] }));
    Object.assign(this, {
      training: true,
      stopping: false,
      progress: null,
      points: [],
      result: null,
      error: null,
      learned: true,
    });
    this.dispatchEvent(new Event("change"));
    let answering = false;
    try {
      const { preset, networkSize, learningRate, epochs, batchSize, workers } = choice;
      const augmentation = isVaried(choice);
      const steps = stepCount({
        pictures: split(classes).training.length,
        epochs,
        batchSize,
        varied: augmentation,
      });
      const spec = refine(
        buildSpec({ preset, networkSize, learningRate, steps, classCount: classes.length }),
        choice,
        steps,
      );
      this.spec = spec;
      this.#seed += 1;
      this.result = await this.#trainer.train({
        ...{
          spec,
          epochs,
          batchSize,
          workers,
          augmentation,
          patience: choice.stopEarly === "no" ? Infinity : undefined,
        },
        ...{ seed: this.#seed, dataset: { classes } },
        onProgress: (progress) => this.#advance(progress),
        onWeights: (weights) => {
          this.#use({ spec, weights });
          if (answering) return;
          answering = true; // from here on the new network answers, not the one before
          this.certainty = null;
          this.trained = classes.map(({ id, name }) => ({ id, name }));
          this.#rename();
          this.dispatchEvent(new Event("trained"));
        },
        onNews: (text) => this.dispatchEvent(new CustomEvent("news", { detail: text })),
      });
      this.learned = verdict(this.result) === "learned";
      if (this.result.weights) this.certainty = this.result.certainty;
    } catch (error) {
      this.error = error instanceof Error ? error : new Error(String(error));
    }
    this.training = false;
    this.dispatchEvent(new Event("change"));
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
    this.#use({ spec, weights });
    this.trained = classes;
    this.#rename();
    this.dispatchEvent(new Event("trained"));
  }

  /**
   * Compares backpropagation with differences of the loss, for the network that answers now.
   * @returns {Promise<import("./engine/types.js").LayerCheck[]>} rejects with an Error whose message is for the person
   */
  async checkGradients() {
    if (!this.network) throw new Error("Train a network first.");
    // One picture of each of two classes: more cost more, and find no more.
    const examples = this.trained.flatMap(({ id }, label) => {
      const picture = this.#dataset.classes.find((one) => one.id === id)?.pictures[0];
      return picture ? [{ label, rgba: picture.rgba }] : [];
    });
    if (examples.length === 0)
      throw new Error("There are no pictures left of the classes that it has learned.");
    return checkGradients({
      ...this.network,
      classCount: this.trained.length,
      examples: examples.slice(0, 2),
    });
  }

  /** Ends what runs and forgets what was learned. */
  async forget() {
    this.stop();
    await this.#run;
    Object.assign(this, {
      progress: null,
      points: [],
      result: null,
      error: null,
      learned: true,
      certainty: null,
      network: null,
      trained: [],
    });
    this.#live.close();
    this.dispatchEvent(new Event("trained"));
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {string} why the answers no longer fit the classes; "" when they do */
  get outdated() {
    if (this.trained.length === 0 || this.training) return "";
    const now = this.#dataset.classes;
    const removed = this.trained.find(({ id }) => !now.some((one) => one.id === id));
    if (removed)
      return `“${removed.name}” was removed. Train again, so that it is no longer answered.`;
    const added = now.find(
      ({ id, pictures }) => pictures.length > 0 && !this.trained.some((one) => one.id === id),
    );
    if (added) return `“${added.name}” is new. Train again, so that it can be answered.`;
    return "";
  }

  /** @param {import("./live/live.js").TrainedNetwork} network */
  #use(network) {
    this.network = network;
    this.#live.load(network);
    this.dispatchEvent(new Event("weights"));
  }

  /** @param {Progress} progress */
  #advance(progress) {
    this.progress = progress;
    const { epoch, epochs, epochEnded, training, validation, fraction } = progress;
    const point = epochEnded
      ? { epoch, training, validation }
      : // Kept off the whole numbers, which mark finished epochs.
        {
          epoch: Math.min(epoch - 0.01, Math.max(epoch - 0.99, fraction * epochs)),
          training,
          validation: null,
        };
    // Gone is the running epoch's point of before, and what a worker that died had reached beyond the weights it left.
    this.points = this.points.filter(
      (earlier) => Number.isInteger(earlier.epoch) && earlier.epoch < point.epoch,
    );
    this.points.push(point);
    this.dispatchEvent(new Event("progress"));
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
