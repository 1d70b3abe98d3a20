// @ts-check
import { text } from "../text/index.js";
import { Directive, directive } from "../vendor/lit-html/directive.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h } from "./dom.js";

/** @typedef {import("../engine/types.js").Picture} Picture */
/** @typedef {import("../engine/types.js").PictureClass} PictureClass */

/** Rows while collapsed. These must agree with .thumbs in collect.css. */
const ROWS = 2;
const CELL = 48;
const GAP = 6;
/** Thumbnails painted per animation frame: a few milliseconds of work, so that hundreds do not block the page. */
const BATCH = 60;

/** A canvas with a picture's pixels, painted once per place in a template and removed with it: repeat() keeps them by picture. */
export const painted = directive(
  class extends Directive {
    /** @type {HTMLCanvasElement | null} */
    #canvas = null;

    /** @param {Picture} picture @param {number} size @returns {HTMLCanvasElement} */
    render(picture, size) {
      this.#canvas ??= paint(picture, size);
      return this.#canvas;
    }
  },
);

/** @param {Picture} picture @param {number} size */
function paint({ rgba }, size) {
  const canvas = h("canvas", { width: size, height: size });
  const pixels = new ImageData(new Uint8ClampedArray(rgba), size, size);
  canvas.getContext("2d", { alpha: false })?.putImageData(pixels, 0, 0);
  return canvas;
}

/** The pictures of one class, newest first: two rows or all of them. Each is a button that deletes its picture. */
export class Thumbnails {
  #grid;
  #size;
  #columns = 5;
  #frame = 0;
  /** @type {PictureClass | null} */
  #class = null;
  /** Ids of the pictures that have a thumbnail. @type {ReadonlySet<string>} */
  #shown = new Set();
  /** Ids of the pictures that a warning is about. @type {ReadonlySet<string>} */
  #suspects = new Set();
  #expanded = false;

  /**
   * @param {HTMLElement} grid
   * @param {{ size: number, onDelete: (picture: Picture) => void, signal: AbortSignal }} options  signal: aborted when the grid is gone
   */
  constructor(grid, { size, onDelete, signal }) {
    this.#grid = grid;
    this.#size = size;
    grid.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      const picture = this.#class?.pictures.find(({ id }) => id === button?.dataset.picture);
      if (!button || !picture) return;
      // Keyboard users continue at the neighbour that moves up.
      const neighbour = [button.nextElementSibling, button.previousElementSibling].find((one) =>
        one?.matches(".thumb"),
      );
      if (neighbour instanceof HTMLElement) neighbour.focus();
      onDelete(picture);
    });
    const resizing = new ResizeObserver(() => {
      const columns = Math.max(1, Math.floor((grid.clientWidth + GAP) / (CELL + GAP)));
      if (columns === this.#columns) return;
      this.#columns = columns;
      this.#render();
    });
    resizing.observe(grid);
    signal.addEventListener("abort", () => {
      resizing.disconnect();
      cancelAnimationFrame(this.#frame);
    });
  }

  /** @param {PictureClass} pictureClass @param {ReadonlySet<string>} [suspects] ids of pictures to be framed, also of other classes */
  render(pictureClass, suspects = new Set()) {
    this.#class = pictureClass;
    this.#suspects = suspects;
    this.#render();
  }

  #render() {
    if (!this.#class) return;
    const { pictures, name } = this.#class;
    const capacity = this.#columns * ROWS;
    const tooMany = pictures.length > capacity;
    this.#expanded &&= tooMany;
    const count = tooMany && !this.#expanded ? capacity - 1 : pictures.length;
    const hidden = pictures.slice(0, pictures.length - count);
    const wanted = pictures.slice(pictures.length - count).reverse();
    const ready = wanted.slice(0, this.#affordable(wanted));
    this.#shown = new Set(ready.map(({ id }) => id));
    cancelAnimationFrame(this.#frame);
    if (ready.length < wanted.length) this.#frame = requestAnimationFrame(() => this.#render());
    const toggle = this.#expanded
      ? { label: text("picture-show-fewer"), shown: text("picture-show-fewer") }
      : {
          label: text("picture-show-all", { count: pictures.length }),
          shown: text("picture-more", { count: hidden.length }),
        };
    render(
      html`${repeat(
          ready,
          ({ id }) => id,
          (picture, place) => html`
            <button
              type="button"
              class="thumb"
              data-picture=${picture.id}
              aria-label=${text("picture-delete", { number: pictures.length - place, name })}
              ?data-suspect=${this.#suspects.has(picture.id)}
            >
              ${painted(picture, this.#size)}
            </button>
          `,
        )}
        <button
          type="button"
          class="more"
          ?hidden=${!tooMany}
          aria-label=${toggle.label}
          aria-expanded=${this.#expanded}
          ?data-suspect=${hidden.some(({ id }) => this.#suspects.has(id))}
          @click=${() => this.#toggle()}
        >
          ${toggle.shown}
        </button>`,
      this.#grid,
    );
  }

  #toggle() {
    this.#expanded = !this.#expanded;
    this.#render();
  }

  /** How many of these can be shown in this frame: those that have a thumbnail already, and one batch more. @param {Picture[]} pictures */
  #affordable(pictures) {
    let fresh = 0;
    const over = pictures.findIndex(({ id }) => !this.#shown.has(id) && ++fresh > BATCH);
    return over < 0 ? pictures.length : over;
  }
}
