// @ts-check

/** ms: a single wrong frame must not count, and an eye that blinks must. */
export const HOLD_MS = 300;

/**
 * Notices each time that a class becomes the sure answer after another one, or after none. What does not hold for HOLD_MS has not
 * happened: neither a class nor a gap between two answers.
 */
export class Arrivals {
  /** The class that holds, or none. @type {string | null} */
  #current = null;
  /** What may become it. @type {string | null} */
  #next = null;
  /** ms: since when. */
  #since = 0;

  /**
   * @param {string | null} id  of the class that is the sure answer at this moment, if one is
   * @param {number} now  ms, of any clock
   * @returns {string | null} the class that has become the answer with this frame; null when none has
   */
  see(id, now) {
    if (id !== this.#next) {
      this.#next = id;
      this.#since = now;
    }
    if (id === this.#current || now - this.#since < HOLD_MS) return null;
    this.#current = id;
    return id;
  }

  /** Nothing is seen any more: what comes next is new, whatever it is. */
  leave() {
    this.#current = this.#next = null;
  }
}
