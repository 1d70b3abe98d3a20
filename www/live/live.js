// @ts-check
/** Answers, frame by frame, what the camera sees: one worker, one frame in flight, and only the newest one waiting. */

import { giveStem, stemOf, stems } from "../engine/stems.js";
import { text } from "../text/index.js";
import { GaveUp, Supervisor } from "../workers/supervisor.js";

/** @typedef {import("../engine/types.js").TrainedNetwork} TrainedNetwork */
/** @typedef {import("../engine/types.js").Answer} Answer */
/** @typedef {import("../engine/types.js").Evidence} Evidence */
/** @typedef {import("../workers/protocol.js").WorkerLink} WorkerLink */

/** ms after which the engine's smoothing has seen 63% of a change, by the clock that it is given. */
const ENGINE_SMOOTHING = 150;

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

  /** What answers, if anything does. */
  get network() {
    return this.#network;
  }

  /** Answers are smoothed over time; the next one begins anew. */
  startAfresh() {
    this.#fresh = true;
  }

  /**
   * A frame that is overtaken by a newer one before its turn shares the newer one's answer.
   * @param {Uint8ClampedArray} rgba  size × size × 4 bytes
   * @param {number | ReadonlyArray<number>} [sureFrom]  0…1: the probability from which on the answer counts as sure; one, or one for
   *   each class
   * @param {number} [smoothing]  ms after which 63% of a change is seen; 0: each frame is answered for itself
   * @returns {Promise<Answer>}
   */
  classify(rgba, sureFrom = 0, smoothing = ENGINE_SMOOTHING) {
    if (this.#waiting) {
      this.#waiting.rgba = rgba;
      return this.#waiting.answer;
    }
    const answer = this.#inFlight.then(() => {
      const newest = this.#waiting?.rgba ?? rgba;
      this.#waiting = null;
      return this.#answer(newest, sureFrom, smoothing);
    });
    this.#waiting = { rgba, answer };
    this.#inFlight = answer.catch(() => {});
    return answer;
  }

  /**
   * Where in a picture the evidence for each class is. Of a network that has to be slid over it, this takes as long as 25 answers: a
   * page that shows both live has another LiveClassifier for it.
   * @param {Uint8ClampedArray} rgba  size × size × 4 bytes
   * @returns {Promise<Evidence>}
   */
  evidence(rgba) {
    return this.#use((link) => link.request("evidence", rgba));
  }

  /** Ends the worker and forgets the network; after another load() a new worker answers. */
  close() {
    this.#network = null;
    this.#supervisor.end();
  }

  /**
   * @param {Uint8ClampedArray} rgba @param {number | ReadonlyArray<number>} sureFrom @param {number} smoothing
   * @returns {Promise<Answer>}
   */
  #answer(rgba, sureFrom, smoothing) {
    return this.#use((link, { classes }) => {
      const fresh = this.#fresh || smoothing === 0;
      this.#fresh = false;
      const thresholds = classes.map((_, i) =>
        typeof sureFrom === "number" ? sureFrom : (sureFrom[i] ?? 0),
      );
      // By a clock that goes at half the speed, what is averaged is twice as long.
      const now = performance.now() * (smoothing > 0 ? ENGINE_SMOOTHING / smoothing : 1);
      return link.request("classify", { rgba, now, thresholds, fresh });
    });
  }

  /**
   * Asks a worker that has the newest network.
   * @template T @param {(link: WorkerLink, network: TrainedNetwork) => Promise<T>} ask @returns {Promise<T>}
   */
  async #use(ask) {
    try {
      const answer = await this.#supervisor.use(async (link) => ask(link, await this.#give(link)));
      this.#supervisor.forgive(); // only deaths in a row count
      return answer;
    } catch (error) {
      if (!(error instanceof GaveUp)) throw error;
      throw new Error(text("live-gave-up"), { cause: error });
    }
  }

  /** @param {WorkerLink} link @returns {Promise<TrainedNetwork>} the network that it now has */
  async #give(link) {
    const network = this.#network;
    if (!network) throw new Error(text("live-no-network"));
    if (!this.#changed) return network;
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
    return network;
  }
}
