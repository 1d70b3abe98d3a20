// @ts-check
import { text } from "../text/index.js";
import { h } from "../view/dom.js";
import { Pinch } from "./pinch.js";
import { isKernel, neuronOf, selected } from "./strip.js";

/**
 * @typedef {import("./strip.js").Cell} Cell
 * @typedef {import("./client.js").Inside} Inside
 */

const MOST_ZOOM = 8;

/**
 * One map, or one slice of a kernel, as large as there is room; its numbers can be read one by one, which selects them. It stands
 * between the strip and the panels, which show what is selected: nothing is covered.
 */
export class Enlarged {
  #inside;
  #selection;
  #dark;
  #names;
  #title = h("h3", { id: "enlarged-title" });
  #canvas = h("canvas", { "aria-hidden": "true" });
  #cursor = h("span", { class: "tile" });
  #surface = h(
    "div",
    { class: "surface", tabindex: 0, role: "application", "aria-describedby": "enlarged-hint" },
    this.#canvas,
    this.#cursor,
  );
  #viewport = h("div", { class: "viewport" }, this.#surface);
  #value = h("p", { class: "enlarged-value", "aria-live": "polite" });
  #earlier = h("button", { type: "button", "aria-label": text("inside-enlarged-earlier") }, "‹");
  #next = h("button", { type: "button", "aria-label": text("inside-enlarged-next") }, "›");
  #out = h("button", { type: "button", "aria-label": text("inside-zoom-out") }, "−");
  #in = h("button", { type: "button", "aria-label": text("inside-zoom-in") }, "+");
  #close = h("button", { type: "button" }, text("inside-close"));
  element = h(
    "dialog",
    { class: "panel enlarged", "aria-labelledby": "enlarged-title" },
    h("div", { class: "enlarged-head" }, this.#title, this.#close),
    this.#viewport,
    this.#value,
    h("div", { class: "row" }, this.#earlier, this.#next, this.#out, this.#in),
    h("p", { class: "hint", id: "enlarged-hint" }, text("inside-enlarged-hint")),
  );
  /** @type {Cell | null} */
  #cell = null;
  #tile = 0;
  #y = 0;
  #x = 0;
  #zoom = 1;
  /** Of all tiles, or of the pixels of the picture in its colours. @type {Float32Array} */
  #values = new Float32Array();
  #asking = false;
  #outdated = false;

  /**
   * @param {{ inside: Inside, selection: import("./selection.js").Selection, dark: () => boolean, names: () => string[],
   *   hover: (neuron: import("./reach.js").Neuron | null) => void }} parts  names: of the layers
   */
  constructor({ inside, selection, dark, names, hover }) {
    this.#inside = inside;
    this.#selection = selection;
    this.#dark = dark;
    this.#names = names;
    inside.addEventListener("trace", () => void this.#read());
    this.#close.addEventListener("click", () => this.element.close());
    this.#earlier.addEventListener("click", () => this.#turn(-1));
    this.#next.addEventListener("click", () => this.#turn(1));
    this.#out.addEventListener("click", () => this.#zoomBy(1 / 1.5));
    this.#in.addEventListener("click", () => this.#zoomBy(1.5));
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.#surface.addEventListener("click", (event) => {
      const at = this.#placeOf(event);
      if (at) this.#go(at.y, at.x);
    });
    this.#surface.addEventListener("pointermove", (event) => {
      const [cell, at] = [this.#cell, this.#placeOf(event)];
      hover(cell && at && !isKernel(cell.quantity) ? neuronOf(cell, this.#tile, at) : null);
    });
    this.#surface.addEventListener("pointerleave", () => hover(null));
    new Pinch(this.#viewport, (ratio) => this.#zoomBy(ratio));
  }

  /** @param {Cell} cell */
  open(cell) {
    this.#cell = cell;
    this.#tile = cell.tile;
    const { width, height, count } = cell.tiling;
    const { y, x, weight } = this.#selection.now;
    const place = isKernel(cell.quantity) ? Math.floor((weight ?? 0) / count) : y * width + x;
    this.#y = Math.min(height - 1, Math.floor(place / width));
    this.#x = place % width;
    this.#zoom = 1;
    this.#values = new Float32Array();
    this.#show();
    if (!this.element.open) this.element.show();
    this.#surface.focus();
    void this.#read();
  }

  /** What the trace of this moment has to show. */
  async #read() {
    if (!this.#cell || !this.element.open) return;
    this.#outdated = true;
    if (this.#asking) return;
    this.#asking = true;
    try {
      while (this.#outdated && this.#cell) {
        this.#outdated = false;
        const { layer, quantity } = this.#cell;
        const painting = { channel: this.#tile, dark: this.#dark() };
        const [values, paint, which] = isKernel(quantity)
          ? ["values", "paint_kernel", quantity === "weights" ? "before" : quantity]
          : ["maps", "paint", quantity];
        const [numbers, image] = await this.#inside.hold(() =>
          Promise.all([
            this.#inside.ask(values, layer, which),
            this.#inside.ask(paint, layer, which, painting),
          ]),
        );
        this.#values = numbers;
        if (image) this.#draw(image);
        this.#say();
      }
    } catch {
      this.element.close(); // the network is another one; what went wrong is told in the view
    } finally {
      this.#asking = false;
    }
  }

  /** @param {ImageData} image */
  #draw(image) {
    Object.assign(this.#canvas, { width: image.width, height: image.height });
    this.#canvas.getContext("2d")?.putImageData(image, 0, 0);
  }

  #show() {
    const cell = this.#cell;
    if (!cell) return;
    const { height, width, count } = cell.tiling;
    const name = text(`inside-cell-${cell.quantity}`, {
      ...{ layer: this.#names()[cell.layer], number: this.#tile + 1, count },
    });
    this.#title.textContent = name;
    this.#surface.setAttribute(
      "aria-label",
      text("inside-enlarged-surface", { cell: name, height, width }),
    );
    this.#surface.style.setProperty("--ratio", String(width / height));
    this.#surface.style.setProperty("--zoom", String(this.#zoom));
    const box = {
      left: this.#x / width,
      top: this.#y / height,
      width: 1 / width,
      height: 1 / height,
    };
    for (const [side, fraction] of Object.entries(box))
      this.#cursor.style.setProperty(side, `${fraction * 100}%`);
    this.#earlier.setAttribute("aria-disabled", String(this.#tile === 0));
    this.#next.setAttribute("aria-disabled", String(this.#tile === count - 1));
    this.#out.setAttribute("aria-disabled", String(this.#zoom === 1));
    this.#in.setAttribute("aria-disabled", String(this.#zoom === MOST_ZOOM));
    this.#say();
  }

  /** The number under the cursor. */
  #say() {
    if (!this.#cell || this.#values.length === 0) return;
    const { width, height, count } = this.#cell.tiling;
    // A picture in its colours has several numbers in each pixel, and one tile.
    const each = this.#values.length / (width * height);
    const pixel = this.#y * width + this.#x;
    const from = isKernel(this.#cell.quantity)
      ? pixel * count + this.#tile
      : pixel * each + this.#tile;
    const coloured = count === 1 && !isKernel(this.#cell.quantity);
    const numbers = this.#values.subarray(from, from + (coloured ? each : 1));
    const value = [...numbers].map((number) => text("inside-number", { value: number })).join("  ");
    const place = { row: this.#y + 1, column: this.#x + 1 };
    const sentence = text("inside-enlarged-value", { ...place, value });
    if (this.#value.textContent !== sentence) this.#value.textContent = sentence;
  }

  /** @param {number} y @param {number} x */
  #go(y, x) {
    const cell = this.#cell;
    if (!cell) return;
    this.#y = Math.min(cell.tiling.height - 1, Math.max(0, y));
    this.#x = Math.min(cell.tiling.width - 1, Math.max(0, x));
    this.#selection.set(selected(cell, this.#tile, { y: this.#y, x: this.#x }));
    this.#show();
    this.#cursor.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** @param {number} by  maps */
  #turn(by) {
    const cell = this.#cell;
    if (!cell) return;
    const tile = Math.min(cell.tiling.count - 1, Math.max(0, this.#tile + by));
    if (tile === this.#tile) return;
    this.#tile = tile;
    this.#go(this.#y, this.#x);
    void this.#read();
  }

  /** @param {number} factor */
  #zoomBy(factor) {
    this.#zoom = Math.min(MOST_ZOOM, Math.max(1, this.#zoom * factor));
    this.#show();
    this.#cursor.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Under the pointer. @param {MouseEvent} event */
  #placeOf({ clientX, clientY }) {
    if (!this.#cell) return null;
    const box = this.#canvas.getBoundingClientRect();
    const { width, height } = this.#cell.tiling;
    const within = (/** @type {number} */ part, /** @type {number} */ size) =>
      Math.min(size - 1, Math.max(0, Math.floor(part * size)));
    return {
      y: within((clientY - box.top) / box.height, height),
      x: within((clientX - box.left) / box.width, width),
    };
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    /** @type {Record<string, () => void>} */
    const acts = {
      "+": () => this.#zoomBy(1.5),
      "-": () => this.#zoomBy(1 / 1.5),
      PageUp: () => this.#turn(-1),
      PageDown: () => this.#turn(1),
      Escape: () => this.element.close(),
      ArrowUp: () => this.#go(this.#y - 1, this.#x),
      ArrowDown: () => this.#go(this.#y + 1, this.#x),
      ArrowLeft: () => this.#go(this.#y, this.#x - 1),
      ArrowRight: () => this.#go(this.#y, this.#x + 1),
    };
    const act = acts[event.key];
    event.stopPropagation(); // the stages stay
    if (!act) return;
    event.preventDefault();
    act();
  }
}
