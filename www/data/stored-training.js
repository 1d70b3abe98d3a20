// @ts-check
/** The training that runs, as far as the database has to know of it: whoever comes back goes on from there. */

import { transact } from "./database.js";

/** @typedef {import("../interruption.js").Interruption} Interruption */

/**
 * With Adam a checkpoint takes 24 bytes for each weight: the newest and the best, with the optimiser's memory; a network of a
 * million weights has 24 MB. An interruption costs only the time since the last one that was written, so that flash memory
 * need not take more than this in a second; and none comes sooner than two seconds after another.
 */
const CHECKPOINT_BYTES_PER_SECOND = 500_000;
const CHECKPOINT_AFTER_MS = 2000;

export class StoredTraining {
  /** What the database does not know yet. @type {Interruption | null} */
  #newest = null;
  /** The training that it is of. @type {Interruption["begun"] | null} */
  #current = null;
  /** The one that the database has. */
  #saved;
  /** Whether that is of no use any more. */
  #ended = false;
  /** When the next checkpoint may be written, ms. */
  #from = 0;

  /** @param {Interruption["begun"] | null} [saved]  what the database has */
  constructor(saved = null) {
    this.#saved = saved;
  }

  /** How long a checkpoint has to wait, ms. */
  get pause() {
    return Math.max(0, this.#from - performance.now());
  }

  /** Whether there is a checkpoint that has to wait. */
  get waits() {
    return this.#newest !== null && this.pause > 0;
  }

  /** It has come so far. @param {Interruption} interruption */
  reach(interruption) {
    if (interruption.begun !== this.#current) this.hurry();
    this.#current = interruption.begun;
    [this.#newest, this.#ended] = [interruption, false];
  }

  /** The next checkpoint need not wait. */
  hurry() {
    this.#from = 0;
  }

  /** Nothing is to be written of it. */
  forget() {
    this.#newest = this.#current = null;
  }

  /** There is none that could go on. @returns {boolean} whether there is something to delete */
  end() {
    const known = this.#current ?? this.#saved; // or about to be written
    this.forget();
    if (!known || this.#ended) return false;
    this.#ended = true;
    return true;
  }

  /** Not every checkpoint is written. @param {import("./database.js").Database} database */
  async write(database) {
    if (this.#ended) {
      await transact(database, [["training", "clear"]]);
      this.#saved = null;
      this.#ended = false;
    }
    const newest = this.#newest;
    if (!newest || this.waits) return;
    const { begun, reached } = newest;
    const pause = (1000 * reached.checkpoint.length) / CHECKPOINT_BYTES_PER_SECOND;
    this.#from = performance.now() + Math.max(CHECKPOINT_AFTER_MS, pause);
    /** @type {import("./database.js").Write[]} */
    const writes = [["training", "put", reached, "reached"]];
    if (begun !== this.#saved) writes.push(["training", "put", begun, "begun"]);
    await transact(database, writes);
    this.#saved = begun;
    if (this.#newest === newest) this.#newest = null;
  }
}
