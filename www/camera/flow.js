// @ts-check

/** How often to look whether pictures still come. */
const CHECK_MS = 250;
/** A camera that was silent for so long has stopped. In poor light, slow ones still send several pictures per second. */
const SILENT_MS = 1000;
/** The first picture may take longer. */
const FIRST_MS = 3000;
/** Sensor noise makes each picture differ from the one before: after so long without any difference, a camera is frozen. */
const FROZEN_MS = 1000;
/** A check that comes so late says that the page was busy or asleep, not the camera. */
const LATE_MS = 3 * CHECK_MS;

/** Whether new pictures keep coming from a camera that is on. */
export class Flow {
  stopped = false;
  #onChange;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #checkedAt = 0;
  /** When the last new picture came. */
  #seenAt = 0;
  /** @type {Uint8ClampedArray | null} */
  #sample = null;
  #sampledAt = 0;
  #changedAt = 0;

  /** @param {() => void} onChange  after `stopped` has changed */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  start() {
    this.end();
    const now = performance.now();
    this.#checkedAt = this.#changedAt = now;
    this.#seenAt = now + FIRST_MS - SILENT_MS;
    this.#timer = setInterval(() => this.#check(), CHECK_MS);
  }

  end() {
    clearInterval(this.#timer);
    this.#sample = null;
    this.#sampledAt = -Infinity;
    this.stopped = false;
  }

  /** A picture has come. @param {() => Uint8ClampedArray | null} sample  its bytes */
  see(sample) {
    const now = performance.now();
    if (now - this.#sampledAt >= CHECK_MS) {
      const before = this.#sample;
      this.#sampledAt = now;
      this.#sample = sample();
      if (!before || !this.#sample || !alike(before, this.#sample) || uniform(this.#sample))
        this.#changedAt = now;
    }
    if (now - this.#changedAt > FROZEN_MS) return;
    this.#seenAt = now;
    this.#set(false);
  }

  #check() {
    const now = performance.now();
    // Browsers show no pictures to a page that nobody sees.
    if (document.hidden || now - this.#checkedAt > LATE_MS) this.#seenAt = this.#changedAt = now;
    this.#checkedAt = now;
    if (now - this.#seenAt > SILENT_MS) this.#set(true);
  }

  /** @param {boolean} stopped */
  #set(stopped) {
    if (stopped === this.stopped) return;
    this.stopped = stopped;
    this.#onChange();
  }
}

/** @param {Uint8ClampedArray} one @param {Uint8ClampedArray} other */
function alike(one, other) {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

/** A covered camera may send pure black, and goes on sending it. @param {Uint8ClampedArray} rgba */
function uniform(rgba) {
  return rgba.every((byte, i) => byte === rgba[i % 4]);
}
