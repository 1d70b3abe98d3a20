// @ts-check
/** What answers: the network that was trained, or a first look of the stem where it does not fit the classes. */

import { bytesOf } from "../engine/bytes.js";
import { stemOf } from "../engine/stems.js";
import { text } from "../text/index.js";
import { checkGradients } from "../workers/gradient-check.js";

/**
 * @typedef {import("../engine/types.js").PictureClass} PictureClass
 * @typedef {import("../engine/types.js").TrainedNetwork} TrainedNetwork
 * @typedef {{ id: string, name: string }} TrainedClass
 * calibrationError: null where it is not known.
 * @typedef {{ temperature: number, calibrationError: number | null }} Certainty
 *
 * A network that has learned, whose outputs are the classes.
 * @typedef {{ network: TrainedNetwork, trained: ReadonlyArray<TrainedClass>, learned: boolean, certainty: Certainty | null }} Learned
 */

export class Answering {
  #dataset;
  #live;
  #tell;
  /** Whether the network is better than the baseline, and not by luck, as far as is known. */
  learned = true;
  /** Of the network that answers; null while it learns, or when there were no pictures to find it with. @type {Certainty | null} */
  certainty = null;
  /** What was trained: the best weights so far, also those of a training that runs or diverged. @type {TrainedNetwork | null} */
  network = null;
  /** In the order of the network's outputs. @type {ReadonlyArray<TrainedClass>} */
  trained = [];
  /** The classes of the network that answers, in the order of its outputs. @type {ReadonlyArray<TrainedClass>} */
  answering = [];
  /** Whether that is only a first look: nothing was trained, or not with the classes that there are now. */
  impression = false;
  /** The file that the network comes from; null where it was trained here. @type {string | null} */
  imported = null;
  /** The stem of a network of an earlier visit that this version of the page does not have; its name. @type {string | null} */
  unknownStem = null;
  /** What a stem makes of the pictures before any training. @type {{ network: TrainedNetwork, trained: ReadonlyArray<TrainedClass> } | null} */
  #look = null;
  /** The network that answers. @type {TrainedNetwork | null} */
  #answers = null;

  /**
   * @param {{ dataset: import("../data/dataset.js").Dataset, live: import("../live/live.js").LiveClassifier }} parts
   * @param {(event: "weights" | "trained") => void} tell
   */
  constructor({ dataset, live }, tell) {
    this.#dataset = dataset;
    this.#live = live;
    this.#tell = tell;
  }

  /** The stem that what answers, or would, needs for that; its name. @returns {string | undefined} */
  get stem() {
    return this.#answers ? stemOf(this.#answers.spec) : undefined;
  }

  /** @returns {{ kind: "removed" | "off" | "added", name: string } | null} why what was trained does not fit the classes that take part */
  get misfit() {
    if (this.trained.length === 0) return null;
    const { classes, inTraining: now } = this.#dataset;
    const missingIn = (/** @type {ReadonlyArray<TrainedClass>} */ list) =>
      this.trained.find(({ id }) => !list.some((one) => one.id === id));
    const removed = missingIn(classes);
    if (removed) return { kind: "removed", name: removed.name };
    const off = missingIn(now);
    if (off) return { kind: "off", name: off.name };
    const added = now.find(
      ({ id, pictures }) => pictures.length > 0 && !this.trained.some((one) => one.id === id),
    );
    return added ? { kind: "added", name: added.name } : null;
  }

  /** A network that was trained before answers from now on. @param {Learned} one */
  answerWith({ network, trained, learned, certainty }) {
    Object.assign(this, { network, trained, learned, certainty, imported: null });
    this.follow();
  }

  /** The network of an earlier visit, or of a file, answers. @param {Learned & { imported: string | null }} one @param {ReadonlyArray<{ name: string }>} [stems]  that this version of the page has, once it is known */
  restore(one, stems) {
    Object.assign(this, one);
    if (stems) this.dismissUnknown(stems);
    this.follow();
  }

  /** Better weights of the training that runs. @param {TrainedNetwork} network @param {ReadonlyArray<PictureClass> | null} classes  with its first ones */
  improve(network, classes) {
    Object.assign(this, { network, unknownStem: null, imported: null });
    this.#look = null;
    if (classes) {
      this.certainty = null;
      this.trained = trainedOn(network, classes);
      this.#rename();
    }
    this.#answerWithBest({ anew: classes !== null });
  }

  /** A first look, of a stem at the pictures of classes. @param {TrainedNetwork | null} network @param {ReadonlyArray<PictureClass>} classes */
  look(network, classes) {
    this.#look = network && { network, trained: trainedOn(network, classes) };
    this.follow();
  }

  /** Classes may have come, gone, been switched on or off, or got another name. */
  follow() {
    this.#rename();
    this.#answerWithBest();
  }

  /** A network on a stem that is none of those that this version of the page has cannot answer; its pictures are of use all the same. @param {ReadonlyArray<{ name: string }>} stems */
  dismissUnknown(stems) {
    const stem = this.network && stemOf(this.network.spec);
    if (!stem || stems.some(({ name }) => name === stem)) return;
    Object.assign(this, { network: null, trained: [], unknownStem: stem });
    this.#answerWithBest();
  }

  forget() {
    Object.assign(this, { learned: true, certainty: null, network: null, trained: [] });
    this.unknownStem = this.imported = this.#look = null;
    this.#answerWithBest();
  }

  /**
   * Compares backpropagation with differences of the loss, for what was trained.
   * @returns {Promise<import("../engine/types.js").LayerCheck[]>} rejects with an Error whose message is for the person
   */
  async checkGradients() {
    if (!this.network) throw new Error(text("check-no-network"));
    // One picture of each of two classes: more would take longer and find nothing else.
    const some = this.trained.flatMap(({ id }, label) => {
      const picture = this.#dataset.classes.find((one) => one.id === id)?.pictures[0];
      return picture ? [{ label, picture }] : [];
    });
    if (some.length === 0) throw new Error(text("check-no-pictures"));
    const reading = some
      .slice(0, 2)
      .map(async ({ label, picture }) => ({ label, rgba: await bytesOf(picture) }));
    const { network } = this;
    return checkGradients(network, await Promise.all(reading));
  }

  /** What was trained answers, or a first look where nothing was, or not with the classes that there are now. @param {{ anew?: boolean }} [options]  anew: another training's */
  #answerWithBest({ anew = false } = {}) {
    const look = !this.network || this.misfit ? this.#look : null;
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
    this.#tell("weights");
    if (anew || !same || kind !== this.impression) this.#tell("trained");
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
    if (changed) this.#tell("trained");
  }
}

/** The classes of a network's outputs. @param {TrainedNetwork} network @param {ReadonlyArray<PictureClass>} classes @returns {TrainedClass[]} */
function trainedOn(network, classes) {
  return network.classes.map((name) => ({
    id: classes.find((one) => one.name === name)?.id ?? "",
    name,
  }));
}
