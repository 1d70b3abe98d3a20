// @ts-check
import { text } from "../text/index.js";
import { SquareReader, checkPixels } from "./pixels.js";
import { drawScene } from "./scenes.js";

/** @typedef {import("./scenes.js").SceneId} SceneId */

const FRAME_MS = 1000 / 30;
/** How long a face, cup or plant keeps its shape and place. Short, so that even a short recording shows several. */
const LOOKS_MS = 800;

/**
 * A camera for machines without one: it draws a moving scene and is a frame source like the webcam, so that everything behind it is
 * the same. Timers drive it, and grab() draws on demand, so that it works where animation frames are throttled.
 */
export class PracticeCamera extends EventTarget {
  canvas;
  #context;
  #reader;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  // Each visit begins with another look; their order is always the same.
  #number = Math.floor(Math.random() * 1000);
  #changedAt = -Infinity;
  #drawnAt = -Infinity;
  /** @type {SceneId} */
  #scene = "face";

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {number} size side of the pictures
   */
  constructor(canvas, size) {
    super();
    // Four thirds, as most webcams.
    Object.assign(canvas, { width: 640, height: 480 });
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) throw new Error(text("camera-no-canvas"));
    this.canvas = canvas;
    this.#context = context;
    this.#reader = new SquareReader(size);
  }

  get running() {
    return this.#timer !== undefined;
  }

  get scene() {
    return this.#scene;
  }

  set scene(scene) {
    this.#scene = scene;
    this.#changedAt = -Infinity;
    this.#drawnAt = -Infinity;
    if (this.running) this.#draw();
  }

  /** @throws {Error} when the browser lets nobody see its pixels; the message is for the person */
  start() {
    if (this.running) return;
    checkPixels();
    const tick = () => {
      this.#timer = setTimeout(tick, FRAME_MS);
      this.#draw();
      this.dispatchEvent(new Event("frame"));
    };
    tick();
    this.dispatchEvent(new Event("change"));
  }

  stop() {
    if (!this.running) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {Uint8ClampedArray | null} */
  grab() {
    if (!this.running) return null;
    if (performance.now() - this.#drawnAt > FRAME_MS) this.#draw();
    return this.#reader.read(this.canvas, this.canvas.width, this.canvas.height);
  }

  #draw() {
    const now = performance.now();
    if (now - this.#changedAt > LOOKS_MS) {
      this.#number += 1;
      this.#changedAt = now;
    }
    const { width, height } = this.canvas;
    drawScene(this.#context, {
      scene: this.#scene,
      width,
      height,
      seconds: now / 1000,
      number: this.#number,
    });
    this.#drawnAt = now;
  }
}
