// @ts-check
import { text } from "../text/index.js";
import { forgetLanguage, isLanguageKept } from "../text/language.js";
import { askForRoom } from "./room.js";

/**
 * @typedef {import("./dataset.js").Dataset} Dataset
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("./storage.js").ProjectStorage} ProjectStorage
 * @typedef {import("./storage.js").SavedNetwork} SavedNetwork
 * @typedef {import("../engine/types.js").KeptSettings} KeptSettings
 * @typedef {EventTarget & { kept: KeptSettings | null, restore(kept: KeptSettings | null): void }} Settings  kept: null while
 *   a setting is invalid; restore(null): the defaults
 */

/** What a person works on over several visits: opened at the start, saved after each training, deleted on request. */
export class Project {
  #dataset;
  #session;
  #storage;
  #settings;
  #preferences;
  #answer;
  #projects;
  /** The network that is in storage or on its way there. @type {Session["network"]} */
  #kept = null;

  /**
   * @param {{ dataset: Dataset, session: Session, storage: ProjectStorage, settings: Settings,
   *   preferences: import("../camera/preferences.js").CameraPreferences,
   *   answer: import("../live/preferences.js").AnswerPreferences, projects: import("./project-list.js").ProjectList }} parts
   */
  constructor({ dataset, session, storage, settings, preferences, answer, projects }) {
    this.#projects = projects;
    this.#preferences = preferences;
    this.#answer = answer;
    this.#dataset = dataset;
    this.#session = session;
    this.#storage = storage;
    this.#settings = settings;
    session.addEventListener("checkpoint", () => {
      if (session.interruption) storage.saveTraining(session.interruption, this.#network);
    });
    session.addEventListener("change", () => {
      const { training, network, interruption } = session;
      // Asked for by a press of Train: from now on there is something to lose.
      if (training) void askForRoom();
      else if (!interruption) storage.endTraining();
      if (training || network === this.#kept) return;
      this.#kept = network;
      // However the training ended: one that diverged leaves its last good weights.
      const saved = this.#network;
      if (saved) void storage.saveNetwork(saved);
    });
    storage.addEventListener("turn", () => void this.#takeOver());
    // The last moment at which a page that is closed, or put aside by a phone, is guaranteed to run.
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) return;
      void storage.flush();
      void projects.touch();
    });
  }

  /**
   * Restores what the last visit left, or creates the two classes of a first visit.
   * @returns {Promise<{ found: boolean, network: boolean }>} network: whether there is one that can answer
   */
  async open() {
    await this.#projects.open();
    const left = await this.#storage.attach(this.#dataset, this.#projects.id);
    this.#take(left);
    const save = () => {
      const { kept } = this.#settings;
      if (kept) this.#storage.saveSettings({ ...kept, ofClasses: this.#answer.ofClasses });
    };
    this.#settings.addEventListener("change", save);
    this.#answer.addEventListener("classes", save);
    return { found: left.found, network: this.#kept !== null };
  }

  /** The other tab is gone: what it has left may be newer than what is shown. */
  async #takeOver() {
    await this.#projects.refresh();
    if (!this.#projects.all.some(({ id }) => id === this.#projects.id)) {
      location.reload(); // to one that has not been deleted there
      return;
    }
    this.#dataset.locked = "";
    await this.#session.forget();
    this.#dataset.restore([]);
    this.#take(await this.#storage.attach(this.#dataset));
  }

  /** @param {import("./storage.js").Found} left */
  #take({ found, network, settings, interruption }) {
    const { readOnly } = this.#storage;
    // The settings of a training that goes on are those with which it began.
    this.#answer.restore(settings?.ofClasses);
    this.#settings.restore(interruption?.begun.choice ?? settings);
    if (!found) this.#begin();
    // The results of a training that goes on are still to come.
    if (network) this.#session.restore(interruption ? { ...network, outcome: null } : network);
    this.#kept = this.#session.network;
    // Not while one is to go on: as long as it does not, "change" says that there is none.
    if (!interruption) this.#session.dispatchEvent(new Event("change"));
    if (readOnly) this.#dataset.locked = text("storage-other-tab");
    else if (interruption) void this.#session.resume(interruption);
  }

  /** What answers, as it is kept. @returns {SavedNetwork | null} */
  get #network() {
    const { network, trained, learned, certainty, outcome, imported } = this.#session;
    if (!network) return null;
    return {
      ...{ spec: network.spec, weights: network.weights, novelty: network.novelty },
      ...{ learned, certainty, outcome, imported },
      classes: trained.map(({ id, name }) => ({ id, name })),
    };
  }

  /**
   * A network that comes from a file answers from now on. The one before and its results are forgotten; classes and pictures stay.
   * @param {SavedNetwork} network @param {Record<string, number> | null} thresholds  of classes that have one of their own, by id;
   *   null: the file says nothing of them, and those that a person has chosen stay
   */
  async adopt(network, thresholds) {
    await this.#session.forget();
    this.#session.restore(network);
    const ids = network.classes.map(({ id }) => id);
    if (thresholds) this.#answer.replaceThresholds(ids, thresholds);
    this.#session.dispatchEvent(new Event("change")); // then it is kept
  }

  /** Whether the device keeps what a person has chosen, apart from pictures and networks. */
  get keepsChoices() {
    return this.#preferences.kept || this.#answer.kept || isLanguageKept();
  }

  /**
   * Deletes all projects with their pictures, classes, network and settings, and the choices of a camera and a language: everything
   * that was recorded, uploaded, learned or chosen. An empty project is left.
   * @throws {Error} if some of it may be left on the device; the message is for the person
   */
  async deleteEverything() {
    await this.#session.forget();
    this.#session.forgetPace();
    this.#dataset.restore([]);
    this.#settings.restore(null);
    forgetLanguage();
    this.#preferences.forget();
    this.#answer.forget();
    const cleared = await Promise.allSettled([this.#storage.clear(), this.#projects.clear()]);
    this.#begin();
    for (const one of cleared) if (one.status === "rejected") throw one.reason;
  }

  /** Deletes the project that is open; another one is to be opened then. */
  async discard() {
    await this.#session.forget();
    await this.#storage.discard();
    await this.#projects.forget(this.#projects.id);
  }

  #begin() {
    this.#dataset.addClass(text("class-face"));
    this.#dataset.addClass(text("class-background"));
  }
}
