// @ts-check
import { text } from "../text/index.js";
import { drawnPicture } from "./picture.js";

/**
 * The picture that is looked at: the camera's newest frame, the one that was frozen, or, before any camera has been on, a drawn
 * one. Dispatches "frame" when the camera has another one, and "change" when it is another camera, or none.
 */
export class Frames extends EventTarget {
  #source;
  rgba = drawnPicture();
  #drawn = true;
  /** Whether the camera's frames are followed. */
  live = true;
  /** What the camera did last. @type {"on" | "off" | "lost" | "stalled"} */
  #camera = "on";

  /** @param {Pick<import("../view/views.js").ViewParts, "source" | "camera">} parts */
  constructor({ source, camera }) {
    super();
    this.#source = source;
    const tell = (/** @type {string} */ type) => this.dispatchEvent(new Event(type));
    source.addEventListener("frame", () => tell("frame"));
    source.addEventListener("change", () => {
      if (source.stalled) this.#camera = "stalled";
      else if (source.running) this.#camera = "on";
      else if (!this.#drawn && this.#camera !== "lost") this.#camera = "off";
      tell("change");
    });
    camera.addEventListener("lost", () => {
      this.#camera = "lost";
      tell("change");
    });
  }

  /** Whether another picture will take the place of this one at once. */
  get moving() {
    return this.live && this.#source.running;
  }

  /** Takes the camera's newest frame, if it is followed. @returns {boolean} whether there was one */
  take() {
    const rgba = this.live ? this.#source.grab() : null;
    if (!rgba) return false;
    this.rgba = rgba;
    this.#drawn = false;
    return true;
  }

  /** Where the picture comes from, in words, when that is not a camera that is on. */
  get where() {
    if (this.#source.running) return "";
    return this.#drawn ? text("inside-drawn") : text(`inside-camera-${this.#camera}`);
  }
}
