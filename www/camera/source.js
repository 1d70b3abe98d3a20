// @ts-check

/**
 * Where pictures come from. Camera and PracticeCamera both are one; they dispatch "frame" whenever there is a new
 * picture to look at, about 30 times per second.
 * @typedef {EventTarget & {
 *   running: boolean,
 *   grab(): Uint8ClampedArray | null,
 *   stop(): void,
 * }} FrameSource
 */

/**
 * The source in use at the moment, if any. Whoever records or answers listens here and need not know which it is.
 * Dispatches "frame", and "change" when the source was exchanged, started or stopped.
 */
export class ActiveSource extends EventTarget {
  /** @type {FrameSource | null} */
  current = null;
  #forward = () => this.dispatchEvent(new Event("frame"));

  /**
   * Switches to another source and stops the one before, so that two never run at once.
   * @param {FrameSource | null} source
   */
  use(source) {
    const previous = this.current;
    if (previous !== source) {
      previous?.removeEventListener("frame", this.#forward);
      source?.addEventListener("frame", this.#forward);
      this.current = source;
      previous?.stop();
    }
    this.dispatchEvent(new Event("change"));
  }

  get running() {
    return this.current?.running ?? false;
  }

  /** @returns {Uint8ClampedArray | null} the picture of this moment; null when there is none */
  grab() {
    return this.current?.grab() ?? null;
  }
}
