// @ts-check
import { Directive, directive } from "../vendor/lit-html/directive.js";
import { h } from "./dom.js";

/** @typedef {import("../engine/types.js").Picture} Picture */

/** A canvas with a picture's pixels, painted once per picture in a place of a template, and removed with it. */
export const painted = directive(
  class extends Directive {
    #canvas = h("canvas");
    /** @type {Picture | null} */
    #shown = null;

    /** @param {Picture} picture @param {number} size @returns {HTMLCanvasElement} */
    render(picture, size) {
      if (picture !== this.#shown) paint(this.#canvas, picture, size);
      this.#shown = picture;
      return this.#canvas;
    }
  },
);

/** @param {HTMLCanvasElement} canvas @param {Picture} picture @param {number} size */
function paint(canvas, { rgba }, size) {
  Object.assign(canvas, { width: size, height: size });
  const pixels = new ImageData(new Uint8ClampedArray(rgba), size, size);
  canvas.getContext("2d", { alpha: false })?.putImageData(pixels, 0, 0);
}
