// @ts-check
import { text } from "../text/index.js";

/**
 * @typedef {import("../data/dataset.js").Dataset} Dataset
 * @typedef {import("./source.js").ActiveSource} ActiveSource
 */

/** Least time between two pictures: just under 100 ms, or at 30 frames per second every fourth frame would be taken, not every third. */
const INTERVAL_MS = 95;

/**
 * Takes about ten pictures per second for one class while Record is held. A second finger on another Record button changes
 * nothing: one moment cannot belong to two classes.
 *
 * Dispatches "change" when a recording began or ended, "picture" after each picture, and "trouble" (CustomEvent with the class's id
 * and an Error) when one could not be kept.
 */
export class Recorder extends EventTarget {
  #dataset;
  #source;
  /** @type {string | null} */
  #recording = null;
  #last = 0;
  /** @type {{ classId: string, taken: number } | null} */
  current = null;

  /**
   * @param {Dataset} dataset
   * @param {ActiveSource} source
   */
  constructor(dataset, source) {
    super();
    this.#dataset = dataset;
    this.#source = source;
    source.addEventListener("frame", () => this.#tick());
    // A recording comes from one camera.
    source.addEventListener("change", () => this.stop());
    dataset.addEventListener("change", () => {
      const classId = this.current?.classId;
      if (classId && !dataset.classes.some((one) => one.id === classId)) this.stop();
    });
  }

  /**
   * @param {string} classId
   * @throws {Error} when there is no camera; the message is for the person
   */
  start(classId) {
    if (this.current) return;
    if (!this.#source.running) throw new Error(text("record-no-camera"));
    this.current = { classId, taken: 0 };
    this.#recording = this.#dataset.startRecording();
    this.#last = -Infinity;
    this.#tick(); // at once, so that even a short tap takes a picture
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {number} pictures taken; 0 when nothing was being recorded */
  stop() {
    const { current } = this;
    if (!current) return 0;
    this.current = null;
    this.#recording = null;
    this.dispatchEvent(new Event("change"));
    return current.taken;
  }

  #tick() {
    const { current } = this;
    const recording = this.#recording;
    const now = performance.now();
    if (!current || recording === null || now - this.#last < INTERVAL_MS) return;
    const rgba = this.#source.grab();
    if (!rgba) return;
    this.#last = now;
    try {
      this.#dataset.addPicture(current.classId, recording, rgba);
      current.taken += 1;
      this.dispatchEvent(new Event("picture"));
    } catch (error) {
      const { classId } = current;
      this.stop();
      this.dispatchEvent(new CustomEvent("trouble", { detail: { classId, error } }));
    }
  }
}
