// @ts-check
import { settingsOf } from "./engine/settings.js";
import { stemOf } from "./engine/stems.js";
import { findingsOf } from "./findings.js";
import { begunWith, takeUp } from "./interruption.js";
import { pointsAfter } from "./points.js";
import { text } from "./text/index.js";
import { Trainings } from "./trainings.js";
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
 * @typedef {import("./engine/types.js").TrainedNetwork} TrainedNetwork
 * @typedef {import("./engine/types.js").TrainingResult} TrainingResult
 * @typedef {import("./interruption.js").Interruption} Interruption
 * @typedef {import("./points.js").Point} Point
 * @typedef {{ id: string, name: string }} TrainedClass
 * @typedef {{ temperature: number, calibrationError: number }} Certainty
 *
 * A network that has learned, whose outputs are the classes.
 * @typedef {{ network: TrainedNetwork, trained: ReadonlyArray<TrainedClass>, learned: boolean, certainty: Certainty | null }} Learned
 *
 * The weights that a training had on its way, for a network of spec, whose outputs are the classes. network: what it came to.
 * @typedef {object} Snapshots
 * @property {import("./engine/types.js").NetworkSpec} spec
 * @property {number} seed  of the initial weights
 * @property {ReadonlyArray<string>} classes
 * @property {ReadonlyArray<import("./engine/types.js").Snapshot>} list
 * @property {TrainedNetwork} network
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
 * with health and problems) for every epoch that ended; "checkpoint" when a training could go on from another place than before,
 * should it be interrupted; "weights" when others answer; "trained" when other classes answer or one
 * was renamed; "plan" when another training would follow from pictures and settings; "described" when it is known what
 * can be chosen; and "news" (CustomEvent with the trainer's).
 */
export class Session extends EventTarget {
  #dataset;
  #trainer;
  #live;
  #stems;
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
  /** Of the last training, until another one begins; kept on no device. @type {Snapshots | null} */
  snapshots = null;
  /** Likewise, about its pictures. @type {import("./findings.js").Findings | null} */
  findings = null;
  /** @type {Error | null} */
  error = null;
  /** Where the training that runs could go on in another visit; also one that could not go on in this one, but may in the next. @type {Interruption | null} */
  interruption = null;
  /** In which epoch the training that runs, or ran last, was interrupted; null when it was not. @type {number | null} */
  resumedIn = null;
  /** Why one that was interrupted, and in which epoch, cannot go on. @type {{ obstacle: import("./interruption.js").Obstacle, epoch: number } | null} */
  lost = null;
  /** Whether the network is better than the baseline, and not by luck, as far as is known. */
  learned = true;
  /** Of the network that answers; null while it learns, or when there were no pictures to find it with. @type {Certainty | null} */
  certainty = null;
  /** What was trained: the best weights so far, also those of a training that runs or diverged. @type {TrainedNetwork | null} */
  network = null;
  /** In the order of the network's outputs. @type {ReadonlyArray<TrainedClass>} */
  trained = [];
  /** What a stem makes of the pictures before any training. @type {{ network: TrainedNetwork, trained: ReadonlyArray<TrainedClass> } | null} */
  #look = null;
  /** The network that answers. @type {TrainedNetwork | null} */
  #answers = null;
  /** Its classes, in the order of its outputs. @type {ReadonlyArray<TrainedClass>} */
  answering = [];
  /** Whether it is only a first look: nothing was trained, or not with the classes that there are now. */
  impression = false;
  /** The stem of a network of an earlier visit that this version of the page does not have; its name. @type {string | null} */
  unknownStem = null;
  #trainings = new Trainings();
  /** What was chosen for the next training. @type {KeptSettings | null} */
  #choice = null;
  /** Counts trainings: a network that was unlucky with its first weights gets others, and yet every visit repeats. */
  #seed = 0;
  /** The training that runs, for whoever waits for its end. @type {Promise<void> | null} */
  #run = null;
  /** Whether pictures or settings have changed since the last plan was asked for, and whether one is being made. */
  #outdated = false;
  #planning = false;

  /** @param {{ dataset: Dataset, trainer: Trainer, live: LiveClassifier, stems: import("./engine/stems.js").Stems }} parts */
  constructor({ dataset, trainer, live, stems }) {
    super();
    this.#stems = stems;
    this.#dataset = dataset;
    this.#trainer = trainer;
    this.#live = live;
    dataset.addEventListener("change", () => {
      this.#rename();
      this.#answerWithBest(); // a class may have come or gone
      this.#planAnew();
    });
  }

  /** Asks the engine what can be chosen. */
  async describe() {
    try {
      this.description ??= await this.#trainer.describe(OPTIMIZERS);
      this.#dismissUnknown();
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

  /** Tries again to fetch the stem that did not come. */
  fetchStem() {
    this.#stems.forgive();
    this.#planAnew();
    if (this.#answers) this.dispatchEvent(new Event("weights")); // what could not answer without it tries again
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

  /**
   * Goes on with a training that an earlier visit left, to the weights that it would have come to by then; or says by `lost` why
   * it cannot.
   * @param {Interruption} interruption
   */
  async resume(interruption) {
    if (this.training) return;
    this.interruption = interruption; // it stays where it is kept until more is known
    await this.describe();
    if (!this.description || this.training) return;
    const { reached } = interruption;
    const found = takeUp(interruption, this.#dataset.classes, this.description.build);
    if (found.obstacle) {
      this.#lose(found.obstacle, reached.epoch);
      this.dispatchEvent(new Event("change"));
      return;
    }
    this.interruption = {
      ...interruption,
      reached: { ...reached, attempts: reached.attempts + 1 },
    };
    this.dispatchEvent(new Event("checkpoint"));
    this.#run = this.#train({ ...interruption, ...found });
    await this.#run;
    this.#planAnew();
  }

  /** @param {import("./interruption.js").Obstacle} obstacle @param {number} epoch */
  #lose(obstacle, epoch) {
    this.lost = { obstacle, epoch };
    this.interruption = null;
  }

  /** @param {(Interruption & { classes: PictureClass[], order: ReadonlyArray<import("./engine/types.js").LabelledPicture> }) | null} [from]  where it goes on */
  async #train(from = null) {
    // Taken now: the person may go on recording and removing classes.
    const classes = from?.classes ?? this.#classes();
    const began = performance.now() - 1000 * (from?.reached.seconds ?? 0);
    const seconds = () => (performance.now() - began) / 1000;
    this.#clear();
    if (from)
      Object.assign(this, { points: [...from.reached.points], resumedIn: from.reached.epoch });
    else this.interruption = null;
    Object.assign(this, { training: true, stopping: false });
    this.dispatchEvent(new Event("change"));
    let answering = false;
    let begun = from?.begun;
    try {
      if (!this.description) await this.describe(); // the connection was lost, and may be back
      const choice = from?.begun.choice ?? this.#choice;
      if (!choice || !this.description) throw this.planError ?? new Error(text("train-no-engine"));
      const { build } = this.description;
      const seed = from?.begun.seed ?? this.#seed + 1;
      this.#seed = seed;
      const result = await this.#trainer.train({
        ...settingsOf(choice),
        ...{ seed, workers: choice.workers, dataset: { classes } },
        from: from ? { ...from.reached, pictures: from.order } : undefined,
        onPlan: (plan, pictures) => {
          this.course = this.#named(plan, classes);
          begun ??= begunWith({ build, seed, choice }, classes, pictures);
        },
        onProgress: (progress) => this.#advance(progress),
        onNetwork: (network) => {
          Object.assign(this, { network, unknownStem: null });
          this.#look = null;
          const first = !answering;
          if (first) {
            answering = true; // from here on the new network answers, not the one before
            this.certainty = null;
            this.trained = trainedOn(network, classes);
            this.#rename();
          }
          this.#answerWithBest({ anew: first });
        },
        onCheckpoint: (kept) => {
          if (begun) this.#reach(begun, { ...kept, seconds: seconds() });
        },
        onNews: (news) => this.dispatchEvent(new CustomEvent("news", { detail: news })),
      });
      this.result = result;
      const { report, network } = result;
      this.snapshots = network && this.course && snapshotsOf(this.course, seed, result, network);
      this.findings = report && findingsOf(report, classes, (id) => this.#pictureOf(id));
      this.learned = !report || report.verdict === "learned";
      if (network) this.certainty = certaintyOf(report);
      // Half a training says little about its method.
      if (report && network && report.reason !== "stopped") {
        this.#compare(classes, { method: choice.preset, report, network, seconds: seconds() });
      }
    } catch (error) {
      this.error = asError(error);
    }
    this.training = false;
    this.#settle(from);
    this.dispatchEvent(new Event("change"));
  }

  /** What can still become of an interruption, now that nothing is trained. @param {Interruption | null} from  where the training went on */
  #settle(from) {
    const { error } = this;
    // Without a connection, say, it could not even go on: another visit may.
    if (from && error && !this.progress && error.name !== "InputError") return;
    this.interruption = null;
    if (!from || error?.name !== "InputError" || this.progress) return;
    const { path } = /** @type {{ details?: { path?: string } }} */ (error).details ?? {};
    this.error = null;
    this.#lose(path === "pictures" ? "pictures" : "damaged", from.reached.epoch);
  }

  /** @param {import("./interruption.js").Begun} begun @param {Pick<import("./interruption.js").Reached, "checkpoint" | "learned" | "seconds">} reached */
  #reach(begun, reached) {
    const { learned } = reached;
    // What has made a step since it went on does not end the tab at once.
    const attempts = learned ? 0 : (this.interruption?.reached.attempts ?? 0);
    const epoch = learned ? (this.progress?.epoch ?? 1) : 0;
    this.interruption = { begun, reached: { ...reached, epoch, points: this.points, attempts } };
    this.dispatchEvent(new Event("checkpoint"));
  }

  /** Nothing is known of a training. */
  #clear() {
    Object.assign(this, { progress: null, course: null, points: [], result: null, error: null });
    Object.assign(this, { snapshots: null, findings: null, lost: null, resumedIn: null });
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
  restore({ spec, weights, classes, learned = true, certainty = null, novelty = null }) {
    const network = {
      ...{ spec, weights, classes: classes.map(({ name }) => name) },
      novelty,
      ...(certainty ? { temperature: certainty.temperature } : {}),
    };
    Object.assign(this, { network, trained: classes, learned, certainty });
    this.#dismissUnknown();
    this.#rename();
    this.#answerWithBest();
  }

  /** One of those compared answers from now on. @param {Learned} one */
  answerWith({ network, trained, learned, certainty }) {
    Object.assign(this, { network, trained, learned, certainty });
    this.#rename();
    this.#answerWithBest();
    this.dispatchEvent(new Event("change"));
  }

  /** The stem that what answers, or would, needs for that; its name. @returns {string | undefined} */
  get answeringStem() {
    return this.#answers ? stemOf(this.#answers.spec) : undefined;
  }

  /** The trainings whose pictures were the same as those of the last one, each method once. */
  get compared() {
    return this.#trainings.list;
  }

  /** Whether the next training can be compared with those there are: it would be with the same pictures. */
  get comparable() {
    return this.#trainings.areOf(this.#dataset.classes);
  }

  /** Whether fine-tuning is worth trying: it could make a difference, and there are enough pictures. */
  get canFineTune() {
    return this.comparable && this.#trainings.isFineTuningOpen && (this.plan?.fine_tuning ?? false);
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
    Object.assign(this, { certainty: null, network: null, trained: [], interruption: null });
    this.#trainings.clear();
    this.unknownStem = this.#look = null;
    this.#answerWithBest();
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {{ kind: "removed" | "added", name: string } | null} why the answers no longer fit the classes */
  get outdated() {
    return this.training ? null : this.#misfit();
  }

  /** Likewise, also while a training runs. @returns {{ kind: "removed" | "added", name: string } | null} */
  #misfit() {
    if (this.trained.length === 0) return null;
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
      const options = { ...settingsOf(this.#choice), dataset: { classes } };
      try {
        const plan = await this.#trainer.plan(options);
        Object.assign(this, { plan: this.#named(plan, classes), planError: null });
        this.dispatchEvent(new Event("plan"));
        await this.#lookAt(stemOf(plan.spec), options);
      } catch (error) {
        // Without a stem that turned out damaged there is a plan, too.
        if (asError(error).name === "StemError") this.#outdated = true;
        else Object.assign(this, { plan: null, planError: asError(error) });
        this.dispatchEvent(new Event("plan"));
      }
    }
    this.#planning = false;
  }

  /**
   * What a stem makes of the pictures that there are so far; fetches it with the first of them.
   * @param {string | undefined} stem  of the method, if it has one @param {Parameters<Trainer["look"]>[0] & { dataset: { classes: PictureClass[] } }} options
   */
  async #lookAt(stem, options) {
    const { classes } = options.dataset;
    const empty = classes.every(({ pictures }) => pictures.length === 0);
    if (!stem || empty) {
      this.#look = null;
      this.#answerWithBest();
      return;
    }
    if (!this.#stems.get(stem)) {
      // Planning does not wait for it. It is fetched once; then a person decides whether to try again. Another one may have been
      // chosen meanwhile, however this one ended.
      if (this.#stems.failure?.stem === stem || this.#stems.progress) return;
      const anew = () => this.#planAnew();
      this.#stems.load(stem).then(anew, anew);
      return;
    }
    for (let complete = false; !complete && !this.#outdated && !this.training;) {
      const { done, total, network } = await this.#trainer.look(options);
      complete = done >= total;
      if (this.training) return;
      this.#look = network && { network, trained: trainedOn(network, classes) };
      this.#rename();
      this.#answerWithBest();
    }
  }

  /** @param {Plan} plan @param {PictureClass[]} classes @returns {NamedPlan} */
  #named(plan, classes) {
    const ids = plan.warnings.flatMap((warning) => ("pictures" in warning ? warning.pictures : []));
    const suspects = ids.flatMap((id) => this.#pictureOf(id)?.id ?? []);
    return { ...plan, classes, suspects: new Set(suspects) };
  }

  /** The trainer has the pictures of the data set, with all that they are. @param {number} id  the engine's */
  #pictureOf(id) {
    return /** @type {import("./engine/types.js").Picture | undefined} */ (
      this.#trainer.picture(id)
    );
  }

  /** What was trained answers, or a first look where nothing was, or not with the classes that there are now. @param {{ anew?: boolean }} [options]  anew: another training's */
  #answerWithBest({ anew = false } = {}) {
    const look = !this.network || this.#misfit() ? this.#look : null;
    const { network, trained } = look ?? this;
    if (network === this.#answers) return;
    const before = this.answering;
    const same =
      before.length === trained.length && before.every(({ id }, i) => id === trained[i].id);
    const kind = this.impression;
    Object.assign(this, { answering: trained, impression: look !== null });
    this.#answers = network;
    if (network) this.#live.load(network);
    else this.#live.close();
    this.dispatchEvent(new Event("weights"));
    if (anew || !same || kind !== this.impression) this.dispatchEvent(new Event("trained"));
  }

  /** A network on a stem that this version of the page does not have cannot answer; its pictures are of use all the same. */
  #dismissUnknown() {
    const stem = this.network && stemOf(this.network.spec);
    if (!stem || !this.description || this.description.stems.some(({ name }) => name === stem))
      return;
    Object.assign(this, { network: null, trained: [], unknownStem: stem });
    this.#answerWithBest();
  }

  /**
   * @param {PictureClass[]} classes
   * @param {{ method: string, report: import("./engine/types.js").Report, network: TrainedNetwork, seconds: number }} training
   */
  #compare(classes, { method, report, network, seconds }) {
    const { trained, learned, certainty } = this;
    this.#trainings.add(classes, {
      ...{ method, network, seconds, trained, learned, certainty },
      stem: stemOf(network.spec) ?? null,
      accuracy: report.validation?.accuracy ?? null,
      fineTuned: report.fine_tuned,
    });
  }

  /** @param {Progress} progress */
  #advance(progress) {
    this.progress = progress;
    this.points = pointsAfter(this.points, progress);
    for (const event of progress.events) {
      // While the stem is fine-tuned there are no diagnostics; those of the head stay.
      if (event.kind === "epoch_ended" && !progress.fine_tuning)
        this.dispatchEvent(new CustomEvent("epoch", { detail: event }));
    }
    this.dispatchEvent(new Event("progress"));
  }

  /** A new name is only another word for the same class. */
  #rename() {
    let changed = false;
    const renamed = (/** @type {TrainedClass} */ old) => {
      const name = this.#dataset.classes.find(({ id }) => id === old.id)?.name ?? old.name;
      changed ||= name !== old.name;
      return { id: old.id, name };
    };
    this.trained = this.trained.map(renamed);
    this.answering = this.answering.map(renamed);
    if (this.#look) this.#look.trained = this.#look.trained.map(renamed);
    if (changed) this.dispatchEvent(new Event("trained"));
  }
}

/** The classes of a network's outputs. @param {TrainedNetwork} network @param {PictureClass[]} classes @returns {TrainedClass[]} */
function trainedOn(network, classes) {
  return network.classes.map((name) => ({
    id: classes.find((one) => one.name === name)?.id ?? "",
    name,
  }));
}

/** @param {Plan} plan @param {number} seed @param {TrainingResult} result @param {TrainedNetwork} network @returns {Snapshots} */
function snapshotsOf({ spec }, seed, { snapshots }, network) {
  return { spec, seed, classes: network.classes, list: snapshots, network };
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
