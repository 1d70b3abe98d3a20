// @ts-check
import { text } from "../text/index.js";

/**
 * @typedef {import("../data/dataset.js").Dataset} Dataset
 * @typedef {import("./source.js").ActiveSource} ActiveSource
 */

/** A frame may come so much before its picture is due: of frames 33 ms apart, every third one is taken at 10 per second, not every fourth. */
const EARLY_MS = 5;

/**
 * Takes pictures for one class, as many per second as were chosen, while Record is held. A second finger on another Record button changes
 * nothing: one moment cannot belong to two classes.
 *
 * Dispatches "change" when a recording began or ended, "picture" after each picture, and "trouble" (CustomEvent with the class's id
 * and an Error) when one could not be kept.
 */
export class Recorder extends EventTarget {
  #dataset;
  #source;
  #preferences;
  /** @type {string | null} */
  #recording = null;
  /** When the next picture is due. */
  #due = 0;
  /** @type {{ classId: string, taken: number } | null} */
  current = null;

  /**
   * @param {Dataset} dataset
   * @param {ActiveSource} source
   * @param {import("./preferences.js").CameraPreferences} preferences
   */
  constructor(dataset, source, preferences) {
    super();
    this.#dataset = dataset;
    this.#source = source;
    this.#preferences = preferences;
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
   * @returns {Recorder["current"]} the recording that runs now, which may be another one; null when it could not keep its first picture
   * @throws {Error} when there is no camera; the message is for the person
   */
  start(classId) {
    if (this.current) return this.current;
    const { running, stalled, still } = this.#source;
    if (!running || still) throw new Error(text(stalled ? "record-no-frame" : "record-no-camera"));
    this.current = { classId, taken: 0 };
    this.#recording = this.#dataset.startRecording();
    this.#due = performance.now();
    this.#tick(); // at once, so that even a short tap takes a picture
    this.dispatchEvent(new Event("change"));
    return this.current;
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
    if (!current || recording === null || now < this.#due - EARLY_MS) return;
    const rgba = this.#source.grab();
    if (!rgba) return;
    // At 20 pictures from 30 frames per second, the gaps differ and the average is right. After a pause there is no rush.
    this.#due = Math.max(this.#due + 1000 / this.#preferences.chosen.rate, now);
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
