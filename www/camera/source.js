// @ts-check

/**
 * Where pictures come from: Camera or PracticeCamera. Both dispatch "frame" whenever there is a new picture, about 30 times per
 * second; a camera that stops sending any while it is on dispatches "flow", and again when they come. Or StillPicture, whose
 * frames are all the same.
 * @typedef {EventTarget & {
 *   running: boolean,
 *   stalled?: boolean,
 *   still?: boolean,
 *   grab(): Uint8ClampedArray | null,
 *   stop(): void,
 * }} FrameSource
 */

/**
 * The source in use, if any: recording and answering depend on this alone, not on either camera.
 * Dispatches "frame", and "change" when the source was replaced, started or stopped, or its pictures no longer come, or do again.
 */
export class ActiveSource extends EventTarget {
  /** @type {FrameSource | null} */
  current = null;
  #forward = () => this.dispatchEvent(new Event("frame"));
  #flow = () => this.dispatchEvent(new Event("change"));

  /**
   * Switches to another source and stops the previous one, so that two never run at once.
   * @param {FrameSource | null} source
   */
  use(source) {
    const previous = this.current;
    if (previous !== source) {
      previous?.removeEventListener("frame", this.#forward);
      previous?.removeEventListener("flow", this.#flow);
      source?.addEventListener("frame", this.#forward);
      source?.addEventListener("flow", this.#flow);
      this.current = source;
      previous?.stop();
    }
    this.dispatchEvent(new Event("change"));
  }

  /** Whether pictures come. */
  get running() {
    return (this.current?.running ?? false) && !this.stalled;
  }

  /** Whether it is on, but sends no new pictures. */
  get stalled() {
    return this.current?.stalled ?? false;
  }

  /** Whether it is a single picture, of which there is nothing to record. */
  get still() {
    return this.current?.still ?? false;
  }

  /** @returns {Uint8ClampedArray | null} what the source shows at this moment; null if nothing */
  grab() {
    return this.current?.grab() ?? null;
  }
}
