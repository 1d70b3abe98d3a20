// @ts-check
import { h } from "./dom.js";

/** @typedef {import("../engine/types.js").Picture} Picture */
/** @typedef {import("../engine/types.js").PictureClass} PictureClass */

/** Two rows while collapsed; must agree with .thumbs in view/collect.css. */
const ROWS = 2;
const CELL = 48;
const GAP = 6;
/** Thumbnails made per animation frame: a few milliseconds of work, so that hundreds do not stop the page. */
const BATCH = 60;

/**
 * The pictures of one class, newest first: two rows of them, or all. Each is a button that deletes it.
 */
export class Thumbnails {
  #grid;
  #size;
  #columns = 5;
  /** @type {Map<string, HTMLButtonElement>} by picture */
  #buttons = new Map();
  #frame = 0;
  /** @type {PictureClass | null} */
  #shown = null;
  /** Pictures that something is wrong with, by id. @type {ReadonlySet<string>} */
  #suspects = new Set();
  /** The last cell: how many more there are, or the way back. */
  #toggle = h("button", { type: "button", class: "more", hidden: true });
  #expanded = false;

  /**
   * @param {HTMLElement} grid
   * @param {{ size: number, onDelete: (picture: Picture) => void, signal: AbortSignal }} options  signal: once the grid is gone
   */
  constructor(grid, { size, onDelete, signal }) {
    this.#grid = grid;
    this.#size = size;
    grid.append(this.#toggle);
    this.#toggle.addEventListener("click", () => {
      this.#expanded = !this.#expanded;
      if (this.#shown) this.render(this.#shown, this.#suspects);
    });
    grid.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      const picture = this.#shown?.pictures.find(({ id }) => id === button?.dataset.picture);
      if (!button || !picture) return;
      // The keyboard goes on with the neighbour that takes the place.
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
      if (this.#shown) this.render(this.#shown, this.#suspects);
    });
    resizing.observe(grid);
    signal.addEventListener("abort", () => {
      resizing.disconnect();
      cancelAnimationFrame(this.#frame);
    });
  }

  /** @param {PictureClass} pictureClass @param {ReadonlySet<string>} [suspects] to be framed, by id; those of other classes do no harm */
  render(pictureClass, suspects = new Set()) {
    this.#shown = pictureClass;
    this.#suspects = suspects;
    const { pictures, name } = pictureClass;
    const capacity = this.#columns * ROWS;
    const tooMany = pictures.length > capacity;
    this.#expanded &&= tooMany;
    const count = tooMany && !this.#expanded ? capacity - 1 : pictures.length;
    this.#toggle.hidden = !tooMany;
    this.#toggle.textContent = this.#expanded ? "Show fewer" : `+${pictures.length - count}`;
    this.#toggle.setAttribute(
      "aria-label",
      this.#expanded ? "Show fewer" : `Show all ${pictures.length}`,
    );
    this.#toggle.setAttribute("aria-expanded", String(this.#expanded));
    const wanted = new Set(pictures.slice(pictures.length - count).map(({ id }) => id));
    this.#toggle.toggleAttribute(
      "data-suspect",
      pictures.some(({ id }) => suspects.has(id) && !wanted.has(id)),
    );
    for (const [id, button] of this.#buttons) {
      if (wanted.has(id)) continue;
      button.remove();
      this.#buttons.delete(id);
    }
    cancelAnimationFrame(this.#frame);
    this.#fill(pictures, name, 0, count);
  }

  /**
   * @param {ReadonlyArray<Picture>} pictures
   * @param {string} name
   * @param {number} from  position from the newest
   * @param {number} count
   */
  #fill(pictures, name, from, count) {
    let made = 0;
    for (let position = from; position < count; position++) {
      if (made >= BATCH) {
        this.#frame = requestAnimationFrame(() => this.#fill(pictures, name, position, count));
        return;
      }
      const number = pictures.length - position;
      const picture = pictures[number - 1];
      if (!picture) return; // deleted since; the change renders again
      let button = this.#buttons.get(picture.id);
      if (!button) {
        button = this.#make(picture);
        made += 1;
      }
      button.toggleAttribute("data-suspect", this.#suspects.has(picture.id));
      const label = `Delete picture ${number} of ${name}`;
      if (button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
      const there = this.#grid.children[position] ?? null;
      if (there !== button) this.#grid.insertBefore(button, there);
    }
  }

  /** @param {Picture} picture */
  #make(picture) {
    const canvas = h("canvas", { width: this.#size, height: this.#size });
    const pixels = new ImageData(new Uint8ClampedArray(picture.rgba), this.#size, this.#size);
    canvas.getContext("2d", { alpha: false })?.putImageData(pixels, 0, 0);
    const button = h(
      "button",
      { type: "button", class: "thumb", "data-picture": picture.id },
      canvas,
    );
    this.#buttons.set(picture.id, button);
    return button;
  }
}
