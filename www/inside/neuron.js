// @ts-check
import { digits, text } from "../text/index.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { choiceField, placeField } from "./choice.js";
import { linkTerms } from "./formula.js";
import { namesOf } from "./names.js";
import { backwardFormula, forwardFormula } from "./neuron-formula.js";
import { neuronWindow } from "./neuron-window.js";
import { Panel } from "./panel.js";
import { groups, leading, placeInKernel } from "./terms.js";

/**
 * @typedef {import("../pkg/tab_trainer.js").Terms} Terms
 * @typedef {import("../pkg/tab_trainer.js").DeltaTerms} DeltaTerms
 * @typedef {import("./types.js").Summary} Summary
 * @typedef {import("./terms.js").Group} Group
 * @typedef {{ layer: number, channel: number, y: number, x: number }} Place
 *
 * What there is to know of a neuron. group: the map whose terms are written out; image: that map; own: its own map.
 * @typedef {object} Known
 * @property {Summary} summary
 * @property {Place} place
 * @property {Terms | null} forward
 * @property {DeltaTerms | null} backward
 * @property {Group[]} maps
 * @property {Group | undefined} group
 * @property {ImageData | null} image
 * @property {ImageData | null} own
 */

/** Of so many maps what each adds is listed. */
const MOST_MAPS = 32;

/**
 * How a neuron's net input comes about (2.9), its output (2.10), or its δ (2.13), in the numbers of this picture.
 * @extends {Panel<Known>}
 */
export class NeuronPanel extends Panel {
  /** The map whose terms are written out, if it is not the one that adds most. */
  #map = { of: "", number: -1 };

  /** @param {import("./panel.js").PanelParts} parts */
  constructor(parts) {
    super("inside-neuron", text("inside-neuron-title"), parts);
    linkTerms(this.element);
  }

  /** @param {Summary} summary @returns {Promise<Known>} */
  async ask(summary) {
    const place = this.#place(summary);
    const { layers } = summary;
    const back = this.selection.now.direction === "backward" && layers[place.layer].has_delta;
    const { layer, y, x, channel } = place;
    const found = await this.inside.ask(back ? "delta_terms" : "terms", layer, y, x, channel);
    const maps = groups(
      found.terms,
      placing(summary, layer, back),
      kernelSize(summary, layer, back),
    );
    const group = maps[this.#chosen(maps, JSON.stringify([place, back]))];
    const paint = (/** @type {number} */ of, /** @type {number} */ channel) => {
      const coloured = layers[of].kind === "input" && !back;
      const painting = coloured ? { dark: this.dark } : { channel, dark: this.dark };
      return this.inside.ask("paint", of, back ? "delta" : "output", painting);
    };
    return {
      ...{ summary, place, maps, group },
      forward: back ? null : found,
      backward: back ? found : null,
      image: group ? await paint(group.layer, group.channel) : null,
      own: await paint(layer, channel),
    };
  }

  /** The selected neuron; the picture has none, so of it the first behind it. @param {Pick<Summary, "layers">} summary @returns {Place} */
  #place({ layers }) {
    const { now } = this.selection;
    const { layer, channel, y, x } = now.layer > 0 ? now : { layer: 1, channel: 0, y: 0, x: 0 };
    const { output } = layers[layer];
    return {
      layer,
      channel: Math.min(channel, output.channels - 1),
      y: Math.min(y, output.height - 1),
      x: Math.min(x, output.width - 1),
    };
  }

  /** @param {Group[]} maps @param {string} of  which neuron's */
  #chosen(maps, of) {
    if (this.#map.of !== of) this.#map = { of, number: -1 };
    const { number } = this.#map;
    if (number >= 0 && number < maps.length) return number;
    const sizes = maps.map(({ sum }) => Math.abs(sum));
    return sizes.indexOf(Math.max(...sizes));
  }

  /** @param {Known} known */
  draw(known) {
    const { summary, place, forward, backward, maps, group, image, own } = known;
    const names = namesOf(summary.layers);
    const layer = summary.layers[place.layer];
    return html`
      <p class="hint">${text(backward ? "inside-neuron-hint-back" : "inside-neuron-hint")}</p>
      ${this.#controls(summary, place)}
      ${layer.has_delta ? nothing : html`<p class="note">${text("inside-neuron-frozen")}</p>`}
      <div class="formula">
        ${forward ? forwardFormula(forward, layer, maps, group) : nothing}
        ${backward ? backwardFormula(backward, summary, place.channel, maps, group) : nothing}
      </div>
      ${
        group && this.palette
          ? neuronWindow(this.palette, {
              ...{ summary, place, names, group, image, own },
              back: backward !== null,
            })
          : nothing
      }
      ${maps.length > 1 ? this.#list(maps, group) : nothing}
    `;
  }

  /** @param {Summary} summary @param {Place} place */
  #controls(summary, place) {
    const { output, has_delta } = summary.layers[place.layer];
    // What is selected by now may be more than what is drawn yet.
    const set = (/** @type {object} */ wanted) =>
      this.selection.set({ ...this.#place(summary), ...wanted });
    const ways = ["forward", "backward"].map((value) => ({
      value,
      name: text(`inside-place-${value}`),
    }));
    const { direction } = this.selection.now;
    return html`
      <div class="place">
        ${this.layerChoice(summary, (_, place) => place > 0, place.layer)}
        ${placeField(text("inside-place-map"), place.channel, output.channels, (channel) =>
          set({ channel }),
        )}
        ${placeField(text("inside-place-row"), place.y, output.height, (y) => set({ y }))}
        ${placeField(text("inside-place-column"), place.x, output.width, (x) => set({ x }))}
        ${choiceField(
          text("inside-place-way"),
          ways,
          direction,
          (direction) => set({ direction }),
          !has_delta,
        )}
      </div>
    `;
  }

  /** What each map adds. @param {Group[]} maps @param {Group | undefined} group */
  #list(maps, group) {
    const added = maps.map((map, place) => ({ map, place, value: map.sum, factor: 1 }));
    const { shown } = leading(added, MOST_MAPS);
    return html`
      <p>${text("inside-neuron-maps")}</p>
      <div class="maps-list">
        ${shown.map(
          ({ map, place }) =>
            html`<button
              type="button"
              class="chip"
              aria-pressed=${map === group}
              @click=${() => {
                this.#map.number = place;
                this.refresh();
              }}
            >
              ${text("inside-neuron-map-adds", { number: map.channel + 1, value: digits(map.sum) })}
            </button>`,
        )}
      </div>
    `;
  }
}

/**
 * The place of a term in the kernel as it lies on the map: on the way back it is turned.
 * @param {Summary} summary @param {number} layer @param {boolean} back
 */
function placing({ layers }, layer, back) {
  return (/** @type {import("./terms.js").Term} */ term) => {
    const of = layers[back ? term.layer : layer];
    const place = placeInKernel(of, term.weight);
    if (!place || !back) return place;
    const { spec } = of;
    if (!spec || !("kernel" in spec) || (spec.stride ?? 1) !== 1) return null;
    return { y: spec.kernel - 1 - place.y, x: spec.kernel - 1 - place.x };
  };
}

/** Of the kernel that the terms come through; 1 without one. @param {Summary} summary @param {number} layer @param {boolean} back */
function kernelSize({ layers }, layer, back) {
  const reader = (/** @type {number} */ of) =>
    layers.findIndex(({ sources }) => sources.includes(of));
  let through = back ? reader(layer) : layer;
  if (back && layers[through]?.kind === "activation") through = reader(through);
  const spec = layers[through]?.spec;
  return spec && "kernel" in spec ? spec.kernel : 1;
}
