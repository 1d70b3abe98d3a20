// @ts-check
import { bytesOf } from "../engine/bytes.js";
import { Directive, directive } from "../vendor/lit-html/directive.js";
import { h } from "./dom.js";

/** @typedef {import("../engine/types.js").Picture} Picture */

/** What is being read. @type {Set<Promise<void>>} */
const reading = new Set();

/** Until every picture that was to be painted by now can be seen, or cannot be read. */
export async function allPainted() {
  await Promise.all(reading);
}

/** A canvas with a picture's pixels, painted once per picture in a place of a template, and removed with it. */
export const painted = directive(
  class extends Directive {
    #canvas = h("canvas");
    /** @type {Picture | null} */
    #shown = null;

    /** @param {Picture} picture @param {number} size @returns {HTMLCanvasElement} */
    render(picture, size) {
      if (picture !== this.#shown) this.#show(picture, size);
      this.#shown = picture;
      return this.#canvas;
    }

    /** At once if it is in memory; else it is read now that somebody sees it. @param {Picture} picture @param {number} size */
    #show(picture, size) {
      const { rgba } = picture;
      if (typeof rgba !== "function") return paint(this.#canvas, rgba, size);
      Object.assign(this.#canvas, { width: size, height: size }); // empty
      const painting = bytesOf(picture)
        .then(
          (bytes) => {
            if (this.#shown === picture) paint(this.#canvas, bytes, size);
          },
          () => {}, // it stays empty, and the storage says why
        )
        .finally(() => reading.delete(painting));
      reading.add(painting);
    }
  },
);

/** @param {HTMLCanvasElement} canvas @param {Uint8ClampedArray} rgba @param {number} size */
function paint(canvas, rgba, size) {
  Object.assign(canvas, { width: size, height: size });
  const pixels = new ImageData(new Uint8ClampedArray(rgba), size, size);
  canvas.getContext("2d", { alpha: false })?.putImageData(pixels, 0, 0);
}
