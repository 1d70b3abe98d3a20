// @ts-check
/**
 * Pictures, class names, the last trained network and the settings survive a reload. Written a moment after each change; where the
 * browser cannot keep them, the page goes on in memory and the person is told once.
 */

import { text } from "../text/index.js";
import { openDB } from "../vendor/idb/index.js";

/** @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("./dataset.js").Dataset} Dataset */
/**
 * @typedef {{ spec: NetworkSpec, weights: Float32Array, classes: { id: string, name: string }[], learned?: boolean,
 *   certainty?: import("../engine/types.js").Certainty | null }} SavedNetwork
 *   classes: in the order of its outputs; learned: see verdict.js; certainty: see certainty.js; both came after version 0.1.0
 */

/** @typedef {import("../engine/types.js").KeptSettings} KeptSettings */
/** @typedef {{ found: boolean, network: SavedNetwork | null, settings: KeptSettings | null }} Found  found: false at a first visit, or without storage */

/** @typedef {import("../vendor/idb/index.js").IDBPDatabase} Database */

const STORES = /** @type {const} */ (["classes", "pictures", "network", "settings"]);
/** A recording adds ten pictures per second: they are written in small groups. */
const WRITE_AFTER_MS = 300;
/** Browsers have been seen to open a database never; the page does not wait for that. */
const OPEN_WITHIN_MS = 3000;
/** A reloaded page may have to wait until the old one has let go. */
const LOCK_WITHIN_MS = 1000;

export class ProjectStorage {
  #onProblem;
  /** @type {Database | null} */
  #database = null;
  /** Whether another tab has the project, and with it the database. */
  #elsewhere = false;
  /** @type {Dataset | null} */
  #dataset = null;
  /** Pictures that are in the database. @type {Set<string>} */
  #saved = new Set();
  /** The class list as it is in the database. */
  #savedClasses = "";
  /** The network that is not in the database yet. @type {SavedNetwork | null} */
  #network = null;
  /** The settings that are not in the database yet. @type {KeptSettings | null} */
  #settings = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** One write after the other; never rejected. @type {Promise<void>} */
  #writing = Promise.resolve();
  #told = false;

  /** @param {{ onProblem: (sentence: string) => void }} options  onProblem gets a sentence for the person, and "" once it is over */
  constructor({ onProblem }) {
    this.#onProblem = onProblem;
  }

  /**
   * Fills the data set with what an earlier visit left and keeps every later change.
   * @param {Dataset} dataset
   * @returns {Promise<Found>}
   */
  async attach(dataset) {
    this.#dataset = dataset;
    const nothing = { found: false, network: null, settings: null };
    try {
      if (!(await holdLock())) {
        this.#elsewhere = true;
        this.#tell(text("storage-other-tab"));
        return nothing;
      }
      this.#database = await open();
      const [classes, pictures] = await Promise.all([
        this.#database.getAll("classes"),
        this.#database.getAll("pictures"),
      ]);
      /** @type {[SavedNetwork | undefined, KeptSettings | undefined]} */
      const [network, settings] = await Promise.all([
        this.#database.get("network", "last"),
        this.#database.get("settings", "last"),
      ]);
      this.#saved = new Set(pictures.map(({ id }) => id));
      // A class that was removed may still have an output: it must not go to a new class.
      dataset.reserve(network?.classes.map(({ id }) => id) ?? []);
      classes.sort((a, b) => a.place - b.place);
      // Ids count up, so they say in which order the pictures were taken.
      pictures.sort((a, b) => Number(a.id) - Number(b.id));
      if (classes.length > 0) {
        const usable = pictures.filter(({ rgba }) => rgba?.length === dataset.size ** 2 * 4);
        dataset.restore(
          classes.map(({ id, name }) => ({
            id,
            name,
            pictures: usable.filter(({ classId }) => classId === id),
          })),
        );
      }
      this.#savedClasses = listed(dataset);
      dataset.addEventListener("change", () => this.#schedule());
      return { found: classes.length > 0, network: network ?? null, settings: settings ?? null };
    } catch (error) {
      this.#database = null;
      this.#fail(error);
      return nothing;
    }
  }

  /** @param {SavedNetwork} network */
  saveNetwork(network) {
    this.#network = network;
    return this.flush();
  }

  /** @param {KeptSettings} settings */
  saveSettings(settings) {
    this.#settings = settings;
    if (this.#database) this.#schedule();
  }

  /**
   * "Delete everything": what is in the database. The data set is the caller's to empty.
   * @throws {Error} when something may be left; the message is for the person
   */
  async clear() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#network = null;
    this.#settings = null;
    if (this.#elsewhere) throw new Error(text("delete-other-tab"));
    if (!this.#database) throw new Error(text("delete-unreachable"));
    try {
      await this.#write(async (database) => {
        const transaction = database.transaction(STORES, "readwrite");
        await Promise.all([
          ...STORES.map((store) => transaction.objectStore(store).clear()),
          transaction.done,
        ]);
        this.#saved.clear();
        this.#savedClasses = "";
      });
    } catch (cause) {
      throw new Error(text("delete-failed"), { cause });
    }
  }

  /** Writes now what is still waiting, for instance because the page is being left. */
  async flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#database) return;
    try {
      await this.#write((database) => this.#writeChanges(database));
      if (this.#told) this.#onProblem(""); // whatever could not be written before is in the database now, or deleted
      this.#told = false;
    } catch (error) {
      this.#fail(error);
    }
  }

  #schedule() {
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_AFTER_MS);
  }

  /** @param {(database: Database) => Promise<void>} job */
  #write(job) {
    const written = this.#writing.then(async () => {
      if (this.#database) await job(this.#database);
    });
    this.#writing = written.catch(() => {});
    return written;
  }

  /**
   * The difference between page and database, in one transaction: a full disk undoes it whole, and the next change
   * tries again.
   * @param {Database} database
   */
  async #writeChanges(database) {
    const dataset = this.#dataset;
    if (!dataset) return;
    const list = listed(dataset);
    const network = this.#network;
    const settings = this.#settings;
    const current = new Map(
      dataset.classes.flatMap(({ id, pictures }) =>
        pictures.map((picture) => [picture.id, { ...picture, classId: id }]),
      ),
    );
    const added = [...current.values()].filter(({ id }) => !this.#saved.has(id));
    const removed = [...this.#saved].filter((id) => !current.has(id));
    if (
      list === this.#savedClasses &&
      added.length === 0 &&
      removed.length === 0 &&
      !network &&
      !settings
    )
      return;
    const transaction = database.transaction(STORES, "readwrite");
    const [classes, pictures, networks, kept] = STORES.map((store) =>
      transaction.objectStore(store),
    );
    await Promise.all([
      ...(list === this.#savedClasses ? [] : [classes.clear()]),
      ...(list === this.#savedClasses
        ? []
        : dataset.classes.map(({ id, name }, place) => classes.put({ id, name, place }, id))),
      ...added.map((picture) => pictures.put(picture, picture.id)),
      ...removed.map((id) => pictures.delete(id)),
      ...(network ? [networks.put(network, "last")] : []),
      ...(settings ? [kept.put(settings, "last")] : []),
      transaction.done,
    ]);
    if (this.#network === network) this.#network = null; // and not one that came meanwhile
    if (this.#settings === settings) this.#settings = null;
    this.#savedClasses = list;
    this.#saved = new Set(current.keys());
  }

  /** @param {unknown} error */
  #fail(error) {
    const newer = error instanceof DOMException && error.name === "VersionError";
    const full = error instanceof DOMException && error.name === "QuotaExceededError";
    this.#tell(text(newer ? "storage-newer" : full ? "storage-full" : "storage-unavailable"));
  }

  /** Once until a write succeeds again: ten sentences per second would help nobody. @param {string} sentence */
  #tell(sentence) {
    if (!this.#told) this.#onProblem(sentence);
    this.#told = true;
  }
}

/** @param {Dataset} dataset */
function listed(dataset) {
  return JSON.stringify(dataset.classes.map(({ id, name }) => [id, name]));
}

function open() {
  return Promise.race([
    // Version 2 added the settings.
    openDB("tab-trainer", 2, {
      upgrade: (database) =>
        STORES.filter((store) => !database.objectStoreNames.contains(store)).forEach((store) =>
          database.createObjectStore(store),
        ),
    }),
    new Promise((/** @type {(value: never) => void} */ _resolve, reject) =>
      setTimeout(() => reject(new DOMException("", "TimeoutError")), OPEN_WITHIN_MS),
    ),
  ]);
}

/** Two tabs writing one project would mix it up, so the first one has it until it is closed. */
async function holdLock() {
  if (!navigator.locks) return true; // plain http: then without
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), LOCK_WITHIN_MS);
  return new Promise((/** @type {(held: boolean) => void} */ resolve, reject) => {
    navigator.locks
      .request("tab-trainer-project", { signal: patience.signal }, () => {
        clearTimeout(timer);
        resolve(true);
        return new Promise(() => {}); // until the page is gone
      })
      // Anything but lost patience has nothing to do with another tab: the browser forbids it.
      .catch((error) => (patience.signal.aborted ? resolve(false) : reject(error)));
  });
}
