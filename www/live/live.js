// @ts-check
/** Answers, frame by frame, what the camera sees: one worker, one frame in flight, and only the newest one waiting. */

import { loadEngine } from "../engine/engine.js";
import { START_SILENCE, WorkerDied, WorkerLink } from "../workers/protocol.js";
import { decodeScores } from "../training/targets.js";

/** @typedef {{ spec: import("../engine/types.js").NetworkSpec, weights: Float32Array }} TrainedNetwork */

/** Workers lost one after the other, without an answer in between, before it gives up. */
const REPLACEMENTS = 3;

export class LiveClassifier {
  #startWorker;
  #engine;
  #silence;
  /** What answers, kept here so that a new worker can be given it. @type {TrainedNetwork | null} */
  #network = null;
  /** Whether the worker has not seen #network yet. */
  #changed = false;
  /** @type {Promise<WorkerLink> | null} */
  #link = null;
  #deaths = 0;
  /** The frame that waits for its turn. @type {{ rgba: Uint8ClampedArray, answer: Promise<Float32Array> } | null} */
  #waiting = null;
  /** @type {Promise<unknown>} */
  #inFlight = Promise.resolve();

  /** @param {import("../workers/trainer.js").Surroundings} [surroundings] */
  constructor({ startWorker = startLiveWorker, engine = loadEngine, silence } = {}) {
    this.#startWorker = startWorker;
    this.#engine = engine;
    this.#silence = silence;
  }

  /**
   * Answers with this network from the next frame on. Called more often than frames come, only the newest is used.
   * @param {TrainedNetwork} network
   */
  load(network) {
    this.#network = network;
    this.#changed = true;
    this.#deaths = 0;
  }

  /**
   * A frame that is overtaken by a newer one before its turn shares the newer one's answer.
   * @param {Uint8ClampedArray} rgba  size × size × 4 bytes
   * @returns {Promise<Float32Array>} one score per class, 0…1
   */
  classify(rgba) {
    if (this.#waiting) {
      this.#waiting.rgba = rgba;
      return this.#waiting.answer;
    }
    const answer = this.#inFlight.then(() => {
      const newest = this.#waiting?.rgba ?? rgba;
      this.#waiting = null;
      return this.#answer(newest);
    });
    this.#waiting = { rgba, answer };
    this.#inFlight = answer.catch(() => {});
    return answer;
  }

  /** Ends the worker and forgets the network; after another load() a new worker answers. */
  close() {
    this.#network = null;
    this.#link?.then(
      (link) => link.close(),
      () => {},
    ); // one that did not start is closed already
    this.#link = null;
  }

  /** @param {Uint8ClampedArray} rgba @returns {Promise<Float32Array>} */
  async #answer(rgba) {
    for (;;) {
      const network = this.#network;
      if (!network) throw new Error("There is no trained network yet.");
      /** @type {WorkerLink | undefined} */
      let link;
      try {
        this.#link ??= this.#start();
        link = await this.#link;
        if (this.#changed) {
          this.#changed = false;
          await link.request("load", network);
        }
        const answer = await link.request("classify", rgba);
        this.#deaths = 0;
        return decodeScores(network.spec.loss, answer);
      } catch (error) {
        // One that died or did not start is forgotten: the cause may pass, and the next try begins with another.
        if (!link || link.dead) this.#link = null;
        this.#changed = true;
        if (!(error instanceof WorkerDied)) throw error;
        this.#deaths += 1;
        if (this.#deaths > REPLACEMENTS) {
          throw new Error(
            "The live answer stopped working several times in a row. Train again, or reload the page.",
            { cause: error },
          );
        }
      }
    }
  }

  async #start() {
    const engine = await this.#engine();
    const link = new WorkerLink(this.#startWorker(), { silence: this.#silence });
    this.#changed = true;
    try {
      await link.request("start", engine, { silence: START_SILENCE });
    } catch (error) {
      link.close();
      throw error;
    }
    return link;
  }
}

function startLiveWorker() {
  return new Worker(new URL("../workers/worker.js", import.meta.url), {
    type: "module",
    name: "live",
  });
}
