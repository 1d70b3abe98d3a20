// @ts-check
/** Notices that the browser froze a worker, or that the whole device slept: nobody tells it. */

/** ms; whatever takes less is worth no word. */
const SHORTEST = 5000;
/** A step that takes so many times as long as the longest of late was interrupted. */
const UNUSUAL = 10;
/** The longest counts less with each step: the first one, which waits for helpers, may take a hundred times as long as the others. */
const FORGETTING = 0.9;
/** So many steps tell how long they take. */
const FIRST = 3;

export class Sleep {
  #onEnd;
  #last = NaN;
  /** ms between two beats, of late. */
  #longest = 0;
  #beats = 0;

  /** @param {(seconds: number) => void} onEnd  how long it was */
  constructor(onEnd) {
    this.#onEnd = onEnd;
  }

  /** The step took so long for another reason: it waited for a helper that is gone. */
  excuse() {
    this.#last = NaN;
  }

  /** To be called before each step. @param {number} time  ms, by a clock that goes on while the device sleeps */
  beat(time) {
    const gap = time - this.#last;
    this.#last = time;
    if (Number.isNaN(gap)) return;
    if (this.#beats >= FIRST && gap > Math.max(SHORTEST, UNUSUAL * this.#longest)) {
      this.#onEnd(gap / 1000);
      return;
    }
    this.#beats += 1;
    this.#longest = Math.max(FORGETTING * this.#longest, gap);
  }
}
