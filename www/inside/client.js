// @ts-check
/** The network that is looked into, and the worker in which it is. */

import { giveStem, stemOf, stems } from "../engine/stems.js";
import { text } from "../text/index.js";
import { WorkerDied } from "../workers/protocol.js";
import { GaveUp, Supervisor } from "../workers/supervisor.js";

/**
 * @typedef {import("./types.js").Choice} Choice
 * @typedef {import("./types.js").Opened} Opened
 * @typedef {import("./types.js").Traced} Traced
 * @typedef {import("./types.js").NetworkState} NetworkState
 * @typedef {import("../workers/protocol.js").WorkerLink} WorkerLink
 * @typedef {{ rgba: Uint8ClampedArray, target: number, dark: boolean }} Frame
 */

/** Bytes that the steps which can be undone may take. */
const MOST_KEPT = 64 << 20;

/** ms: the trace of a large network, or all recipes of its kernels, on a phone without SIMD. */
const LONGEST = 60_000;

/** The network is too large to be traced. */
export class TooLarge extends Error {
  name = "TooLarge";
  size;

  /** @param {{ bytes: number, limit: number }} size */
  constructor(size) {
    super();
    this.size = size;
  }
}

/**
 * One network, the trace of its step with one picture, and the steps that were applied. Dispatches "trace" (CustomEvent with a
 * Traced) for every new trace, "steps" when a step was applied or taken back, and "trouble" (CustomEvent with an Error).
 *
 * One frame is in flight; of those that come meanwhile the newest waits.
 */
export class Inside extends EventTarget {
  #supervisor;
  #stems;
  /** @type {Choice | null} */
  #choice = null;
  /** @type {Opened | null} */
  #opened = null;
  /** The worker that has the network, or is being given it. @type {{ link: WorkerLink, choice: Choice, ready: Promise<void> } | null} */
  #host = null;
  /** Stems that it has. @type {Set<string>} */
  #given = new Set();
  /** How the network was before each step that was applied, and how it is; the first is how it came. @type {NetworkState[]} */
  #states = [];
  /** Weights that stand in for the network's own while they are looked at. @type {Float32Array | null} */
  #standIn = null;
  /** The picture of the last trace. @type {Frame | null} */
  #frame = null;
  /** @type {Frame | null} */
  #waiting = null;
  #busy = false;
  /** When the last of the jobs that exclude each other ends; null when none is under way. @type {Promise<void> | null} */
  #turn = null;
  /** @type {Traced | null} */
  traced = null;

  /** @param {import("../workers/supervisor.js").Surroundings & { stems?: Pick<import("../engine/stems.js").Stems, "load" | "refuse"> }} [surroundings] */
  constructor(surroundings = {}) {
    super();
    this.#stems = surroundings.stems ?? stems;
    this.#supervisor = new Supervisor("inside", {
      surroundings,
      silence: LONGEST,
      prepare: async () => this.#given.clear(),
    });
  }

  /** What is known of the network; null until it is open. */
  get opened() {
    return this.#opened;
  }

  get steps() {
    return Math.max(0, this.#states.length - 1);
  }

  /** The picture of the trace that is shown. */
  get frame() {
    return this.#frame;
  }

  /** Weights that stand in for the network's own; null when these are shown. */
  get standIn() {
    return this.#standIn;
  }

  /**
   * Another network, or the same one as it came. What waits is forgotten; the next `look` traces it.
   * @param {Choice} choice
   * @returns {Promise<Opened | null>} null when yet another one was opened meanwhile; rejects with TooLarge, or an Error whose
   *   message is for the person
   */
  async open(choice) {
    this.#choice = choice;
    this.#host = null; // also the same one begins anew
    this.#opened = this.#frame = this.#waiting = this.traced = this.#standIn = null;
    this.#states = [];
    this.#supervisor.forgive();
    await this.#use(async () => {});
    const opened = this.opened;
    if (!opened || choice !== this.#choice) return null;
    if (opened.size.bytes > opened.size.limit) throw new TooLarge(opened.size);
    return opened;
  }

  /** Traces a step with this picture. @param {Frame} frame */
  look(frame) {
    this.#waiting = frame;
    if (!this.#busy) void this.#trace();
  }

  /**
   * What the trace that is shown says: any of its getters.
   * @param {string} method @param {...unknown} args @returns {Promise<any>}
   */
  ask(method, ...args) {
    return this.#use((link) => link.request("ask", { method, args }));
  }

  /**
   * Several questions about one and the same trace, or the step that it shows: meanwhile no other one takes its place.
   * @template T @param {() => Promise<T>} job @returns {Promise<T>}
   */
  hold(job) {
    const running = this.#turn ? this.#turn.then(job) : job(); // at once, if nothing else is under way
    const end = running.then(
      () => {},
      () => {},
    );
    this.#turn = end;
    void end.then(() => {
      if (this.#turn === end) this.#turn = null;
    });
    return running;
  }

  /** Colours of a scale. @param {boolean} dark @returns {Promise<Uint8Array>} RGBA of each, from −scale to +scale */
  palette(dark) {
    return this.#use((link) => link.request("palette", { dark }));
  }

  /** Bytes of a trace of another network, and how many there may be. @param {Choice} choice @returns {Promise<Opened["size"]>} */
  sizeOf(choice) {
    return this.#use(async (link) => {
      const spec = await this.#specOf(link, choice);
      return link.request("size", { spec, seed: choice.seed });
    });
  }

  /**
   * Shows the same picture with other weights, or with the network's own again.
   * @param {Float32Array | null} weights
   */
  async replay(weights) {
    this.#standIn = weights;
    await this.#use((link) => this.#setNow(link));
    this.#lookAgain();
  }

  /** Loss of the picture that is shown, with other weights or with the network's own. @param {Float32Array | null} weights @returns {Promise<number>} */
  lossWith(weights) {
    return this.#use((link) => link.request("loss", weights ?? this.#states.at(-1)?.weights));
  }

  /** Applies the step that is shown. */
  async learn() {
    const choice = this.#choice;
    const state = await this.hold(() => this.#use((link) => link.request("learn")));
    if (choice !== this.#choice) return; // another network was opened meanwhile
    const most = Math.max(2, Math.floor(MOST_KEPT / bytesOf(state)));
    // The first one stays, whatever happens: it is what `reset` goes back to.
    if (this.#states.length >= most) this.#states.splice(1, 1);
    this.#states.push(state);
    this.#again();
  }

  /** Takes the last step back. */
  async undo() {
    if (this.steps === 0) return;
    this.#states.pop();
    await this.#restore();
  }

  /** Takes all steps back. */
  async reset() {
    if (this.steps === 0) return;
    this.#states.length = 1;
    await this.#restore();
  }

  /** Ends the worker, which gives its memory back. Whatever is asked next starts another one, with the network as it is now. */
  rest() {
    this.#host = this.#waiting = null;
    this.#supervisor.end();
  }

  async #restore() {
    await this.#use((link) => this.#setNow(link));
    this.#again();
  }

  /** @param {WorkerLink} link @returns {Promise<void>} */
  #setNow(link) {
    return this.#standIn
      ? link.request("weights", this.#standIn)
      : link.request("set", this.#states.at(-1));
  }

  #again() {
    this.dispatchEvent(new Event("steps"));
    this.#lookAgain();
  }

  /** The same picture with other weights. */
  #lookAgain() {
    if (this.#frame && !this.#waiting) this.look(this.#frame);
  }

  async #trace() {
    this.#busy = true;
    while (this.#waiting) {
      const choice = this.#choice;
      try {
        await this.hold(() => this.#traceNewest());
      } catch (error) {
        const rests = error instanceof WorkerDied; // one that died by itself would have been replaced
        if (choice === this.#choice && !rests) this.#complain(error);
      }
    }
    this.#busy = false;
  }

  async #traceNewest() {
    const [frame, choice] = [this.#waiting, this.#choice];
    this.#waiting = null;
    if (!frame) return; // it was forgotten meanwhile
    const traced = await this.#use((link) => link.request("trace", frame));
    if (choice !== this.#choice) return;
    this.#frame = frame;
    this.traced = traced;
    this.dispatchEvent(new CustomEvent("trace", { detail: traced }));
  }

  /** @param {unknown} error */
  #complain(error) {
    this.dispatchEvent(new CustomEvent("trouble", { detail: error }));
  }

  /**
   * A job for a worker that has the network, as it is now, and the trace that is shown.
   * @template T @param {(link: WorkerLink) => Promise<T>} job @returns {Promise<T>}
   */
  async #use(job) {
    try {
      const result = await this.#supervisor.use(async (link) => {
        await this.#ready(link);
        return job(link);
      });
      this.#supervisor.forgive(); // only deaths in a row count
      return result;
    } catch (error) {
      if (!(error instanceof GaveUp)) throw error;
      throw new Error(text("inside-gave-up"), { cause: error });
    }
  }

  /** When this worker has the network. @param {WorkerLink} link @returns {Promise<void>} */
  #ready(link) {
    const choice = this.#choice;
    if (!choice) throw new Error(text("inside-no-network"));
    if (this.#host?.link === link && this.#host.choice === choice) return this.#host.ready;
    const host = { link, choice, ready: this.#give(link, choice) };
    this.#host = host;
    host.ready.catch(() => {
      if (this.#host === host) this.#host = null; // the next job tries again
    });
    return host.ready;
  }

  /** The network as it is now, and the trace that is shown. @param {WorkerLink} link @param {Choice} choice */
  async #give(link, choice) {
    const spec = await this.#specOf(link, choice);
    const { weights, seed } = choice;
    const opened = await link.request("open", { spec, weights, seed });
    if (choice !== this.#choice) return;
    this.#opened = opened;
    if (this.#states.length > 0) await this.#setNow(link);
    else this.#states = [opened.state];
    if (this.#frame) await link.request("trace", this.#frame);
  }

  /** With the stem that it stands on. @param {WorkerLink} link @param {Choice} choice */
  async #specOf(link, choice) {
    const spec = choice.spec ?? (await link.request("spec", choice.settings));
    const stem = stemOf(spec);
    if (stem && !this.#given.has(stem)) {
      await giveStem(link, stem, this.#stems);
      this.#given.add(stem);
    }
    return spec;
  }
}

/** @param {NetworkState} state */
function bytesOf({ weights, memory }) {
  return weights.byteLength + memory.byteLength;
}
