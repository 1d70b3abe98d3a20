// @ts-check
/**
 * The one place that starts, replaces and ends workers: the one that trains, its helpers, the one that answers live, the one
 * that checks gradients, the one that looks inside, the one that experiments and the one that writes files. All follow one policy: a worker that dies over a
 * job is replaced, the job is done again, and after several deaths nobody expects another one to live.
 */

/* eslint-disable text/no-sentence -- messages for programmers: what a person is told follows from the error's name */

import { START_SILENCE, WorkerDied, WorkerLink } from "./protocol.js";
import { trustedScript } from "./trusted.js";

/** Which file a worker runs, by its name. */
const FILES = {
  training: "training-worker.js",
  helper: "helper-worker.js",
  live: "live-worker.js",
  checking: "live-worker.js",
  inside: "inside-worker.js",
  lab: "lab-worker.js",
  formats: "formats-worker.js",
};

/** Workers that may be lost before their supervisor gives up; see `forgive`. */
const REPLACEMENTS = 3;

/** @typedef {keyof typeof FILES} WorkerName */
/**
 * @typedef {object} Surroundings  what a test replaces
 * @property {(name: WorkerName) => import("./protocol.js").WorkerLike} [startWorker]
 * @property {() => Promise<unknown>} [engine]
 * @property {number} [silence]  ms after which a silent worker counts as dead
 */

/** Every worker that was tried died. */
export class GaveUp extends Error {
  name = "GaveUp";
  /** Whether the last one had at least loaded its scripts. */
  started;
  deaths;

  /** @param {{ started: boolean, deaths: number, cause: unknown }} end */
  constructor({ started, deaths, cause }) {
    super(`${deaths}× WorkerDied`, { cause });
    this.started = started;
    this.deaths = deaths;
  }
}

/** One worker, whichever lives at the moment. */
export class Supervisor {
  #name;
  #startWorker;
  #engine;
  #silence;
  #prepare;
  #onEvent;
  #onDeath;
  /** The living worker, or the one that is being started. @type {Promise<WorkerLink> | null} */
  #starting = null;
  /** The same once it is prepared: a job then begins without waiting for anything. @type {WorkerLink | null} */
  #link = null;
  /** Whatever has been started and not ended. @type {WorkerLink | null} */
  #newest = null;
  #started = false;
  #deaths = 0;
  /** Counts calls of end(). */
  #era = 0;

  /**
   * @param {WorkerName} name
   * @param {object} [options]
   * @param {Surroundings} [options.surroundings]
   * @param {(link: WorkerLink) => Promise<void>} [options.prepare]  gives a new worker what it needs beside the engine
   * @param {(event: string, data: any) => void} [options.onEvent]
   * @param {(death: { started: boolean, last: boolean }) => void} [options.onDeath]  last: no other one will be started
   * @param {number} [options.silence]  ms without any message after which a worker that owes an answer is taken for dead
   */
  constructor(name, { surroundings = {}, prepare, onEvent, onDeath, silence } = {}) {
    this.#name = name;
    this.#startWorker = surroundings.startWorker ?? startWorker;
    this.#engine = surroundings.engine ?? load;
    this.#silence = surroundings.silence ?? silence;
    this.#prepare = prepare ?? (async () => {});
    this.#onEvent = onEvent;
    this.#onDeath = onDeath ?? (() => {});
  }

  /** Whether a prepared worker is there, as far as is known. */
  get alive() {
    return this.#link !== null;
  }

  /** Whether so many have died that no other one is started. */
  get gaveUp() {
    return this.#deaths > REPLACEMENTS;
  }

  /** What has died before does not count any more: the cause may have passed. */
  forgive() {
    this.#deaths = 0;
  }

  /**
   * Does a job with a living worker, and again with the next one if that dies over it.
   * @template T
   * @param {(link: WorkerLink) => Promise<T>} job
   * @returns {Promise<T>} rejects with the job's error, with GaveUp, or with WorkerDied when the worker was ended on purpose
   */
  async use(job) {
    const era = this.#era;
    for (;;) {
      const starting = (this.#starting ??= this.#start());
      try {
        return await job(this.#link ?? (await starting));
      } catch (error) {
        if (era !== this.#era || !(error instanceof WorkerDied)) throw error;
        this.#bury(starting);
        if (this.gaveUp)
          throw new GaveUp({ started: this.#started, deaths: this.#deaths, cause: error });
      }
    }
  }

  /** A notice that needs no answer, to the worker that lives, if any. @param {string} type @param {unknown} [data] */
  notify(type, data) {
    this.#link?.notify(type, data);
  }

  /** Ends the worker at once, and what it is doing; wasm memory never shrinks, so this is also how it is given back. @param {string} [why] */
  end(why) {
    this.#era += 1;
    this.#newest?.close(why);
    this.#forget();
  }

  /** @returns {Promise<WorkerLink>} */
  async #start() {
    const era = this.#era;
    /** @type {WorkerLink | null} */
    let link = null;
    try {
      const engine = await this.#engine();
      if (era !== this.#era) throw new WorkerDied("it was ended before it began");
      this.#started = false;
      link = new WorkerLink(this.#startWorker(this.#name), {
        onEvent: this.#onEvent,
        silence: this.#silence,
      });
      this.#newest = link;
      await link.request("start", engine, { silence: START_SILENCE });
      this.#started = true;
      await this.#prepare(link);
      this.#link = link;
      return link;
    } catch (error) {
      link?.close();
      // A lost connection may come back: the next job tries again.
      if (era === this.#era && !(error instanceof WorkerDied)) this.#forget();
      throw error;
    }
  }

  /** @param {Promise<WorkerLink>} dead */
  #bury(dead) {
    if (this.#starting !== dead) return; // noticed before, by another job
    this.#forget();
    this.#deaths += 1;
    this.#onDeath({ started: this.#started, last: this.gaveUp });
  }

  #forget() {
    this.#starting = this.#link = this.#newest = null;
  }
}

/** Imported only here: workers are given an engine that the page has loaded. */
async function load() {
  const { loadEngine } = await import("../engine/engine.js");
  return loadEngine();
}

/** @param {WorkerName} name */
function startWorker(name) {
  return new Worker(trustedScript(new URL(FILES[name], import.meta.url)), { type: "module", name });
}
