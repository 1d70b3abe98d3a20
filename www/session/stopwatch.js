// @ts-check

/** How long a training has taken, without its pauses. */
export class Stopwatch {
  #before;
  /** ms; null while it stands still. @type {number | null} */
  #since;
  #now;

  /** @param {number} seconds  that it shows at the beginning */
  constructor(seconds, now = () => performance.now()) {
    this.#before = seconds;
    this.#now = now;
    this.#since = now();
  }

  get seconds() {
    return this.#before + (this.#since === null ? 0 : (this.#now() - this.#since) / 1000);
  }

  pause() {
    this.#before = this.seconds;
    this.#since = null;
  }

  go() {
    this.#since ??= this.#now();
  }

  /** Time in which nothing happened. @param {number} seconds */
  skip(seconds) {
    this.#before -= seconds;
  }
}
