// @ts-check
import { text } from "../text/index.js";

/** So many seconds to step in front of the camera. */
const COUNT_FROM = 3;

/**
 * Records without a hand on the button: counts down, then records for as long as was chosen. Another recording, a camera that goes,
 * or cancel() ends it.
 *
 * Dispatches "change" with each second of the countdown, when the recording begins and when it is over.
 */
export class HandsFree extends EventTarget {
  #recorder;
  #source;
  #preferences;
  /** Ends the present wait early. */
  #interrupt = () => {};
  /** left: seconds until the recording begins; 0 while it runs. @type {{ classId: string, left: number } | null} */
  current = null;

  /**
   * @param {{ recorder: import("./recorder.js").Recorder, source: import("./source.js").ActiveSource,
   *   preferences: import("./preferences.js").CameraPreferences }} parts
   */
  constructor({ recorder, source, preferences }) {
    super();
    this.#recorder = recorder;
    this.#source = source;
    this.#preferences = preferences;
    // While it counts down, somebody else's recording begins; later, its own one ends.
    recorder.addEventListener("change", () => {
      if (this.current && (recorder.current === null) === (this.current.left === 0)) this.cancel();
    });
    source.addEventListener("change", () => this.cancel());
  }

  /**
   * @param {string} classId
   * @returns {Promise<number | null>} pictures taken; null if it was cancelled before the recording began
   * @throws {Error} when there is no camera; the message is for the person
   */
  async record(classId) {
    const recorder = this.#recorder;
    if (this.current || recorder.current) return null;
    const { running, stalled, still } = this.#source;
    if (!running || still) throw new Error(text(stalled ? "record-no-frame" : "record-no-camera"));
    try {
      for (let left = COUNT_FROM; left > 0; left--) {
        this.#set({ classId, left });
        if (!(await this.#wait(1))) return null;
      }
      const recording = recorder.start(classId);
      if (!recording) return null; // it could not keep its first picture, and has said so
      this.#set({ classId, left: 0 });
      await this.#wait(this.#preferences.chosen.seconds);
      if (recorder.current === recording) recorder.stop();
      return recording.taken;
    } finally {
      this.#set(null);
    }
  }

  /** Ends the countdown, or the recording; pictures that were taken stay. */
  cancel() {
    this.#interrupt();
  }

  /** @param {number} seconds @returns {Promise<boolean>} false if it was interrupted */
  #wait(seconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(true), 1000 * seconds);
      this.#interrupt = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
  }

  /** @param {HandsFree["current"]} current */
  #set(current) {
    this.current = current;
    this.dispatchEvent(new Event("change"));
  }
}
