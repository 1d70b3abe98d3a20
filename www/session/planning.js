// @ts-check
/** What is planned: the training that would follow from the pictures and settings that there are now. */

import { settingsOf } from "../engine/settings.js";
import { stemOf } from "../engine/stems.js";

/**
 * @typedef {import("../engine/types.js").Description} Description
 * @typedef {import("../engine/types.js").KeptSettings} KeptSettings
 * @typedef {import("../engine/types.js").PictureClass} PictureClass
 * @typedef {import("../engine/types.js").Plan} Plan
 * @typedef {import("../workers/trainer.js").Trainer} Trainer
 *
 * What would be trained on, and with which classes; see the engine's Plan. suspects: pictures that a warning is about, by id.
 * @typedef {Plan & { classes: ReadonlyArray<PictureClass>, suspects: ReadonlySet<string> }} NamedPlan
 */

/** Optimisers that can be chosen: a learning rate is proposed for each. Others need the whole set in each step. */
export const OPTIMIZERS = ["sgd", "adam", "adamw", "rmsprop"];

export class Planning {
  #dataset;
  #trainer;
  #stems;
  #answering;
  #isTraining;
  #tell;
  /** What can be chosen; null until the engine has said so. @type {Description | null} */
  description = null;
  /** What would be trained now; null until it is known. @type {NamedPlan | null} */
  plan = null;
  /** Why it is not known what would be trained. @type {Error | null} */
  error = null;
  /** What was chosen for the next training. @type {KeptSettings | null} */
  choice = null;
  /** Whether pictures or settings have changed since the last plan was asked for, and whether one is being made. */
  #outdated = false;
  #busy = false;

  /**
   * @param {object} parts
   * @param {import("../data/dataset.js").Dataset} parts.dataset
   * @param {Trainer} parts.trainer
   * @param {import("../engine/stems.js").Stems} parts.stems
   * @param {import("./answering.js").Answering} parts.answering
   * @param {() => boolean} parts.isTraining  then the engine keeps its pictures as they were
   * @param {(event: "plan" | "described") => void} tell
   */
  constructor({ dataset, trainer, stems, answering, isTraining }, tell) {
    this.#dataset = dataset;
    this.#trainer = trainer;
    this.#stems = stems;
    this.#answering = answering;
    this.#isTraining = isTraining;
    this.#tell = tell;
  }

  /** Asks the engine what can be chosen. */
  async describe() {
    try {
      this.description ??= await this.#trainer.describe(OPTIMIZERS);
      this.#answering.dismissUnknown(this.description.stems);
      this.#tell("described");
    } catch (error) {
      this.error = asError(error);
      this.#tell("plan");
    }
  }

  /** @param {KeptSettings} choice */
  choose(choice) {
    this.choice = choice;
    this.renew();
  }

  /** The network that a choice would come to, with the classes that have pictures. @param {KeptSettings} choice */
  outline(choice) {
    const filled = this.#dataset.inTraining.filter(({ pictures }) => pictures.length > 0);
    return this.#trainer.outline({
      ...settingsOf(choice),
      classes: filled.map(({ name }) => name),
    });
  }

  /** The classes that take part, and their pictures, of this moment. @returns {PictureClass[]} */
  get classes() {
    return this.#dataset.inTraining.map(({ id, name, pictures }) => ({
      ...{ id, name },
      pictures: [...pictures],
    }));
  }

  /** Pictures may come ten times a second: there is one plan after the other, and the last one is of what is there in the end. */
  async renew() {
    this.#outdated = true;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#outdated && !this.#isTraining() && this.choice) {
      this.#outdated = false;
      const { classes } = this;
      const options = { ...settingsOf(this.choice), dataset: { classes } };
      try {
        const plan = await this.#trainer.plan(options);
        Object.assign(this, { plan: named(plan, classes, this.#trainer), error: null });
        this.#tell("plan");
        await this.#lookAt(stemOf(plan.spec), options);
      } catch (error) {
        // Without a stem that turned out damaged there is a plan, too.
        if (asError(error).name === "StemError") this.#outdated = true;
        else Object.assign(this, { plan: null, error: asError(error) });
        this.#tell("plan");
      }
    }
    this.#busy = false;
  }

  /**
   * What a stem makes of the pictures that there are so far; fetches it with the first of them.
   * @param {string | undefined} stem  of the method, if it has one @param {Parameters<Trainer["look"]>[0] & { dataset: { classes: PictureClass[] } }} options
   */
  async #lookAt(stem, options) {
    const { classes } = options.dataset;
    const empty = classes.every(({ pictures }) => pictures.length === 0);
    if (!stem || empty) {
      this.#answering.look(null, classes);
      return;
    }
    if (!this.#stems.get(stem)) {
      // Planning does not wait for it. It is fetched once; then a person decides whether to try again. Another one may have been
      // chosen meanwhile, however this one ended.
      if (this.#stems.failure?.stem === stem || this.#stems.progress) return;
      const anew = () => this.renew();
      this.#stems.load(stem).then(anew, anew);
      return;
    }
    for (let complete = false; !complete && !this.#outdated && !this.#isTraining();) {
      const { done, total, network } = await this.#trainer.look(options);
      complete = done >= total;
      if (this.#isTraining()) return;
      this.#answering.look(network, classes);
    }
  }
}

/** @param {Plan} plan @param {PictureClass[]} classes @param {Trainer} trainer  that made it @returns {NamedPlan} */
export function named(plan, classes, trainer) {
  const ids = plan.warnings.flatMap((warning) => ("pictures" in warning ? warning.pictures : []));
  const suspects = ids.flatMap((id) => pictureOf(trainer, id)?.id ?? []);
  return { ...plan, classes, suspects: new Set(suspects) };
}

/** The trainer has the pictures of the data set, with all that they are. @param {Trainer} trainer @param {number} id  the engine's */
export function pictureOf(trainer, id) {
  return /** @type {import("../engine/types.js").Picture | undefined} */ (trainer.picture(id));
}

/** @param {unknown} error */
export function asError(error) {
  return error instanceof Error ? error : new Error(String(error));
}
