// @ts-check
import { text } from "../text/index.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { math, name, number, plus, sign } from "./formula.js";
import { numberGrid, range } from "./grid.js";
import { largest } from "./palette.js";
import { SlicePanel } from "./slice-panel.js";
import { sharedWeights } from "./shared.js";
import { geometry } from "./windows.js";

/**
 * @typedef {import("./types.js").Summary} Summary
 *
 * @typedef {object} Known
 * @property {Summary} summary
 * @property {number} layer  the convolution that δ comes back through
 * @property {Float32Array} deltas  of it
 * @property {Float32Array} weights  of it
 * @property {Float32Array} values  of its input
 * @property {{ y: number, x: number }} at  that neuron
 */

/** Rows and columns of a part of a δ map that can be read. */
const MOST = 11;
/** Of so many filters what each adds is written out. */
const MOST_FILTERS = 16;

/**
 * Backward through a convolution (figs. 2.8 to 2.11): the kernel, turned by 180°, slides over the δ maps and beyond their edges.
 * @extends {SlicePanel<Known | null>}
 */
export class TurnedPanel extends SlicePanel {
  /** The weight whose connections are lit. @type {number | null} */
  #weight = null;

  /** @param {import("./panel.js").PanelParts} parts */
  constructor(parts) {
    super("inside-turned", text("inside-turned-title"), parts, () => parts.player.tempo);
  }

  /** @param {Summary} summary @returns {Promise<Known | null>} */
  async ask(summary) {
    const layer = this.layerFor(summary, sliding(summary));
    if (layer === null) return null;
    const { input, sources } = summary.layers[layer];
    const [source] = sources;
    this.fit(summary.layers[layer], input.height * input.width);
    const at = {
      y: Math.floor(this.position.at / input.width),
      x: this.position.at % input.width,
    };
    const { inside } = this;
    return {
      ...{ summary, layer, at },
      deltas: await inside.ask("maps", layer, "delta"),
      weights: await inside.ask("values", layer, "before"),
      values: await inside.ask("maps", source, "output"),
    };
  }

  /** @param {Known | null} known */
  draw(known) {
    if (!known) return html`<p>${text("inside-no-turned")}</p>`;
    const { summary, layer, at } = known;
    const place = { row: at.y + 1, column: at.x + 1 };
    return html`
      <p class="hint">${text("inside-turned-hint")}</p>
      ${this.sliceChoice(summary, sliding(summary), layer)}
      ${this.position.draw(text("inside-turned-position"), text("inside-kernel-at", place))}
      ${this.#tables(known)} ${this.#sum(known)}
      <p class="hint">${text("inside-turned-plain")}</p>
      <h4>${text("inside-shared-title")}</h4>
      <p class="hint">${text("inside-shared-hint")}</p>
      ${sharedWeights(this.#patch(known), this.#weight, (weight) => {
        this.#weight = weight;
        this.refresh();
      })}
    `;
  }

  /** The δ map with the zeros around it, the turned kernel, and their products. @param {Known} known */
  #tables(known) {
    const { palette } = this;
    if (!palette) return nothing;
    const { summary, layer, at } = known;
    const { output } = summary.layers[layer];
    const { size, top, left } = geometry(summary.layers[layer]);
    const slice = this.#slice(known, this.filter);
    // Where the window over the δ map begins; before 0 there are zeros.
    const first = { y: at.y + top - size + 1, x: at.x + left - size + 1 };
    const rows = part(first.y, size, output.height);
    const columns = part(first.x, size, output.width);
    const place = (/** @type {number} */ y, /** @type {number} */ x) => {
      const [row, column] = [rows.start + y, columns.start + x];
      const beyond = row < 0 || row >= output.height || column < 0 || column >= output.width;
      const [u, v] = [row - first.y, column - first.x];
      const within = u >= 0 && u < size && v >= 0 && v < size;
      return `${beyond ? "ghost" : ""} ${within ? "in-window" : ""}`;
    };
    const table = (/** @type {Omit<import("./grid.js").Grid, "rows" | "columns">} */ grid) =>
      numberGrid(palette, { rows: size, columns: size, ...grid });
    return html`<div class="window-sum">
      ${numberGrid(palette, {
        label: text("inside-turned-deltas"),
        rows: rows.length,
        columns: columns.length,
        scale: largest(known.deltas),
        value: (y, x) => slice.delta(rows.start + y, columns.start + x),
        marks: place,
      })}
      <span class="operator" aria-hidden="true">×</span>
      ${table({
        label: text("inside-turned-kernel"),
        scale: largest(slice.kernel),
        value: (u, v) => slice.kernel[u * size + v],
      })}
      <span class="operator" aria-hidden="true">=</span>
      ${table({
        label: text("inside-neuron-products"),
        scale: largest(slice.products),
        value: (u, v) => slice.products[u * size + v],
      })}
    </div>`;
  }

  /** What each filter adds to the sum in 2.13. @param {Known} known */
  #sum(known) {
    const { output } = known.summary.layers[known.layer];
    const sums = Array.from({ length: output.channels }, (_, filter) => {
      const { products } = this.#slice(known, filter);
      return products.reduce((sum, product) => sum + product, 0);
    });
    const shown = sums.slice(0, MOST_FILTERS);
    const rest = sums.slice(MOST_FILTERS).reduce((sum, one) => sum + one, 0);
    return html`<div class="formula">
      ${math(sign("∑"), name("δ"), sign("·"), name("w"), sign("="))}
      ${shown.map((sum, i) => plus(sum, i === 0))}
      ${sums.length > MOST_FILTERS ? plus(rest) : nothing}
      ${math(sign("="), number(sums.reduce((sum, one) => sum + one, 0)))}
      <small>${text("inside-turned-filters", { count: sums.length })}</small>
    </div>`;
  }

  /** The turned kernel slice of a filter, and its products with the δ that it lies on. @param {Known} known @param {number} filter */
  #slice({ summary, layer, deltas, weights, at }, filter) {
    const { input, output } = summary.layers[layer];
    const { size, top, left } = geometry(summary.layers[layer]);
    const delta = (/** @type {number} */ y, /** @type {number} */ x) =>
      y >= 0 && y < output.height && x >= 0 && x < output.width
        ? deltas[(y * output.width + x) * output.channels + filter]
        : 0;
    const cells = range(size * size);
    const kernel = cells.map((k) => {
      const turned = size * size - 1 - k;
      return weights[(turned * input.channels + this.channel) * output.channels + filter];
    });
    const products = cells.map((k) => {
      const [u, v] = [Math.floor(k / size), k % size];
      return kernel[k] * delta(at.y + top - size + 1 + u, at.x + left - size + 1 + v);
    });
    return { delta, kernel, products };
  }

  /** A small patch of the picture in front, and the neurons that see all of their window in it. @param {Known} known */
  #patch({ summary, layer, values, deltas, weights }) {
    const { input, output } = summary.layers[layer];
    const { size, top, left } = geometry(summary.layers[layer]);
    const side = Math.min(2, output.height, output.width);
    const middle = (/** @type {number} */ all) => Math.max(0, Math.floor((all - side) / 2));
    const first = { y: middle(output.height), x: middle(output.width) };
    const inputs = range((size + side - 1) ** 2).map((i) => {
      const y = first.y - top + Math.floor(i / (size + side - 1));
      const x = first.x - left + (i % (size + side - 1));
      const inside = y >= 0 && y < input.height && x >= 0 && x < input.width;
      return inside ? values[(y * input.width + x) * input.channels + this.channel] : 0;
    });
    const neurons = range(side * side).map((i) => {
      const [y, x] = [first.y + Math.floor(i / side), first.x + (i % side)];
      return deltas[(y * output.width + x) * output.channels + this.filter];
    });
    const kernel = range(size * size).map(
      (k) => weights[(k * input.channels + this.channel) * output.channels + this.filter],
    );
    return { size, side, inputs, deltas: neurons, kernel };
  }
}

/** Whether a layer is a convolution with something in front of it that has a δ, whose windows move one pixel at a time. @param {Summary} summary */
function sliding({ layers }) {
  return (/** @type {import("./types.js").TracedLayer} */ { kind, spec, has_delta, sources }) => {
    const behind = has_delta && sources.some((source) => layers[source].has_delta);
    return kind === "conv" && behind && spec?.type === "conv" && (spec.stride ?? 1) === 1;
  };
}

/** Rows, or columns, of a δ map with the zeros around it: all, or those around the window. @param {number} first @param {number} size @param {number} all */
function part(first, size, all) {
  const length = all + 2 * (size - 1);
  if (length <= MOST) return { start: 1 - size, length };
  const start = first - Math.floor((MOST - size) / 2);
  return { start: Math.min(all + size - 1 - MOST, Math.max(1 - size, start)), length: MOST };
}
