// @ts-check
import { encodeTargets } from "./targets.js";

/** @typedef {{ pictures: Uint8ClampedArray[], labels: number[] }} Examples  pictures: RGBA, all of the network's size */
/** @typedef {import("../engine/types.js").Batch} Batch */

/** Gathers pictures into batches; its buffer is reused, so a batch is good until the next one is taken. */
export class Batcher {
  #spec;
  #classCount;
  #bytes = new Uint8ClampedArray(0);

  /** @param {{ spec: import("../engine/types.js").NetworkSpec, classCount: number }} job */
  constructor({ spec, classCount }) {
    this.#spec = spec;
    this.#classCount = classCount;
  }

  /**
   * @param {Examples} examples @param {Uint32Array} places @param {Batch["augmentation"]} [augmentation]
   * @param {Float32Array} [weights]  of the classes
   * @returns {Batch}
   */
  take({ pictures, labels }, places, augmentation, weights) {
    const { loss, input } = this.#spec;
    const bytes = input.height * input.width * 4;
    if (this.#bytes.length < places.length * bytes)
      this.#bytes = new Uint8ClampedArray(places.length * bytes);
    places.forEach((place, row) => this.#bytes.set(pictures[place], row * bytes));
    return {
      rgba: this.#bytes.subarray(0, places.length * bytes), // [n, h, w, 4]
      targets: encodeTargets(
        loss,
        this.#classCount,
        Array.from(places, (place) => labels[place]),
        weights,
      ), // [n, outputs]
      augmentation,
      count: places.length,
    };
  }
}
