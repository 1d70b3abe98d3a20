// @ts-check
/** How fast this device trains: what earlier trainings on it took. */

/**
 * @typedef {import("../engine/types.js").KeptSettings} KeptSettings
 * @typedef {import("../engine/types.js").Plan} Plan
 */

/** It belongs to the device: a few bytes. */
const KEPT = "tab-trainer-pace";

export class Pace {
  /** Seconds per multiply-add that was planned, by method. @type {Record<string, number>} */
  #known;

  constructor() {
    this.#known = kept();
  }

  /**
   * A training that came to its end.
   * @param {Pick<Plan, "multiply_adds">} plan @param {KeptSettings} choice @param {number} seconds
   */
  add({ multiply_adds }, choice, seconds) {
    if (!(multiply_adds > 0 && seconds > 0)) return;
    this.#known = { ...this.#known, [kindOf(choice)]: seconds / multiply_adds };
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.#known));
    } catch {
      // The browser forbids storage.
    }
  }

  /**
   * About how many seconds a training would take, where the last one of its kind took as long for its work; null where this
   * device has not seen any.
   * @param {Pick<Plan, "multiply_adds">} plan @param {KeptSettings} choice
   */
  estimate({ multiply_adds }, choice) {
    const known = this.#known[kindOf(choice)];
    return known === undefined ? null : known * multiply_adds;
  }

  forget() {
    this.#known = {};
    try {
      localStorage.removeItem(KEPT);
    } catch {
      // Nothing was kept.
    }
  }
}

/** What a multiply-add takes differs between them: their layers do, and how many workers share them. @param {KeptSettings} choice */
function kindOf({ preset, stem, fineTune, stopEarly, workers }) {
  return [preset, stem, fineTune, stopEarly, workers].join(" ");
}

/** @returns {Record<string, number>} */
function kept() {
  try {
    const found = Object.entries(JSON.parse(localStorage.getItem(KEPT) ?? "{}") ?? {});
    return Object.fromEntries(found.filter(([, value]) => Number.isFinite(value) && value > 0));
  } catch {
    return {};
  }
}
