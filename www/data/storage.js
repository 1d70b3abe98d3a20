// @ts-check
/**
 * Keeps pictures, class names, the last trained network and the settings from visit to visit. Changes are written after a moment;
 * where the browser cannot store them, the page works in memory and the person is told once.
 */

import { SquareReader, resized } from "../camera/pixels.js";
import { text } from "../text/index.js";
import { openDB } from "../vendor/idb/index.js";

/** @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("../engine/types.js").Picture} Picture */
/** @typedef {import("./dataset.js").Dataset} Dataset */
/**
 * @typedef {{ spec: NetworkSpec, weights: Float32Array, classes: { id: string, name: string }[], learned?: boolean,
 *   certainty?: import("../session.js").Certainty | null, novelty?: Uint8Array | null }} SavedNetwork
 *   classes: in the order of its outputs; learned, certainty: see session.js; novelty: the engine's. Networks of version 0.1.0 have
 *   none of these
 */

/** @typedef {import("../engine/types.js").KeptSettings} KeptSettings */
/** @typedef {{ found: boolean, network: SavedNetwork | null, settings: KeptSettings | null }} Found  found: false at a first visit or without storage */

/** @typedef {import("../vendor/idb/index.js").IDBPDatabase} Database */

const STORES = /** @type {const} */ (["classes", "pictures", "network", "settings"]);
/** A recording adds ten pictures per second: small groups of them are written together. */
const WRITE_AFTER_MS = 300;
/** Browsers have been seen to neither open a database nor fail; the page does not wait for that. */
const OPEN_WITHIN_MS = 3000;
/** After a reload the previous page may hold the lock for a moment. */
const LOCK_WITHIN_MS = 1000;

export class ProjectStorage {
  #onProblem;
  /** @type {Database | null} */
  #database = null;
  /** Whether another tab has the project open, and with it the database. */
  #elsewhere = false;
  /** @type {Dataset | null} */
  #dataset = null;
  /** Of each picture in the database, by its id, the class. @type {Map<string, string>} */
  #saved = new Map();
  /** The class list in the database, as listed() writes it. */
  #savedClasses = "";
  /** A network that is not in the database yet. @type {SavedNetwork | null} */
  #network = null;
  /** Settings that are not in the database yet. @type {KeptSettings | null} */
  #settings = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** The last write in line; never rejected. @type {Promise<void>} */
  #writing = Promise.resolve();
  #told = false;

  /** @param {{ onProblem: (sentence: string) => void }} options  onProblem gets a sentence for the person, and "" once the problem is over */
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
      this.#saved = new Map(pictures.map(({ id, classId }) => [id, classId]));
      // A class that was removed may still have an output: it must not go to a new class.
      dataset.reserve(network?.classes.map(({ id }) => id) ?? []);
      classes.sort((a, b) => a.place - b.place);
      // Ids count up, so they say in which order the pictures were taken.
      pictures.sort((a, b) => Number(a.id) - Number(b.id));
      if (classes.length > 0) {
        const usable = fitted(pictures, dataset.size);
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

  /** Whether the next visit finds what there is now; known once flush() has ended. */
  get keeps() {
    return this.#database !== null && !this.#told;
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
   * Empties the database. The data set in memory is the caller's to empty.
   * @throws {Error} if something may be left; the message is for the person
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

  /** Writes at once what is still waiting, for instance because the page is being left. */
  async flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#database) return;
    try {
      await this.#write((database) => this.#writeChanges(database));
      if (this.#told) this.#onProblem(""); // what could not be written before has been written now, or deleted
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
   * Writes the difference between page and database in one transaction: a full disk undoes all of it, and the next change tries
   * again.
   * @param {Database} database
   */
  async #writeChanges(database) {
    const dataset = this.#dataset;
    if (!dataset) return;
    const list = listed(dataset);
    const network = this.#network;
    const settings = this.#settings;
    const current = dataset.located();
    const put = [...current.values()].filter(
      ({ picture, class: { id } }) => this.#saved.get(picture.id) !== id, // new, or of another class
    );
    const saved = new Map([...current].map(([id, { class: one }]) => [id, one.id]));
    const removed = [...this.#saved.keys()].filter((id) => !current.has(id));
    if (
      list === this.#savedClasses &&
      put.length === 0 &&
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
      ...put.map(({ picture, class: { id } }) =>
        pictures.put({ ...picture, classId: id }, picture.id),
      ),
      ...removed.map((id) => pictures.delete(id)),
      ...(network ? [networks.put(network, "last")] : []),
      ...(settings ? [kept.put(settings, "last")] : []),
      transaction.done,
    ]);
    if (this.#network === network) this.#network = null; // unless a newer one came in the meantime
    if (this.#settings === settings) this.#settings = null;
    this.#savedClasses = list;
    this.#saved = saved;
  }

  /** @param {unknown} error */
  #fail(error) {
    const newer = error instanceof DOMException && error.name === "VersionError";
    const full = error instanceof DOMException && error.name === "QuotaExceededError";
    this.#tell(text(newer ? "storage-newer" : full ? "storage-full" : "storage-unavailable"));
  }

  /** Only once until a write succeeds again: a recording would repeat it ten times per second. @param {string} sentence */
  #tell(sentence) {
    if (!this.#told) this.#onProblem(sentence);
    this.#told = true;
  }
}

/**
 * Pictures of this many pixels on a side; those of earlier versions of the page have half as many, and stay so in the database.
 * @param {(Picture & { classId: string })[]} pictures @param {number} size
 */
function fitted(pictures, size) {
  const bytes = size ** 2 * 4;
  /** @type {SquareReader | undefined} */
  let reader;
  return pictures.flatMap((picture) => {
    if (picture.rgba?.length === bytes) return [picture];
    if (picture.rgba?.length !== bytes / 4) return []; // damaged
    reader ??= new SquareReader(size);
    return [{ ...picture, rgba: resized(picture.rgba, reader) }];
  });
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

/** Two tabs that write one project would corrupt it, so the first one has it until it is closed. */
async function holdLock() {
  if (!navigator.locks) return true; // plain http has no locks
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), LOCK_WITHIN_MS);
  return new Promise((/** @type {(held: boolean) => void} */ resolve, reject) => {
    navigator.locks
      .request("tab-trainer-project", { signal: patience.signal }, () => {
        clearTimeout(timer);
        resolve(true);
        return new Promise(() => {}); // until the page is gone
      })
      // A timeout means another tab; any other error means that the browser forbids locks.
      .catch((error) => (patience.signal.aborted ? resolve(false) : reject(error)));
  });
}
