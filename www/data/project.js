// @ts-check
import { text } from "../text/index.js";
import { forgetLanguage } from "../text/language.js";

/**
 * @typedef {import("./dataset.js").Dataset} Dataset
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("./storage.js").ProjectStorage} ProjectStorage
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
  /** The network that is in storage or on its way there. @type {Session["network"]} */
  #kept = null;

  /**
   * @param {{ dataset: Dataset, session: Session, storage: ProjectStorage, settings: Settings,
   *   preferences: import("../camera/preferences.js").CameraPreferences }} parts
   */
  constructor({ dataset, session, storage, settings, preferences }) {
    this.#preferences = preferences;
    this.#dataset = dataset;
    this.#session = session;
    this.#storage = storage;
    this.#settings = settings;
    session.addEventListener("change", () => {
      const { training, network, trained, learned, certainty } = session;
      if (training || network === this.#kept) return;
      this.#kept = network;
      // However the training ended: one that diverged leaves its last good weights.
      if (network)
        void storage.saveNetwork({
          ...{ spec: network.spec, weights: network.weights, novelty: network.novelty },
          learned,
          certainty,
          classes: trained.map(({ id, name }) => ({ id, name })),
        });
    });
    // The last moment at which a page that is closed, or put aside by a phone, is guaranteed to run.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) void storage.flush();
    });
  }

  /**
   * Restores what the last visit left, or creates the two classes of a first visit.
   * @returns {Promise<{ found: boolean, network: boolean }>} network: whether there is one that can answer
   */
  async open() {
    const { found, network, settings } = await this.#storage.attach(this.#dataset);
    if (settings) this.#settings.restore(settings);
    this.#settings.addEventListener("change", () => {
      const { kept } = this.#settings;
      if (kept) this.#storage.saveSettings(kept);
    });
    if (!found) this.#begin();
    if (network) this.#session.restore(network);
    this.#kept = this.#session.network;
    return { found, network: this.#kept !== null };
  }

  /**
   * Deletes pictures, classes, network, settings and the choices of a camera and a language: everything that was recorded,
   * uploaded, learned or chosen.
   * @throws {Error} if some of it may be left on the device; the message is for the person
   */
  async deleteEverything() {
    await this.#session.forget();
    this.#dataset.restore([]);
    this.#settings.restore(null);
    forgetLanguage();
    this.#preferences.forget();
    try {
      await this.#storage.clear();
    } finally {
      this.#begin();
    }
  }

  #begin() {
    this.#dataset.addClass(text("class-face"));
    this.#dataset.addClass(text("class-background"));
  }
}
