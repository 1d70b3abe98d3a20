// @ts-check
import { text } from "../text/index.js";
import { CENTRE, squareIn } from "./crop.js";

/** Browsers that blur fingerprints a little change the last bits: a network does not mind. */
const TOLERANCE = 8;

/**
 * The only way from anything that can be drawn to the bytes that a network learns from: a square, scaled to
 * size × size RGBA. Camera, practice camera and uploads all take it, so that their pictures are comparable.
 */
export class SquareReader {
  #context;
  #size;

  /** @param {number} size side of the pictures, in pixels */
  constructor(size) {
    const canvas = document.createElement("canvas");
    canvas.width = size;
    canvas.height = size;
    const context = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
    if (!context) throw new Error(text("camera-no-canvas"));
    // Plain bilinear scaling skips pixels when it shrinks by more than half: fine patterns would flicker.
    context.imageSmoothingQuality = "medium";
    this.#context = context;
    this.#size = size;
  }

  /**
   * Scales first, then reads: reading back a full-HD frame takes about 20 ms, a 128 × 128 square next to nothing.
   * @param {CanvasImageSource} source
   * @param {number} width of the source, in pixels
   * @param {number} height
   * @param {{ crop?: import("./crop.js").Crop, mirrored?: boolean }} [options]  by default the centre square, as it is
   * @returns {Uint8ClampedArray} size × size × 4 bytes, owned by the caller
   */
  read(source, width, height, { crop = CENTRE, mirrored = false } = {}) {
    const { left, top, side } = squareIn(crop, width, height);
    const size = this.#size;
    const context = this.#context;
    // Vector drawings may be transparent. They are made for white paper, while an opaque canvas starts out black.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, size, size);
    if (mirrored) context.setTransform(-1, 0, 0, 1, size, 0);
    context.drawImage(source, left, top, side, side, 0, 0, size, size);
    if (mirrored) context.resetTransform();
    return context.getImageData(0, 0, size, size).data;
  }
}

let real = false;

/**
 * Draws a known colour and reads it back, until that worked once: against fingerprinting, Firefox can be set to hand out noise
 * instead of pixels, and a network would learn the noise.
 */
export function pixelsAreReal() {
  if (real) return true;
  const size = 4;
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const context = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
  if (!context) throw new Error(text("camera-no-canvas"));
  const known = [58, 127, 196, 255];
  context.fillStyle = `rgb(${known.slice(0, 3).join(" ")})`;
  context.fillRect(0, 0, size, size);
  const { data } = context.getImageData(0, 0, size, size);
  real = data.every((byte, i) => Math.abs(byte - known[i % 4]) <= TOLERANCE);
  return real;
}

/** @throws {Error} where they are noise; the message is for the person */
export function checkPixels() {
  if (!pixelsAreReal()) throw new Error(text("camera-noise"));
}

/** A picture of another size than is asked for. @param {Uint8ClampedArray} rgba  of a square @param {SquareReader} reader */
export function resized(rgba, reader) {
  const side = Math.sqrt(rgba.length / 4);
  const sheet = Object.assign(document.createElement("canvas"), { width: side, height: side });
  sheet.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(rgba), side), 0, 0);
  return reader.read(sheet, side, side);
}
