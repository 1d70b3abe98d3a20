// @ts-check

/**
 * Where pictures come from: Camera or PracticeCamera. Both dispatch "frame" whenever there is a new picture, about 30 times per
 * second.
 * @typedef {EventTarget & {
 *   running: boolean,
 *   grab(): Uint8ClampedArray | null,
 *   stop(): void,
 * }} FrameSource
 */

/**
 * The source in use, if any: recording and answering depend on this alone, not on either camera.
 * Dispatches "frame", and "change" when the source was replaced, started or stopped.
 */
export class ActiveSource extends EventTarget {
  /** @type {FrameSource | null} */
  current = null;
  #forward = () => this.dispatchEvent(new Event("frame"));

  /**
   * Switches to another source and stops the previous one, so that two never run at once.
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

  /** @returns {Uint8ClampedArray | null} what the source shows at this moment; null if nothing */
  grab() {
    return this.current?.grab() ?? null;
  }
}
