// @ts-check

/** ms that a stage stays, at the least and at the most. */
export const TEMPO = { min: 250, max: 1250, usual: 750 };

/** The browser's own timers, which do not work as methods of anything else. */
const CLOCK = {
  setTimeout: (/** @type {() => void} */ act, /** @type {number} */ ms) => setTimeout(act, ms),
  clearTimeout: (/** @type {ReturnType<typeof setTimeout>} */ timer) => clearTimeout(timer),
};

/**
 * Plays places one after the other: the stages of a step, say. Dispatches "change" when another one is shown, and when it began or
 * ceased to play.
 */
export class Player extends EventTarget {
  #clock;
  #count = 1;
  #at = 0;
  #tempo = TEMPO.usual;
  #given;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;

  /**
   * @param {{ tempo?: () => number, clock?: { setTimeout: (act: () => void, ms: number) => any, clearTimeout: (timer: any) => void } }} [options]
   *   tempo: ms per place, where something else sets it
   */
  constructor({ tempo, clock = CLOCK } = {}) {
    super();
    this.#given = tempo;
    this.#clock = clock;
  }

  /** The place that is shown. */
  get at() {
    return this.#at;
  }

  get last() {
    return this.#count - 1;
  }

  get playing() {
    return this.#timer !== null;
  }

  /** ms per place */
  get tempo() {
    return this.#given?.() ?? this.#tempo;
  }

  set tempo(ms) {
    this.#tempo = Math.min(TEMPO.max, Math.max(TEMPO.min, ms));
    if (this.playing) this.#wait();
  }

  /** Another network has other stages: its step is shown as a whole. @param {number} count */
  load(count) {
    if (count === this.#count) return;
    this.#count = count;
    this.#stop();
    this.#at = this.last;
    this.#changed();
  }

  /** There are so many places: stays where it is, or at the last one. @param {number} count */
  fit(count) {
    this.#count = Math.max(1, count);
    this.#at = Math.min(this.#at, this.last);
  }

  /** From the place that is shown, or from the first when that is the last. */
  play() {
    if (this.playing || this.last === 0) return;
    if (this.#at === this.last) this.#at = 0;
    this.#wait();
    this.#changed();
  }

  pause() {
    if (!this.playing) return;
    this.#stop();
    this.#changed();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Stays among the places, and stops playing. @param {number} place */
  go(place) {
    const at = Math.min(this.last, Math.max(0, place));
    if (at === this.#at && !this.playing) return;
    this.#stop();
    this.#at = at;
    this.#changed();
  }

  #wait() {
    this.#stop();
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = null;
      this.#at = Math.min(this.last, this.#at + 1);
      if (this.#at < this.last) this.#wait();
      this.#changed();
    }, this.tempo);
  }

  #stop() {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
