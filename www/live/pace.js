// @ts-check

/** ms that are looked back on. */
const SPAN_MS = 2000;

/** How often the network answers, and how long each answer takes. */
export class Pace {
  /** @type {{ at: number, took: number }[]} */
  #answers = [];

  /** @param {number} at  ms, of any clock: when the answer was there @param {number} took  ms */
  add(at, took) {
    this.#answers.push({ at, took });
    this.#answers = this.#answers.filter((one) => one.at > at - SPAN_MS);
  }

  /** @param {number} now @returns {{ perSecond: number, milliseconds: number } | null} null while there are too few to say */
  at(now) {
    const recent = this.#answers.filter((one) => one.at > now - SPAN_MS);
    if (recent.length < 2) return null;
    const seconds = (recent[recent.length - 1].at - recent[0].at) / 1000;
    const took = recent.reduce((sum, one) => sum + one.took, 0);
    return { perSecond: (recent.length - 1) / seconds, milliseconds: took / recent.length };
  }
}
