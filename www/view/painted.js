// @ts-check
import { bytesOf } from "../engine/bytes.js";
import { Directive, directive } from "../vendor/lit-html/directive.js";
import { bitmap } from "./bitmap.js";
import { h } from "./dom.js";

/** @typedef {import("../engine/types.js").Picture} Picture */

/** What is on its way. @type {Set<Promise<void>>} */
const coming = new Set();

/** Until every picture that was to be painted by now can be seen, or cannot be read. */
export async function allPainted() {
  await Promise.all(coming);
}

/** An image of a picture, made once per picture in a place of a template: only what is in the page is read and decoded. */
export const painted = directive(
  class extends Directive {
    #image = h("img", { alt: "", draggable: "false" }); // dropped on the page, it would be an upload
    /** @type {Picture | null} */
    #shown = null;

    /** @param {Picture} picture @param {number} size @returns {HTMLImageElement} */
    render(picture, size) {
      if (picture !== this.#shown) {
        this.#shown = picture;
        const painting = this.#paint(picture, size).finally(() => coming.delete(painting));
        coming.add(painting);
      }
      return this.#image;
    }

    /** @param {Picture} picture @param {number} size */
    async #paint(picture, size) {
      const image = this.#image;
      image.removeAttribute("src");
      Object.assign(image, { width: size, height: size });
      const bytes = await bytesOf(picture).catch(() => null); // it stays empty, and the storage says why
      if (!bytes || picture !== this.#shown) return;
      const url = URL.createObjectURL(bitmap(bytes, size));
      image.src = url;
      await image.decode().catch(() => {}); // another one is shown instead
      URL.revokeObjectURL(url);
    }
  },
);
