// @ts-check
import { text } from "../text/index.js";
import { SquareReader } from "./pixels.js";

/** It never changes, but what answers may: other weights and other thresholds are seen this soon. */
const FRAME_MS = 250;

/**
 * One picture as a frame source: what asks a camera for frames asks it in the same way. There is nothing in it to record.
 */
export class StillPicture extends EventTarget {
  still = true;
  canvas;
  #context;
  #reader;
  /** @type {Uint8ClampedArray | null} */
  #rgba = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLCanvasElement} canvas  shows it
   * @param {number} size  side of the frames
   */
  constructor(canvas, size) {
    super();
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) throw new Error(text("camera-no-canvas"));
    this.canvas = canvas;
    this.#context = context;
    this.#reader = new SquareReader(size);
  }

  get running() {
    return this.#rgba !== null;
  }

  /** @param {Uint8ClampedArray} rgba  side × side × 4 bytes, of any side */
  show(rgba) {
    this.stop();
    const side = Math.sqrt(rgba.length / 4);
    Object.assign(this.canvas, { width: side, height: side });
    this.#context.putImageData(new ImageData(new Uint8ClampedArray(rgba), side), 0, 0);
    this.#rgba = this.#reader.read(this.canvas, side, side);
    const tick = () => {
      this.#timer = setTimeout(tick, FRAME_MS);
      this.dispatchEvent(new Event("frame"));
    };
    this.#timer = setTimeout(tick);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#rgba = null;
  }

  /** @returns {Uint8ClampedArray | null} */
  grab() {
    return this.#rgba?.slice() ?? null;
  }
}
