// @ts-check
import { text } from "../text/index.js";
import { h } from "../view/dom.js";
import { LossColumn } from "./loss.js";
import { detailOf, namesOf, shapeOf } from "./names.js";
import { lightOf } from "./stages.js";
import { areaOf, boxOf, extent, kernelTiling, mapTiling, tileAt } from "./tiles.js";

/**
 * @typedef {import("./types.js").Traced} Traced
 * @typedef {import("./types.js").TracedLayer} TracedLayer
 * @typedef {import("./types.js").Quantity} Quantity
 * @typedef {import("./tiles.js").Tiling} Tiling
 *
 * Of one layer the maps, or the kernel: a button with a picture.
 * @typedef {object} Cell
 * @property {number} layer
 * @property {Quantity} quantity
 * @property {Tiling} tiling
 * @property {string} light
 * @property {HTMLElement} element
 * @property {HTMLButtonElement} button
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} cursor  around the tile that is selected
 * @property {HTMLElement} areas  that are lit
 * @property {HTMLElement} scale
 * @property {number} tile  that an arrow key would leave
 */

/** From top to bottom: what the step finds on its way forward, and below it what comes back. @type {Quantity[]} */
const ROWS = ["weights", "output", "delta", "gradient"];

/**
 * The step as pictures, layer by layer from left to right: weights and maps, below them δ maps and gradients. Dispatches
 *
 * * "enlarge" when a map is to be seen larger: it is selected then,
 * * "point" (CustomEvent with a Neuron, or null) when the pointer is on one, and when it leaves,
 * * "built" when other layers are shown.
 */
export class Strip extends EventTarget {
  #selection;
  #player;
  #loss = new LossColumn();
  element = h("div", { class: "strip", role: "group", "aria-label": text("inside-strip") });
  /** What is on screen was built for these layers. */
  #layers = "";
  /** @type {string[]} */
  names = [];
  /** @type {Cell[]} */
  #cells = [];
  /** The one that Tab reaches. @type {Cell | null} */
  #current = null;

  /** @param {{ selection: import("./selection.js").Selection, player: import("./player.js").Player }} parts */
  constructor({ selection, player }) {
    super();
    this.#selection = selection;
    this.#player = player;
    this.element.addEventListener("keydown", (event) => this.#key(event));
    selection.addEventListener("change", () => this.#mark());
  }

  /** @param {Traced} traced @param {string[]} classes */
  show({ summary, paintings }, classes) {
    const layers = JSON.stringify(summary.layers);
    if (layers !== this.#layers) this.#build(summary.layers);
    this.#layers = layers;
    for (const cell of this.#cells) {
      const painting = paintings[cell.layer][cell.quantity];
      if (painting) draw(cell, painting);
      else cell.scale.textContent = text("inside-too-many");
    }
    this.#loss.show(summary, classes);
  }

  /**
   * What is computed at this stage, and what is not yet.
   * @param {import("./stages.js").Stage[]} stages @param {boolean} live  then the step is shown as a whole
   */
  light(stages, live) {
    this.element.toggleAttribute("data-live", live);
    const { at } = this.#player;
    for (const cell of this.#cells) {
      cell.light = lightOf(stages, at, cell.layer, cell.quantity);
      cell.element.dataset.light = cell.light;
      this.#name(cell);
    }
    const last = stages[stages.length - 1].layer;
    this.#loss.light(lightOf(stages, at, last, "loss"), stages[at].kind === "update");
    this.#keepInSight(stages[at]);
  }

  /** @param {TracedLayer[]} layers */
  #build(layers) {
    this.names = namesOf(layers);
    this.#cells = [];
    const columns = layers.map((layer, place) => this.#column(layer, place));
    this.element.replaceChildren(rowNames(), ...columns, this.#loss.element);
    this.element.style.setProperty("--columns", String(layers.length));
    this.#current = null;
    this.#mark();
    this.dispatchEvent(new Event("built"));
  }

  /** @param {TracedLayer} layer @param {number} place */
  #column(layer, place) {
    const cells = ROWS.map((quantity) => {
      const tiling = tilingOf(layer, quantity);
      const slot = h("div", { class: "slot", "data-quantity": quantity });
      if (tiling) slot.append(this.#cell(place, quantity, tiling).element);
      else if (quantity === "delta" && place > 0)
        slot.append(h("p", { class: "frozen" }, text("inside-frozen")));
      return slot;
    });
    return h(
      "div",
      { class: "column" },
      h(
        "p",
        { class: "column-name" },
        h("span", {}, this.names[place]),
        h("span", { class: "column-detail" }, detailOf(layer)),
        h("span", { class: "column-detail" }, shapeOf(layer)),
      ),
      ...cells,
    );
  }

  /** @param {number} layer @param {Quantity} quantity @param {Tiling} tiling @returns {Cell} */
  #cell(layer, quantity, tiling) {
    const canvas = h("canvas");
    const cursor = h("span", { class: "tile", hidden: true });
    const areas = h("span", { class: "areas" });
    const frame = h("span", { class: "maps-frame" }, canvas, areas, cursor);
    const button = h("button", { type: "button", class: "maps", tabindex: -1 }, frame);
    const scale = h("span", { class: "scale" });
    const element = h("div", { class: "cell" }, button, scale);
    const cell = {
      ...{ layer, quantity, tiling, light: "done", tile: 0 },
      ...{ element, button, canvas, cursor, areas, scale },
    };
    const { width, height } = extent(tiling);
    frame.style.setProperty("--ratio", String(width / height));
    frame.style.setProperty("--pixels", String(width));
    button.addEventListener("click", (event) => {
      if (event.detail > 0) this.#point(cell, event);
      this.dispatchEvent(new CustomEvent("enlarge", { detail: cell }));
    });
    button.addEventListener("pointermove", (event) => this.#hover(neuronAt(cell, event)));
    button.addEventListener("pointerleave", () => this.#hover(null));
    button.addEventListener("focus", () => {
      if (this.#current !== cell) this.#select(cell, cell.tile);
    });
    this.#cells.push(cell);
    return cell;
  }

  /** @param {Cell} cell @param {MouseEvent} event */
  #point(cell, event) {
    const hit = hitBy(cell, event);
    if (hit) this.#select(cell, hit.tile, hit);
  }

  /** @param {import("./reach.js").Neuron | null} neuron */
  #hover(neuron) {
    this.dispatchEvent(new CustomEvent("point", { detail: neuron }));
  }

  /**
   * Lights a neuron and what it sees, or where its δ can come from; nothing else stays lit.
   * @param {import("./reach.js").Area[]} areas @param {import("./reach.js").Neuron | null} neuron
   */
  lightAreas(areas, neuron) {
    const own = neuron && { ...neuron, top: neuron.y, left: neuron.x, height: 1, width: 1 };
    const quantity = neuron?.direction === "backward" ? "delta" : "output";
    for (const cell of this.#cells) {
      const lit = (/** @type {import("./reach.js").Area} */ area, /** @type {string} */ kind) => {
        if (area.layer !== cell.layer || cell.quantity !== quantity) return [];
        // The pointer may have been on another network's map.
        const { height, width } = cell.tiling;
        if (area.top + area.height > height || area.left + area.width > width) return [];
        const element = h("span", { class: `area ${kind}` });
        place(element, areaOf(cell.tiling, area));
        return [element];
      };
      const seen = areas.flatMap((area) => lit(area, "seen"));
      cell.areas.replaceChildren(...seen, ...(own ? lit(own, "own") : []));
    }
  }

  /** @param {Cell} cell @param {number} tile @param {{ y: number, x: number }} [at]  in the tile; its middle if left out */
  #select(cell, tile, at) {
    this.#current = cell;
    this.#selection.set(selected(cell, tile, at));
    this.#mark();
  }

  /** Shows what is selected, which may have been chosen elsewhere. */
  #mark() {
    const { layer, channel, direction, weight } = this.#selection.now;
    const isMaps = (/** @type {Cell} */ { quantity }) =>
      quantity === (direction === "forward" ? "output" : "delta");
    for (const cell of this.#cells) {
      const maps = isMaps(cell);
      const here = cell.layer === layer && (maps || (isKernel(cell.quantity) && weight !== null));
      if (here) cell.tile = maps ? channel : (weight ?? 0) % cell.tiling.count;
      cell.tile = Math.min(cell.tile, cell.tiling.count - 1);
      cell.cursor.hidden = !here;
      if (here) place(cell.cursor, boxOf(cell.tiling, cell.tile));
      this.#name(cell);
    }
    const fits = (/** @type {Cell | null} */ cell) => cell?.layer === layer;
    if (!fits(this.#current))
      this.#current =
        this.#cells.find((cell) => fits(cell) && isMaps(cell)) ?? this.#cells[0] ?? null;
    for (const cell of this.#cells) cell.button.tabIndex = cell === this.#current ? 0 : -1;
  }

  /** @param {Cell} cell */
  #name({ layer, quantity, tile, tiling, light, button }) {
    const values = { layer: this.names[layer], number: tile + 1, count: tiling.count };
    const cell = text(`inside-cell-${quantity}`, values);
    const name = light === "later" ? text("inside-cell-later", { cell }) : cell;
    if (button.getAttribute("aria-label") !== name) button.setAttribute("aria-label", name);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const cell = this.#cells.find(({ button }) => button === event.target);
    if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
    const move = this.#moves(cell)[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere in the view the same keys go through the stages
    const [to, tile] = move();
    if (!to) return;
    this.#select(to, tile);
    to.button.focus();
  }

  /** @param {Cell} cell @returns {Record<string, () => [Cell | undefined, number]>} by key */
  #moves(cell) {
    const row = this.#cells.filter(({ quantity }) => quantity === cell.quantity);
    const at = row.indexOf(cell);
    const column = this.#cells.filter(({ layer }) => layer === cell.layer);
    const [above, below] = [-1, 1].map((step) => column[column.indexOf(cell) + step]);
    const beside = (/** @type {Cell | undefined} */ to) =>
      /** @type {[Cell | undefined, number]} */ ([
        to,
        to ? Math.min(to.tile, to.tiling.count - 1) : 0,
      ]);
    return {
      ArrowLeft: () => beside(row[at - 1]),
      ArrowRight: () => beside(row[at + 1]),
      Home: () => beside(row[0]),
      End: () => beside(row[row.length - 1]),
      ArrowUp: () => (cell.tile > 0 ? [cell, cell.tile - 1] : [above, above?.tiling.count - 1]),
      ArrowDown: () => (cell.tile + 1 < cell.tiling.count ? [cell, cell.tile + 1] : [below, 0]),
    };
  }

  /** @param {import("./stages.js").Stage} stage */
  #keepInSight({ layer, kind }) {
    const atLoss = kind === "loss" || kind === "output-delta" || kind === "update";
    const column = this.element.children[layer + (atLoss ? 2 : 1)];
    if (!(column instanceof HTMLElement) || this.#player.at === this.#player.last) return;
    const { scrollLeft, clientWidth } = this.element;
    const [from, to] = [column.offsetLeft, column.offsetLeft + column.offsetWidth];
    if (from >= scrollLeft && to <= scrollLeft + clientWidth) return;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.element.scrollTo({ left: from - clientWidth / 3, behavior: still ? "auto" : "smooth" });
  }
}

/** What the rows show. */
function rowNames() {
  const names = ROWS.map((quantity) =>
    h(
      "span",
      { class: "slot", "data-quantity": quantity },
      h("span", {}, text(`inside-row-${quantity}`)),
    ),
  );
  return h(
    "div",
    { class: "column row-names", "aria-hidden": "true" },
    h("p", { class: "column-name" }),
    ...names,
  );
}

/** @param {Quantity} quantity */
export function isKernel(quantity) {
  return quantity === "weights" || quantity === "gradient";
}

/** @param {TracedLayer} layer @param {Quantity} quantity @returns {Tiling | null} null when a layer has nothing of the kind */
export function tilingOf(layer, quantity) {
  if (quantity === "output") return mapTiling(layer, quantity);
  if (quantity === "weights") return kernelTiling(layer);
  if (!layer.has_delta) return null;
  return quantity === "delta" ? mapTiling(layer, quantity) : kernelTiling(layer);
}

/** The tile under the pointer, and the place in it. @param {Cell} cell @param {MouseEvent} event */
function hitBy({ canvas, tiling }, { clientX, clientY }) {
  const box = canvas.getBoundingClientRect();
  return tileAt(tiling, (clientX - box.left) / box.width, (clientY - box.top) / box.height);
}

/** The neuron under the pointer; null beside the maps, and on a kernel. @param {Cell} cell @param {MouseEvent} event @returns {import("./reach.js").Neuron | null} */
function neuronAt(cell, event) {
  const hit = isKernel(cell.quantity) ? null : hitBy(cell, event);
  return hit && neuronOf(cell, hit.tile, hit);
}

/** @param {Pick<Cell, "layer" | "quantity">} cell @param {number} tile @param {{ y: number, x: number }} at @returns {import("./reach.js").Neuron} */
export function neuronOf({ layer, quantity }, tile, { y, x }) {
  return { layer, channel: tile, y, x, direction: quantity === "delta" ? "backward" : "forward" };
}

/**
 * What is selected with a tile. @param {{ layer: number, quantity: Quantity, tiling: Tiling }} cell @param {number} tile
 * @param {{ y: number, x: number }} [at]  in the tile; its middle if left out
 */
export function selected({ layer, quantity, tiling }, tile, at) {
  const { height, width, count, columns } = tiling;
  const { y, x } = at ?? { y: height >> 1, x: width >> 1 };
  const direction = quantity === "output" || quantity === "weights" ? "forward" : "backward";
  const where = isKernel(quantity)
    ? { channel: tile % columns, weight: (y * width + x) * count + tile }
    : { channel: tile, y, x, weight: null };
  return { layer, direction: /** @type {"forward" | "backward"} */ (direction), ...where };
}

/** @param {Cell} cell @param {import("./types.js").Painting} painting */
function draw({ canvas, scale, layer, quantity }, { image, scale: value }) {
  if (canvas.width !== image.width) canvas.width = image.width;
  if (canvas.height !== image.height) canvas.height = image.height;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  // The picture has its own colours.
  if (layer > 0 || quantity === "delta") scale.textContent = text("inside-scale", { value });
}

/** @param {HTMLElement} element @param {ReturnType<typeof boxOf>} box */
function place({ style }, box) {
  for (const [side, fraction] of Object.entries(box)) style.setProperty(side, `${fraction * 100}%`);
}
