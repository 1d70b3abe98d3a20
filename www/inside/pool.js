// @ts-check
import { text } from "../text/index.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { placeField } from "./choice.js";
import { numberGrid } from "./grid.js";
import { largest } from "./palette.js";
import { Panel } from "./panel.js";

/**
 * @typedef {import("./types.js").Summary} Summary
 *
 * @typedef {object} Known
 * @property {Summary} summary
 * @property {number} layer
 * @property {number} source  the layer in front of it
 * @property {Float32Array} values  of that
 * @property {Float32Array} maxima  of the layer
 * @property {Uint32Array} winners
 * @property {Float32Array} deltas  of the layer
 * @property {Float32Array} moved  δ of the layer in front; empty where that has none
 */

/** Rows and columns of a part of the map that can be read. */
const MOST = 12;

/** Through max-pooling: the maximum of each window wears a crown, and gets the window's δ. @extends {Panel<Known | null>} */
export class PoolPanel extends Panel {
  #channel = 0;

  /** @param {import("./panel.js").PanelParts} parts */
  constructor(parts) {
    super("inside-pool", text("inside-pool-title"), parts);
  }

  /** @param {Summary} summary @returns {Promise<Known | null>} */
  async ask(summary) {
    const layer = this.layerFor(summary, isPool);
    if (layer === null) return null;
    const [source] = summary.layers[layer].sources;
    const { inside } = this;
    return {
      ...{ summary, layer, source },
      values: await inside.ask("maps", source, "output"),
      maxima: await inside.ask("maps", layer, "output"),
      winners: await inside.ask("maxima", layer),
      deltas: await inside.ask("maps", layer, "delta"),
      moved: await inside.ask("maps", source, "delta"),
    };
  }

  /** @param {Known | null} known */
  draw(known) {
    if (!known) return html`<p>${text("inside-no-pool")}</p>`;
    const { summary, layer, winners, values, maxima, deltas, moved } = known;
    const { input, output } = summary.layers[layer];
    const channel = Math.min(this.#channel, output.channels - 1);
    const part = this.#part(known);
    const crowned = new Set();
    for (let i = channel; i < winners.length; i += output.channels) crowned.add(winners[i]);
    const at = (/** @type {number} */ y, /** @type {number} */ x) =>
      ((part.top + y) * input.width + part.left + x) * input.channels + channel;
    const behind = (/** @type {number} */ y, /** @type {number} */ x) =>
      ((part.first.y + y) * output.width + part.first.x + x) * output.channels + channel;
    const { size, stride } = part;
    const edges = (/** @type {number} */ y, /** @type {number} */ x) =>
      `${y % stride === 0 ? "edge-top" : ""} ${x % stride === 0 ? "edge-left" : ""}`;
    const wins = (/** @type {number} */ y, /** @type {number} */ x) => crowned.has(at(y, x));
    return html`
      <p class="hint">${text("inside-pool-hint", { size })}</p>
      <div class="place">
        ${this.layerChoice(summary, isPool, layer)}
        ${placeField(text("inside-place-map"), channel, output.channels, (channel) => {
          this.#channel = channel;
          this.refresh();
        })}
      </div>
      <div class="pool">
        ${this.#grid(text("inside-pool-values"), part, (y, x) => values[at(y, x)], {
          marks: (y, x) => `${edges(y, x)} ${wins(y, x) ? "winner" : "loser"}`,
          beside: (y, x) => (wins(y, x) ? "♛" : ""),
        })}
        <span class="operator" aria-hidden="true">→</span>
        ${this.#grid(text("inside-pool-maxima"), part.behind, (y, x) => maxima[behind(y, x)])}
        ${
          deltas.length === 0
            ? html`<p class="note">${text("inside-neuron-frozen")}</p>`
            : html`
                ${this.#grid(text("inside-pool-deltas"), part.behind, (y, x) => deltas[behind(y, x)])}
                <span class="operator" aria-hidden="true">→</span>
                ${
                  moved.length === 0
                    ? nothing
                    : this.#grid(text("inside-pool-moved"), part, (y, x) => moved[at(y, x)], {
                        marks: (y, x) => `${edges(y, x)} ${wins(y, x) ? "winner" : "ghost"}`,
                        beside: (y, x) => (wins(y, x) ? "♛" : ""),
                      })
                }
              `
        }
      </div>
      <p>${text("inside-pool-ties")}</p>
      ${
        part.height < input.height || part.width < input.width
          ? html`<p class="hint">${text("inside-part", { ...part.words })}</p>`
          : nothing
      }
    `;
  }

  /**
   * @param {string} label @param {{ height: number, width: number }} part @param {(y: number, x: number) => number} value
   * @param {Partial<import("./grid.js").Grid>} [more]
   */
  #grid(label, { height, width }, value, more = {}) {
    const { palette } = this;
    if (!palette) return nothing;
    const all = Array.from({ length: height * width }, (_, i) =>
      value(Math.floor(i / width), i % width),
    );
    return numberGrid(palette, {
      ...{ label, rows: height, columns: width, value, scale: largest(all) },
      ...more,
    });
  }

  /** The part of the map around what is selected: whole windows. @param {Known} known */
  #part({ summary, layer, source }) {
    const { spec, input, output } = summary.layers[layer];
    if (spec?.type !== "max_pool") throw new TypeError("max_pool");
    const { size, stride = size } = spec;
    const { now } = this.selection;
    const wanted =
      now.layer === source
        ? { y: Math.floor(now.y / stride), x: Math.floor(now.x / stride) }
        : now.layer === layer
          ? now
          : { y: 0, x: 0 };
    const fitting = Math.max(1, Math.floor((MOST - size) / stride) + 1);
    const along = (
      /** @type {number} */ all,
      /** @type {number} */ at,
      /** @type {number} */ pixels,
    ) => {
      const windows = Math.min(all, fitting);
      const first = Math.min(all - windows, Math.max(0, at - Math.floor(windows / 2)));
      const start = first * stride;
      return {
        first,
        windows,
        start,
        length: Math.min(pixels - start, (windows - 1) * stride + size),
      };
    };
    const rows = along(output.height, wanted.y, input.height);
    const columns = along(output.width, wanted.x, input.width);
    return {
      ...{ size, stride, top: rows.start, left: columns.start },
      ...{ height: rows.length, width: columns.length },
      first: { y: rows.first, x: columns.first },
      behind: { height: rows.windows, width: columns.windows },
      words: {
        top: rows.start + 1,
        bottom: rows.start + rows.length,
        left: columns.start + 1,
        right: columns.start + columns.length,
      },
    };
  }
}

/** @param {import("./types.js").TracedLayer} layer */
function isPool({ kind }) {
  return kind === "max_pool";
}
