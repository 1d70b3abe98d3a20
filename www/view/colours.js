// @ts-check
import { COLOURS } from "../data/dataset.js";

/** @typedef {import("../data/dataset.js").Dataset} Dataset */

/** The colour of each class, wherever it is shown. */
export class Colours {
  #dataset;
  /** Those that were seen: a class that was removed may still be an answer. @type {Map<string, number>} */
  #seen = new Map();

  /** @param {Dataset} dataset */
  constructor(dataset) {
    this.#dataset = dataset;
  }

  /**
   * @param {string} classId
   * @returns {string} for the attribute data-colour
   */
  of(classId) {
    const colour = this.#dataset.classes.find(({ id }) => id === classId)?.colour;
    if (colour !== undefined) this.#seen.set(classId, colour);
    return String(this.#seen.get(classId) ?? Number(classId) % COLOURS);
  }
}
