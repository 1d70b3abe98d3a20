// @ts-check
/**
 * Keeps pictures, classes as they are arranged, the last trained network, the settings and a training that runs from visit to visit. Changes are
 * written after a moment; where the browser cannot store them, the page works in memory and the person is told.
 */

import { text } from "../text/index.js";
import {
  FIRST,
  STORES,
  databaseOf,
  isDamaged,
  isFull,
  open,
  remove,
  transact,
} from "./database.js";
import { holdProject, takeTurn } from "./lock.js";
import { readProject } from "./reading.js";
import { snapshot } from "./snapshot.js";
import { StoredPictures } from "./stored-pictures.js";
import { StoredTraining } from "./stored-training.js";

/** @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("../interruption.js").Interruption} Interruption */
/** @typedef {import("./dataset.js").Dataset} Dataset */
/**
 * @typedef {{ spec: NetworkSpec, weights: Float32Array, classes: { id: string, name: string }[], learned?: boolean,
 *   certainty?: import("../session.js").Certainty | null, novelty?: Uint8Array | null,
 *   outcome?: import("../session/outcome.js").Outcome | null, imported?: string | null }} SavedNetwork
 *   classes: in the order of its outputs; learned, certainty: see session.js; novelty: the engine's. Networks of version 0.1.0 have
 *   none of these; outcome: null while it learns, and where nothing is known of it; imported: the file that it comes from, if it was not trained here
 */

/** @typedef {import("../engine/types.js").SavedSettings} SavedSettings */
/**
 * found: false at a first visit or without storage; interruption: a training that did not come to its end.
 * @typedef {{ found: boolean, network: SavedNetwork | null, settings: SavedSettings | null, interruption: Interruption | null }} Found
 */

/** @typedef {import("./database.js").Database} Database */
/** @typedef {import("./database.js").Write} Write */
/** @typedef {ReturnType<Dataset["located"]>} Located */
/** What is written in a transaction of its own. @typedef {"settings" | "network" | "pictures" | "training"} Part */

/** A recording adds ten pictures per second: small groups of them are written together. */
const WRITE_AFTER_MS = 300;
/** What did not fit is tried again after this time, or with the next change. */
const AGAIN_AFTER_MS = 10_000;

/** Dispatches "change" when something was written or could not be, and "turn" when another tab has left the project to this one. */
export class ProjectStorage extends EventTarget {
  #onProblem;
  /** Of which project. */
  #id = FIRST;
  /** @type {Database | null} */
  #database = null;
  /** Whether this tab may write the project. */
  #held = false;
  /** Whether another one may, and this one only looks at what was there when it was opened. */
  readOnly = false;
  /** Whether there is a database that cannot be read. */
  damaged = false;
  /** @type {Dataset | null} */
  #dataset = null;
  #pictures = new StoredPictures("");
  /** How many pictures turned out to be unreadable. */
  #damagedPictures = 0;
  /** The class list in the database, as listed() writes it. */
  #savedClasses = "";
  /** The newest of each, stored or not. @type {Pick<Found, "network" | "settings" | "interruption">} */
  #newest = { network: null, settings: null, interruption: null };
  /** A network that is not in the database yet. @type {SavedNetwork | null} */
  #network = null;
  /** Settings that are not in the database yet. @type {SavedSettings | null} */
  #settings = null;
  #training = new StoredTraining();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** When it goes off, ms. */
  #timerAt = Infinity;
  /** The last write in line; never rejected. @type {Promise<void>} */
  #writing = Promise.resolve();
  /** Did not fit at the last attempt. @type {Set<Part>} */
  #unwritten = new Set();
  /** What the person has been told and is still true; "" when all is well. */
  #problem = "";
  #changed = () => this.#schedule(WRITE_AFTER_MS);

  /** @param {{ onProblem: (sentence: string) => void }} options  onProblem gets a sentence for the person, and "" once the problem is over */
  constructor({ onProblem }) {
    super();
    this.#onProblem = onProblem;
  }

  /**
   * Fills the data set with what an earlier visit left and keeps every later change. While another tab has the project, it only
   * reads, and waits for its turn.
   * @param {Dataset} dataset @param {string} [id]  of the project; left out: as before
   * @returns {Promise<Found>}
   */
  async attach(dataset, id = this.#id) {
    this.#dataset = dataset;
    this.#id = id;
    try {
      this.#held ||= await holdProject(id);
      if (!this.#held) this.#wait();
      const database = await open(databaseOf(id), this.#held);
      const found = await this.#read(database, dataset);
      if (this.#held) this.#keep(database, dataset);
      else database.close(); // or it would be in the other tab's way
      return found;
    } catch (error) {
      this.#database = null;
      this.#fail(error);
      this.#newest = { network: null, settings: null, interruption: null };
      return { found: false, ...this.#newest };
    }
  }

  /** Whether the next visit finds what there is now; known once flush() has ended. */
  get keeps() {
    return this.readOnly || (this.#database !== null && this.#problem === "");
  }

  /** How many pictures are not in the database yet. */
  get waiting() {
    const { classes = [] } = this.#dataset ?? {};
    return classes.flatMap(({ pictures }) => pictures.filter(({ id }) => !this.#pictures.has(id)))
      .length;
  }

  /** All that there is at this moment, also where it could not be stored. */
  snapshot() {
    const { classes = [] } = this.#dataset ?? {};
    return snapshot({
      ...this.#newest,
      located: this.#dataset?.located() ?? new Map(),
      classes: classes.map(({ id, name, colour, off }, place) => ({
        ...{ id, name, place, colour, off },
      })),
    });
  }

  /** @param {SavedNetwork} network */
  saveNetwork(network) {
    if (this.readOnly) return Promise.resolve();
    this.#network = this.#newest.network = network;
    return this.flush();
  }

  /** @param {SavedSettings} settings */
  saveSettings(settings) {
    if (this.readOnly) return;
    this.#settings = this.#newest.settings = settings;
    this.#changed();
  }

  /** A training has come so far; not every checkpoint is written. @param {Interruption} interruption @param {SavedNetwork | null} network  the best so far */
  saveTraining(interruption, network) {
    this.#training.reach(interruption);
    this.#newest.interruption = interruption;
    if (network) this.#network = this.#newest.network = network;
    this.#schedule(this.#training.pause);
  }

  /** There is no training that could go on. */
  endTraining() {
    this.#newest.interruption = null;
    if (this.#training.end()) this.#schedule(0);
  }

  /**
   * Empties the database. The data set in memory is the caller's to empty.
   * @throws {Error} if something may be left; the message is for the person
   */
  async clear() {
    this.#cancel();
    this.#network = this.#settings = null;
    this.#training.forget();
    this.#newest = { network: null, settings: null, interruption: null };
    const database = this.#database;
    try {
      if (database) {
        await this.#write(async () => {
          await transact(
            database,
            STORES.map((store) => [store, "clear"]),
          );
        });
      } else await this.#replace();
    } catch (cause) {
      throw new Error(text(database ? "delete-failed" : "delete-unreachable"), { cause });
    }
    this.#pictures.clear();
    this.#savedClasses = "";
    this.#training = new StoredTraining();
    this.dispatchEvent(new Event("change"));
  }

  /** Deletes the project, so that this tab has none until another one is opened. */
  async discard() {
    this.#cancel();
    this.#network = this.#settings = null;
    this.#training.forget();
    this.#newest = { network: null, settings: null, interruption: null };
    const database = this.#database;
    this.#database = null;
    await this.#writing;
    database?.close();
    await remove(databaseOf(this.#id));
  }

  /** Writes at once what is still waiting, for instance because the page is being left. */
  flush() {
    this.#training.hurry();
    return this.#flush();
  }

  async #flush() {
    this.#cancel();
    if (!this.#database) return;
    try {
      await this.#write((database) => this.#writeChanges(database));
      this.#say(
        this.#unwritten.size > 0 ? text("storage-full", { what: what(this.#unwritten) }) : "",
      );
      if (this.#unwritten.size > 0) this.#schedule(AGAIN_AFTER_MS);
    } catch (error) {
      this.#fail(error);
    }
    this.dispatchEvent(new Event("change"));
  }

  /** @param {number} ms */
  #schedule(ms) {
    if (!this.#database) return;
    const at = performance.now() + ms;
    if (at >= this.#timerAt) return;
    this.#cancel();
    this.#timerAt = at;
    this.#timer = setTimeout(() => void this.#flush(), ms);
  }

  #cancel() {
    clearTimeout(this.#timer);
    this.#timerAt = Infinity;
  }

  /** Until the other tab is gone. */
  #wait() {
    this.readOnly = true;
    this.#say(text("storage-other-tab"));
    takeTurn(this.#id).then(
      () => {
        [this.#held, this.readOnly] = [true, false];
        this.#say("");
        this.dispatchEvent(new Event("turn"));
      },
      (error) => this.#fail(error),
    );
  }

  /** @param {Database} database @param {Dataset} dataset */
  #keep(database, dataset) {
    this.#database = database;
    // Deleted in the browser's settings, or closed by an error.
    database.addEventListener("close", () => {
      this.#database = null;
      this.#say(text("storage-lost"));
    });
    // A newer version of this page wants to change it; or a tab that knows of no locks, to delete it.
    database.addEventListener("versionchange", ({ newVersion }) => {
      database.close();
      this.#database = null;
      this.#say(text(newVersion === null ? "storage-lost" : "storage-newer"));
    });
    dataset.addEventListener("change", this.#changed);
  }

  /** A new database instead of one that cannot be opened. */
  async #replace() {
    if (!this.#held || !this.#dataset) throw new Error("lock");
    await remove(databaseOf(this.#id));
    this.#keep(await open(databaseOf(this.#id), true), this.#dataset);
    this.damaged = false;
    this.#say("");
  }

  /** @param {Database} database @param {Dataset} dataset @returns {Promise<Found>} */
  async #read(database, dataset) {
    const pictures = new StoredPictures(databaseOf(this.#id), {
      size: dataset.size,
      onDamage: (id) => {
        if (pictures !== this.#pictures || !pictures.has(id)) return;
        pictures.forget(id);
        this.#tellDamaged(1);
        dataset.lose(id);
      },
    });
    const kept = await readProject(database, pictures);
    const { classes, network, settings, begun, reached, gone } = kept;
    const ids = (/** @type {{ id: string }[]} */ list) => list.map(({ id }) => id);
    // A class that was removed may still have an output: it must not go to a new class.
    dataset.reserve(ids(network?.classes ?? []));
    dataset.reserve(ids([...(begun?.pictures ?? [])]));
    this.#damagedPictures = 0;
    this.#tellDamaged(gone);
    const found = classes.length > 0;
    this.#pictures = pictures;
    if (found) dataset.restore(classes);
    this.#savedClasses = found ? listed(dataset) : "";
    this.#training = new StoredTraining(begun);
    this.#newest = { network, settings, interruption: begun && reached && { begun, reached } };
    return { found, ...this.#newest };
  }

  /** It stays true, whatever is written from now on. @param {number} more  pictures */
  #tellDamaged(more) {
    this.#damagedPictures += more;
    const count = this.#damagedPictures;
    if (count > 0) this.#onProblem(text("storage-damaged-pictures", { count }));
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
   * Writes the difference between page and database, in a transaction for each part: where the disk is full, what is small still
   * has a chance, and the rest is tried again.
   * @param {Database} database
   */
  async #writeChanges(database) {
    const dataset = this.#dataset;
    if (!dataset) return;
    this.#unwritten.clear();
    const current = dataset.located();
    // Not one after the other, or a page that is being left would write but the first.
    await Promise.all([
      this.#attempt("settings", () => this.#writeSettings(database, dataset, current)),
      this.#attempt("network", () => this.#writeNetwork(database)),
      this.#attempt("pictures", () => this.#pictures.write(database, current)),
      this.#attempt("training", () => this.#training.write(database)),
    ]);
    if (this.#training.waits) this.#schedule(this.#training.pause);
  }

  /** @param {Part} part @param {() => Promise<void>} write */
  async #attempt(part, write) {
    try {
      await write();
    } catch (error) {
      if (!isFull(error)) throw error;
      this.#unwritten.add(part);
    }
  }

  /** With the classes and what was deleted, which makes room. @param {Database} database @param {Dataset} dataset @param {Located} current */
  async #writeSettings(database, dataset, current) {
    const list = listed(dataset);
    const settings = this.#settings;
    const pictures = this.#pictures;
    const gone = pictures.gone(current);
    const arranged = list !== this.#savedClasses;
    if (!arranged && gone.length === 0 && !settings) return;
    const writes = pictures.deletion(database, gone);
    if (settings) writes.push(["settings", "put", settings, "last"]);
    if (arranged) writes.push(["classes", "clear"]);
    for (const [place, { id, name, colour, off }] of arranged ? dataset.classes.entries() : [])
      writes.push(["classes", "put", { id, name, place, colour, off }, id]);
    const results = await transact(database, writes);
    if (this.#settings === settings) this.#settings = null; // unless newer ones came in the meantime
    this.#savedClasses = list;
    pictures.deleted(gone, results);
  }

  /** @param {Database} database */
  async #writeNetwork(database) {
    const network = this.#network;
    if (!network) return;
    // While it trains there is another one twice a second; it is written with the checkpoint.
    if (this.#training.waits) return;
    await transact(database, [["network", "put", network, "last"]]);
    if (this.#network === network) this.#network = null;
  }

  /** @param {unknown} error */
  #fail(error) {
    // What cannot be written may be read all the same.
    this.damaged = !this.#database && isDamaged(error);
    this.#say(text(this.damaged ? "storage-damaged" : problemOf(error)));
  }

  /** Each problem once: a recording would repeat it ten times per second. @param {string} sentence */
  #say(sentence) {
    if (sentence === this.#problem) return;
    this.#problem = sentence;
    this.#onProblem(sentence);
    this.dispatchEvent(new Event("change"));
  }
}

/** Which sentence says it. @param {unknown} error */
function problemOf(error) {
  if (isFull(error)) return "storage-full-at-all";
  const newer = error instanceof DOMException && error.name === "VersionError";
  return newer ? "storage-newer" : "storage-unavailable";
}

/** @param {Set<Part>} parts */
function what(parts) {
  if (parts.has("pictures")) return parts.has("network") ? "both" : "pictures";
  if (parts.has("network")) return "network";
  return parts.has("training") ? "training" : "settings";
}

/** @param {Dataset} dataset */
function listed(dataset) {
  return JSON.stringify(
    dataset.classes.map(({ id, name, colour, off }) => [id, name, colour, off]),
  );
}
