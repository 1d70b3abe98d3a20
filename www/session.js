// @ts-check
/** The door to what one person does: nothing is done here but to pass on. */

import { Answering } from "./session/answering.js";
import { LatestTraining } from "./session/latest-training.js";
import { isOutcome, outcomeOf } from "./session/outcome.js";
import { Pace } from "./session/pace.js";
import { Planning } from "./session/planning.js";
import { Trainings } from "./trainings.js";

/**
 * @typedef {import("./data/dataset.js").Dataset} Dataset
 * @typedef {import("./workers/trainer.js").Trainer} Trainer
 * @typedef {import("./live/live.js").LiveClassifier} LiveClassifier
 * @typedef {import("./engine/types.js").KeptSettings} KeptSettings
 * @typedef {import("./points.js").Point} Point
 * @typedef {import("./interruption.js").Interruption} Interruption
 * @typedef {import("./session/answering.js").TrainedClass} TrainedClass
 * @typedef {import("./session/answering.js").Certainty} Certainty
 * @typedef {import("./session/answering.js").Learned} Learned
 * @typedef {import("./session/latest-training.js").Snapshots} Snapshots
 * @typedef {import("./session/planning.js").NamedPlan} NamedPlan
 */

/**
 * One person's training: what runs, what answers and what is planned.
 *
 * Dispatches "change" when a training began, paused, went on, is to stop or ended, and when it was forgotten; "progress"; "epoch" (CustomEvent
 * with health and problems) for every epoch that ended; "checkpoint" when a training could go on from another place than before,
 * should it be interrupted; "weights" when others answer; "trained" when other classes answer or one
 * was renamed; "plan" when another training would follow from pictures and settings; "described" when it is known what
 * can be chosen; and "news" (CustomEvent with the trainer's).
 */
export class Session extends EventTarget {
  #dataset;
  #stems;
  #trainings = new Trainings();
  #pace = new Pace();
  #answering;
  #planning;
  #latest;

  /** @param {{ dataset: Dataset, trainer: Trainer, live: LiveClassifier, stems: import("./engine/stems.js").Stems }} parts */
  constructor({ dataset, trainer, live, stems }) {
    super();
    const tell = (/** @type {string} */ event, /** @type {unknown} */ detail = null) =>
      void this.dispatchEvent(new CustomEvent(event, { detail }));
    this.#dataset = dataset;
    this.#stems = stems;
    const answering = new Answering({ dataset, live }, tell);
    const isTraining = () => this.training;
    const planning = new Planning({ dataset, trainer, stems, answering, isTraining }, tell);
    const [trainings, pace] = [this.#trainings, this.#pace];
    this.#latest = new LatestTraining(
      { dataset, trainer, planning, answering, trainings, pace },
      tell,
    );
    this.#answering = answering;
    this.#planning = planning;
    dataset.addEventListener("change", () => {
      answering.follow();
      planning.renew();
    });
  }

  // What runs, or ran last; see LatestTraining.

  get training() {
    return this.#latest.running;
  }
  get stopping() {
    return this.#latest.stopping;
  }
  get paused() {
    return this.#latest.paused;
  }
  get stepping() {
    return this.#latest.stepping;
  }
  get step() {
    return this.#latest.step;
  }
  get progress() {
    return this.#latest.progress;
  }
  get course() {
    return this.#latest.course;
  }
  get points() {
    return this.#latest.points;
  }
  get result() {
    return this.#latest.result;
  }
  get snapshots() {
    return this.#latest.snapshots;
  }
  get findings() {
    return this.#latest.findings;
  }
  get error() {
    return this.#latest.error;
  }
  get interruption() {
    return this.#latest.interruption;
  }
  get resumedIn() {
    return this.#latest.resumedIn;
  }
  get lost() {
    return this.#latest.lost;
  }

  /** Trains to the end with what was chosen; what happens is told by events and by `result` and `error`. */
  async train() {
    if (this.training) return;
    await this.#latest.begin();
    this.#planning.renew();
  }

  /**
   * Goes on with a training that an earlier visit left, to the weights that it would have come to by then; or says by `lost` why
   * it cannot.
   * @param {Interruption} interruption
   */
  async resume(interruption) {
    if (this.training) return;
    if (await this.#latest.resume(interruption)) this.#planning.renew();
  }

  stop() {
    this.#latest.stop();
  }

  /** A pause changes nothing but the time: the weights are those of a training without it, bit for bit. */
  pause() {
    this.#latest.pause();
  }

  go() {
    this.#latest.go();
  }

  /** In a pause: one batch. */
  takeStep() {
    this.#latest.takeStep();
  }

  /** How fast this device trains is not known any more. */
  forgetPace() {
    this.#pace.forget();
  }

  /** Ends what runs and forgets what was learned. */
  async forget() {
    await this.#latest.forget();
    this.#trainings.clear();
    this.#answering.forget();
    this.dispatchEvent(new Event("change"));
  }

  /** The trainings whose pictures were the same as those of the last one, each method once. */
  get compared() {
    return this.#trainings.list;
  }

  /** Each training with those pictures, also several of one method. */
  get runs() {
    return this.#trainings.runs;
  }

  /** Whether the next training can be compared with those there are: it would be with the same pictures. */
  get comparable() {
    return this.#trainings.areOf(this.#dataset.inTraining);
  }

  // What answers; see Answering.

  get network() {
    return this.#answering.network;
  }
  get trained() {
    return this.#answering.trained;
  }
  get learned() {
    return this.#answering.learned;
  }
  get imported() {
    return this.#answering.imported;
  }
  get certainty() {
    return this.#answering.certainty;
  }
  get answering() {
    return this.#answering.answering;
  }
  get impression() {
    return this.#answering.impression;
  }
  get unknownStem() {
    return this.#answering.unknownStem;
  }
  get answeringStem() {
    return this.#answering.stem;
  }

  /** Why the answers no longer fit the classes; while a training runs they are to be replaced anyway. */
  get outdated() {
    return this.training ? null : this.#answering.misfit;
  }

  /**
   * Answers with the network of an earlier visit, or of a file.
   * @param {import("./data/storage.js").SavedNetwork} saved
   */
  restore({ spec, weights, classes, learned = true, certainty = null, novelty = null, ...rest }) {
    const { outcome } = rest;
    const imported = typeof rest.imported === "string" ? rest.imported : null;
    const network = {
      ...{ spec, weights, classes: classes.map(({ name }) => name) },
      novelty,
      ...(certainty ? { temperature: certainty.temperature } : {}),
    };
    if (isOutcome(outcome)) this.#latest.restore(outcome, network);
    const { description } = this;
    const one = { network, trained: classes, learned, certainty, imported };
    this.#answering.restore(one, description?.stems);
  }

  /** What came of the last training, to be kept with its network. */
  get outcome() {
    return outcomeOf(this.#latest, this.#trainings);
  }

  /** One of those compared answers from now on. @param {Learned} one */
  answerWith(one) {
    this.#answering.answerWith(one);
    this.dispatchEvent(new Event("change"));
  }

  checkGradients() {
    return this.#answering.checkGradients();
  }

  // What is planned; see Planning.

  get description() {
    return this.#planning.description;
  }
  get plan() {
    return this.#planning.plan;
  }
  get planError() {
    return this.#planning.error;
  }

  /** Whether there are classes that are switched off, and take no part. */
  get someOff() {
    return this.#dataset.classes.some(({ off }) => off);
  }

  /** About how many seconds the training that is planned will take; null where this device has not seen one like it. */
  get estimate() {
    const { plan, choice } = this.#planning;
    return plan && choice && this.#pace.estimate(plan, choice);
  }

  /** Whether fine-tuning is worth trying: it could make a difference, and there are enough pictures. */
  get canFineTune() {
    return this.comparable && this.#trainings.isFineTuningOpen && (this.plan?.fine_tuning ?? false);
  }

  /** Asks the engine what can be chosen. */
  async describe() {
    await this.#planning.describe();
  }

  /** What a person chooses; a plan follows. @param {KeptSettings} choice */
  choose(choice) {
    this.#planning.choose(choice);
  }

  /** The network that a choice would come to, layer by layer. @param {import("./engine/types.js").KeptSettings} choice */
  outline(choice) {
    return this.#planning.outline(choice);
  }

  /** Tries again to fetch the stem that did not come. */
  fetchStem() {
    this.#stems.forgive();
    this.#planning.renew();
    if (this.answering.length > 0) this.dispatchEvent(new Event("weights")); // what could not answer without it tries again
  }
}
