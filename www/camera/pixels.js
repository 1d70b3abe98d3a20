// @ts-check
import { text } from "../text/index.js";

/**
 * The only way from anything that can be drawn to the bytes that a network learns from: the centre square, scaled to
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
   * @returns {Uint8ClampedArray} size × size × 4 bytes, owned by the caller
   */
  read(source, width, height) {
    const side = Math.min(width, height);
    const size = this.#size;
    // Vector drawings may be transparent. They are made for white paper, while an opaque canvas starts out black.
    this.#context.fillStyle = "#fff";
    this.#context.fillRect(0, 0, size, size);
    this.#context.drawImage(
      source,
      (width - side) / 2,
      (height - side) / 2,
      side,
      side,
      0,
      0,
      size,
      size,
    );
    return this.#context.getImageData(0, 0, size, size).data;
  }
}

/** A picture of another size than is asked for. @param {Uint8ClampedArray} rgba  of a square @param {SquareReader} reader */
export function resized(rgba, reader) {
  const side = Math.sqrt(rgba.length / 4);
  const sheet = Object.assign(document.createElement("canvas"), { width: side, height: side });
  sheet.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(rgba), side), 0, 0);
  return reader.read(sheet, side, side);
}
