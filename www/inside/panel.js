// @ts-check
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h, messageOf } from "../view/dom.js";
import { choiceField } from "./choice.js";
import { namesOf } from "./names.js";
import { Palette } from "./palette.js";

/**
 * @typedef {import("./client.js").Inside} Inside
 * @typedef {import("./selection.js").Selection} Selection
 * @typedef {import("./types.js").Summary} Summary
 * @typedef {import("./types.js").TracedLayer} TracedLayer
 * @typedef {import("../vendor/lit-html/lit-html.js").TemplateResult} TemplateResult
 * @typedef {import("./index.js").PanelParts} PanelParts
 */

/** Of the page: whether zero is dark. */
const darkness = window.matchMedia("(prefers-color-scheme: dark)");

/**
 * A part of the view below the strip, which opens and closes. While it is open it follows the trace and what is selected: one
 * round of questions at a time, and then the newest.
 * @template Data
 */
export class Panel {
  inside;
  selection;
  /** @type {Palette | null} */
  palette = null;
  #body = h("div", { class: "panel-body" });
  element;
  #busy = false;
  #again = false;

  /** @param {string} id @param {string} title @param {PanelParts} parts */
  constructor(id, title, { inside, selection }) {
    this.inside = inside;
    this.selection = selection;
    const summary = h("summary", {}, h("h3", {}, title));
    this.element = h("details", { class: "inside-panel", id }, summary, this.#body);
    this.element.addEventListener("toggle", () => this.refresh());
    selection.addEventListener("change", () => this.refresh());
    darkness.addEventListener("change", () => {
      this.palette = null;
      this.refresh();
    });
  }

  get dark() {
    return darkness.matches;
  }

  /** Of the step that is shown. @returns {Summary | null} */
  get summary() {
    return this.inside.traced?.summary ?? null;
  }

  /** What it has to know before it can be drawn. @param {Summary} _summary @returns {Promise<Data>} */
  async ask(_summary) {
    throw new TypeError("ask");
  }

  /** @param {Data} _data @returns {TemplateResult} */
  draw(_data) {
    throw new TypeError("draw");
  }

  /** There is a new trace. */
  show() {
    this.refresh();
  }

  /** The view is out of sight: nothing goes on by itself. */
  hide() {}

  /** Asks anew and draws, if anybody can see it. */
  refresh() {
    this.#again = true;
    if (!this.#busy) void this.#follow();
  }

  async #follow() {
    this.#busy = true;
    while (this.#again && this.element.open && this.summary && isShown(this.element)) {
      this.#again = false;
      try {
        this.palette ??= await Palette.of(this.inside, this.dark);
        const found = await this.inside.hold(async () => {
          const { summary } = this;
          return summary && { data: await this.ask(summary) };
        });
        // Another network may have been opened meanwhile.
        if (this.summary && found) render(this.draw(found.data), this.#body);
      } catch (error) {
        if (this.summary)
          render(html`<p class="note bad" role="alert">${messageOf(error)}</p>`, this.#body);
      }
    }
    this.#busy = false;
  }

  /**
   * The selected layer, if it is one of these; else the first that is. @param {Summary} summary
   * @param {(layer: TracedLayer, place: number) => boolean} fits @returns {number | null}
   */
  layerFor({ layers }, fits) {
    const { layer } = this.selection.now;
    if (layers[layer] && fits(layers[layer], layer)) return layer;
    const first = layers.findIndex(fits);
    return first < 0 ? null : first;
  }

  /**
   * A field that chooses the layer and selects its first neuron. @param {Summary} summary
   * @param {(layer: TracedLayer, place: number) => boolean} fits @param {number} layer  that is shown
   * @param {Partial<import("./selection.js").Selected>} [more]  what else is selected with it
   */
  layerChoice({ layers }, fits, layer, more = {}) {
    const names = namesOf(layers);
    const options = [...layers.keys()]
      .filter((place) => fits(layers[place], place))
      .map((place) => ({ value: String(place), name: names[place] }));
    return choiceField(text("inside-place-layer"), options, String(layer), (value) =>
      this.selection.set({ layer: Number(value), channel: 0, y: 0, x: 0, ...more }),
    );
  }
}

/** Whether it has a place on the page: not in a view that is out of sight. @param {HTMLElement} element */
function isShown(element) {
  return element.getClientRects().length > 0;
}
