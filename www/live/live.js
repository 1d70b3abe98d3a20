// @ts-check
/** Answers, frame by frame, what the camera sees: one worker, one frame in flight, and only the newest one waiting. */

import { giveStem, stemOf, stems } from "../engine/stems.js";
import { text } from "../text/index.js";
import { GaveUp, Supervisor } from "../workers/supervisor.js";

/** @typedef {import("../engine/types.js").TrainedNetwork} TrainedNetwork */
/** @typedef {import("../engine/types.js").Answer} Answer */
/** @typedef {import("../workers/protocol.js").WorkerLink} WorkerLink */

export class LiveClassifier {
  #supervisor;
  /** What answers, kept here so that a new worker can be given it. @type {TrainedNetwork | null} */
  #network = null;
  #stems;
  /** Those that the worker has. @type {Set<string>} */
  #given = new Set();
  /** Whether the worker has not seen #network yet. */
  #changed = false;
  /** Whether the next frame has nothing to do with those before it. */
  #fresh = false;
  /** The frame that waits for its turn. @type {{ rgba: Uint8ClampedArray, answer: Promise<Answer> } | null} */
  #waiting = null;
  /** @type {Promise<unknown>} */
  #inFlight = Promise.resolve();

  /** @param {import("../workers/supervisor.js").Surroundings & { stems?: Pick<import("../engine/stems.js").Stems, "load" | "refuse"> }} [surroundings] */
  constructor(surroundings = {}) {
    this.#stems = surroundings.stems ?? stems;
    this.#supervisor = new Supervisor("live", {
      surroundings,
      prepare: async () => {
        this.#changed = true;
        this.#given.clear();
      },
    });
  }

  /**
   * Answers with this network from the next frame on. Called more often than frames come, only the newest is used.
   * @param {TrainedNetwork} network
   */
  load(network) {
    this.#network = network;
    this.#changed = true;
    this.#supervisor.forgive();
  }

  /** Answers are smoothed over time; the next one begins anew. */
  startAfresh() {
    this.#fresh = true;
  }

  /**
   * A frame that is overtaken by a newer one before its turn shares the newer one's answer.
   * @param {Uint8ClampedArray} rgba  size × size × 4 bytes
   * @param {number} [sureFrom]  0…1: the probability from which on the answer counts as sure
   * @returns {Promise<Answer>}
   */
  classify(rgba, sureFrom = 0) {
    if (this.#waiting) {
      this.#waiting.rgba = rgba;
      return this.#waiting.answer;
    }
    const answer = this.#inFlight.then(() => {
      const newest = this.#waiting?.rgba ?? rgba;
      this.#waiting = null;
      return this.#answer(newest, sureFrom);
    });
    this.#waiting = { rgba, answer };
    this.#inFlight = answer.catch(() => {});
    return answer;
  }

  /** Ends the worker and forgets the network; after another load() a new worker answers. */
  close() {
    this.#network = null;
    this.#supervisor.end();
  }

  /** @param {Uint8ClampedArray} rgba @param {number} sureFrom @returns {Promise<Answer>} */
  async #answer(rgba, sureFrom) {
    try {
      const answer = await this.#supervisor.use((link) => this.#ask(link, rgba, sureFrom));
      this.#supervisor.forgive(); // only deaths in a row count
      return answer;
    } catch (error) {
      if (!(error instanceof GaveUp)) throw error;
      throw new Error(text("live-gave-up"), { cause: error });
    }
  }

  /** @param {WorkerLink} link @param {Uint8ClampedArray} rgba @param {number} sureFrom @returns {Promise<Answer>} */
  async #ask(link, rgba, sureFrom) {
    const network = this.#network;
    if (!network) throw new Error(text("live-no-network"));
    if (this.#changed) {
      this.#changed = false;
      try {
        const stem = stemOf(network.spec);
        if (stem && !this.#given.has(stem)) await giveStem(link, stem, this.#stems);
        if (stem) this.#given.add(stem);
        await link.request("load", network);
      } catch (error) {
        this.#changed = true;
        throw error;
      }
    }
    const fresh = this.#fresh;
    this.#fresh = false;
    const thresholds = network.classes.map(() => sureFrom);
    return link.request("classify", { rgba, now: performance.now(), thresholds, fresh });
  }
}
