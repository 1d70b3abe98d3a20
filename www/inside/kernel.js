// @ts-check
import { digits, text } from "../text/index.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { h, messageOf } from "../view/dom.js";
import { indexed, math, name, number, sign } from "./formula.js";
import { numberGrid, range } from "./grid.js";
import { largest } from "./palette.js";
import { mapFigure } from "./map-picture.js";
import { SlicePanel } from "./slice-panel.js";
import { learns } from "./stages.js";
import { addUp, windowOf } from "./windows.js";

/**
 * @typedef {import("../pkg/tab_trainer.js").Recipes} Recipes
 * @typedef {import("./types.js").Summary} Summary
 *
 * @typedef {object} Known
 * @property {Summary} summary
 * @property {number} layer  of the convolution
 * @property {Recipes} recipes
 * @property {Float32Array} input  the maps in front of it
 * @property {Float32Array} deltas
 * @property {ImageData | null} image  the map in front of it
 * @property {ImageData | null} delta
 */

/** The recipes that circulate, the right one first. @type {("neither" | "input_turned" | "delta_turned")[]} */
const RECIPES = ["neither", "input_turned", "delta_turned"];

/**
 * How a kernel's gradient comes about: window by window, times δ, summed over all positions; and that of three recipes exactly one
 * agrees with finite differences.
 * @extends {SlicePanel<Known | null>}
 */
export class KernelPanel extends SlicePanel {
  /** What came of all kernels. It has a place of its own: it goes on while the rest waits. */
  #all = h("p", { role: "status" });
  #checking = false;
  #freeze;

  /** @param {import("./panel.js").PanelParts} parts */
  constructor(parts) {
    super("inside-kernel", text("inside-kernel-title"), parts, () => parts.player.tempo / 4);
    this.#freeze = parts.freeze;
    parts.inside.addEventListener("trace", () => (this.#all.textContent = ""));
  }

  /** @param {Summary} summary @returns {Promise<Known | null>} */
  async ask(summary) {
    const layer = this.layerFor(summary, isLearningConv);
    if (layer === null) return null;
    const traced = summary.layers[layer];
    this.fit(traced, traced.output.height * traced.output.width);
    const { inside, dark } = this;
    const [source] = traced.sources;
    const map = summary.layers[source].kind === "input" ? {} : { channel: this.channel };
    return {
      ...{ summary, layer },
      recipes: await inside.ask("recipes", layer, this.filter, this.channel),
      input: await inside.ask("maps", source, "output"),
      deltas: await inside.ask("maps", layer, "delta"),
      image: await inside.ask("paint", source, "output", { ...map, dark }),
      delta: await inside.ask("paint", layer, "delta", { channel: this.filter, dark }),
    };
  }

  /** @param {Known | null} known */
  draw(known) {
    if (!known) return html`<p>${text("inside-no-convolution")}</p>`;
    const { summary, layer, recipes } = known;
    return html`
      <p class="hint">${text("inside-kernel-hint")}</p>
      ${this.sliceChoice(summary, isLearningConv, layer)} ${this.#sum(known)}
      <h4>${text("inside-kernel-recipes")}</h4>
      <p class="hint">${text("inside-kernel-recipes-hint")}</p>
      <div class="recipes">${this.#recipes(recipes)}</div>
      <p class="verdict" role="status">${verdictOf(recipes)}</p>
      <p class="hint">${text("inside-kernel-tolerance", { value: recipes.tolerance })}</p>
      <div class="row">
        <button
          type="button"
          aria-disabled=${this.#checking}
          @click=${() => void this.#judgeAll(known)}
        >
          ${text("inside-kernel-all")}
        </button>
      </div>
      ${this.#all}
    `;
  }

  /** The sum as it grows, position by position. @param {Known} known */
  #sum({ summary, layer, input, deltas, image, delta, recipes }) {
    const { palette } = this;
    if (!palette) return nothing;
    const traced = summary.layers[layer];
    const { at } = this.position;
    const window = windowOf(traced, at, this.channel, input);
    const sums = addUp(traced, at, { filter: this.filter, channel: this.channel }, input, deltas);
    const here = deltas[at * traced.output.channels + this.filter];
    const { size, y, x } = window;
    const whole = recipes.neither.gradient;
    const last = at === traced.output.height * traced.output.width - 1;
    const table = (
      /** @type {string} */ label,
      /** @type {ArrayLike<number>} */ values,
      /** @type {number} */ scale,
    ) =>
      numberGrid(palette, {
        ...{ label, rows: size, columns: size, scale },
        value: (row, column) => values[row * size + column],
      });
    const seen = { y: window.top, x: window.left, height: size, width: size, kind: "window" };
    const pixel = { y, x, height: 1, width: 1, kind: "pixel" };
    const place = { row: y + 1, column: x + 1 };
    return html`
      <div class="formula">
        ${math(sign("−"), name("∂E"), sign("/"), name("∂w"), sign("="))}
        ${math(sign("∑"), indexed("x", "i"), sign("·"), indexed("δ", "j"))}
      </div>
      ${this.position.draw(text("inside-kernel-position"), text("inside-kernel-at", place))}
      <div class="maps-beside">
        ${mapFigure(image, text("inside-kernel-input"), seen)}
        ${mapFigure(delta, text("inside-kernel-delta"), pixel)}
      </div>
      <div class="window-sum">
        ${table(text("inside-kernel-window"), window.values, largest(window.values))}
        <span class="operator" aria-hidden="true">×</span>
        <figure class="numbers">
          <figcaption>${text("inside-kernel-delta-here")}</figcaption>
          ${math(number(here))}
        </figure>
        <span class="operator" aria-hidden="true">→</span>
        ${table(text("inside-kernel-so-far"), sums, largest(whole))}
      </div>
      <p class="hint" role="status">
        ${last ? text("inside-kernel-complete") : text("inside-kernel-incomplete", place)}
      </p>
    `;
  }

  /** @param {Recipes} recipes */
  #recipes(recipes) {
    const { palette } = this;
    if (!palette) return nothing;
    const size = Math.sqrt(recipes.numerical.length);
    const scale = largest(recipes.neither.gradient);
    const bends = recipes.numerical.includes(null);
    const table = (
      /** @type {string} */ label,
      /** @type {(number | null)[]} */ values,
      /** @type {(i: number) => boolean} */ agrees,
      /** @type {unknown} */ verdict,
    ) => {
      const mean =
        values.reduce((/** @type {number} */ sum, value) => sum + (value ?? 0), 0) / values.length;
      return html`<div class="recipe">
        ${numberGrid(palette, {
          ...{ label, rows: size, columns: size, scale },
          value: (y, x) => values[y * size + x],
          marks: (y, x) => (agrees(y * size + x) ? "" : "differs"),
          beside: (y, x) => (agrees(y * size + x) ? "" : "✗"),
        })}
        <p>${verdict}</p>
        ${
          bends
            ? nothing
            : html`<p class="hint">${text("inside-kernel-mean", { value: digits(mean) })}</p>`
        }
      </div>`;
    };
    const near = (/** @type {number[]} */ gradient) => (/** @type {number} */ i) => {
      const judge = recipes.numerical[i];
      return judge === null || Math.abs(gradient[i] - judge) <= recipes.tolerance;
    };
    return [
      table(
        text("inside-kernel-numerical"),
        recipes.numerical,
        () => true,
        bends ? text("inside-kernel-bends") : text("inside-kernel-judge"),
      ),
      ...RECIPES.map((recipe) => {
        const { gradient, agrees } = recipes[recipe];
        const verdict = agrees
          ? html`<strong class="good">✓ ${text("inside-kernel-agrees")}</strong>`
          : html`<strong class="bad">✗ ${text("inside-kernel-differs")}</strong>`;
        return table(text(`inside-kernel-${recipe}`), gradient, near(gradient), verdict);
      }),
    ];
  }

  /** Every kernel of the network, on a picture that stays. @param {Known} known */
  async #judgeAll({ summary }) {
    if (this.#checking) return;
    this.#checking = true;
    this.#freeze();
    try {
      this.#all.textContent = await this.inside.hold(() => this.#judge(summary));
    } catch (error) {
      this.#all.textContent = messageOf(error);
    }
    this.#checking = false;
    this.refresh();
  }

  /** @param {Summary} summary @returns {Promise<string>} what came of it; "" when nobody waits for it any more */
  async #judge(summary) {
    let [count, only, several, none] = [0, 0, 0, 0];
    const slices = slicesOf(summary);
    for (const { layer, filter, channel } of slices) {
      this.#all.textContent = text("inside-kernel-all-running", { count, all: slices.length });
      if (this.summary !== summary || !this.element.open) return "";
      const recipes = await this.inside.ask("recipes", layer, filter, channel);
      const right = RECIPES.filter((recipe) => recipes[recipe].agrees);
      count += 1;
      if (!right.includes("neither")) none += 1;
      else if (right.length === 1) only += 1;
      else several += 1;
    }
    return text("inside-kernel-all-found", { count, only, several, none });
  }
}

/** The slices of all kernels that learn: between each channel and each filter. @param {Summary} summary */
function slicesOf({ layers }) {
  return layers.flatMap((traced, layer) => {
    if (!isLearningConv(traced)) return [];
    const { input, output } = traced;
    return range(output.channels).flatMap((filter) =>
      range(input.channels).map((channel) => ({ layer, filter, channel })),
    );
  });
}

/** Whether it is a convolution that learns. @param {import("./types.js").TracedLayer} layer */
function isLearningConv(layer) {
  return layer.kind === "conv" && learns(layer);
}

/** @param {Recipes} recipes */
function verdictOf(recipes) {
  const { neither, input_turned, delta_turned } = recipes;
  if (neither.gradient.every((entry) => entry === 0)) return text("inside-kernel-verdict-dead");
  if (!neither.agrees) return text("inside-kernel-verdict-none");
  if (!input_turned.agrees && !delta_turned.agrees) return text("inside-kernel-verdict-one");
  return text("inside-kernel-verdict-several");
}
