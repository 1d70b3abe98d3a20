// @ts-check

/**
 * Something that can be undone.
 * @typedef {object} Step
 * @property {string} done  what was done, in a sentence
 * @property {string} undone  what is said when it has been undone
 * @property {() => void} undo  may throw an Error whose message is for the person
 * @property {string} place  where it was done: a class's id, or a name of another place with an Undo button
 */

/** More steps back nobody remembers, and each keeps its pictures in memory. */
const MOST = 100;

/** Everything that removes, or arranges classes, leaves a step here, to be undone the newest first. Dispatches "change", and "step" after a new step. */
export class UndoHistory extends EventTarget {
  /** @type {Step[]} */
  #steps = [];

  /** @param {EventTarget} dataset */
  constructor(dataset) {
    super();
    // Other pictures: what was removed from those before cannot come back.
    dataset.addEventListener("replace", () => this.clear());
  }

  /** What is undone next. */
  get newest() {
    return this.#steps.at(-1) ?? null;
  }

  /** @param {Step} step */
  add(step) {
    this.#steps.push(step);
    if (this.#steps.length > MOST) this.#steps.shift();
    this.dispatchEvent(new Event("change"));
    this.dispatchEvent(new Event("step"));
  }

  /**
   * Undoes the newest step. One that cannot be undone is dropped, or it would be in the way of those before.
   * @returns {string} what was undone; "" when there was nothing
   */
  undo() {
    const step = this.#steps.pop();
    if (!step) return "";
    try {
      step.undo();
    } finally {
      this.dispatchEvent(new Event("change"));
    }
    return step.undone;
  }

  clear() {
    this.#steps = [];
    this.dispatchEvent(new Event("change"));
  }
}
