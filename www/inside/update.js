// @ts-check
import { digits, short, text } from "../text/index.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { choiceField, placeField } from "./choice.js";
import { LossCurve } from "./curve.js";
import { math, name, number, sign } from "./formula.js";
import { NEURONS, weightFormula } from "./neuron-formula.js";
import { Panel } from "./panel.js";
import { mapPicture } from "./map-picture.js";
import { learns } from "./stages.js";

/**
 * @typedef {import("./types.js").Summary} Summary
 * @typedef {"weight" | "layer" | "network"} ScopeName
 * @typedef {{ before: number, gradient: number, update: number | null, after: number | null }} Row
 *
 * Which weights are looked at: the one, its layer's, or all.
 * @typedef {{ scope: ScopeName, layer: number, weight: number }} Chosen
 *
 * What a step does to them. row: of one weight the numbers, of more the lengths of the vectors.
 * @typedef {object} Step
 * @property {Summary} summary
 * @property {Chosen} chosen
 * @property {number} count  of the layer's weights
 * @property {object} asked  the weights, as the engine is asked for them
 * @property {Row} row
 * @property {(ImageData | null)[]} pictures  of the kernel: before, gradient, update, after; none of other scopes
 * @property {import("../pkg/tab_trainer.js").GradientTerms | null} terms  of one weight's gradient
 * @property {number[]} alphas  of the curve
 * @property {number[]} losses
 *
 * @typedef {Step & { alpha: number, here: number }} Known  alpha: that is chosen; here: loss with it
 */

const VALUES = /** @type {const} */ (["before", "gradient", "update", "after"]);
/** Points of the curve. */
const POINTS = 41;

/** What the step does to weights (fig. 2.7), and what other step sizes would do. @extends {Panel<Known | null>} */
export class UpdatePanel extends Panel {
  /** @type {ScopeName} */
  #scope = "network";
  /** α on the slider: a fraction of the curve. */
  #fraction = 0;
  #moved = false;
  #curve = new LossCurve();
  /** It stays the same while α moves. @type {{ key: string, step: Step } | null} */
  #step = null;
  /** Loss of the picture before and after the step that was applied last, while that picture is shown. @type {{ before: number, after: number | null } | null} */
  #applied = null;
  #steps = 0;
  /** Whether the trace with the new weights is still to come. */
  #expected = false;
  #learn;

  /** @param {import("./panel.js").PanelParts} parts */
  constructor(parts) {
    super("inside-update", text("inside-update-title"), parts);
    this.#learn = parts.learn;
    parts.inside.addEventListener("steps", () => {
      const { summary } = this;
      const learned = parts.inside.steps > this.#steps && summary;
      this.#steps = parts.inside.steps;
      this.#applied = learned ? { before: summary.loss, after: summary.loss_after } : null;
      this.#expected = true;
    });
  }

  show() {
    if (!this.#expected) this.#applied = null; // another picture, target or network
    this.#expected = false;
    super.show();
  }

  /** @param {Summary} summary @returns {Promise<Known | null>} */
  async ask(summary) {
    const layer = this.layerFor(summary, learns);
    if (layer === null) return null;
    const chosen = { scope: this.#scope, layer, weight: this.selection.now.weight ?? 0 };
    const key = JSON.stringify([chosen, this.dark]);
    if (this.#step?.step.summary !== summary || this.#step.key !== key)
      this.#step = { key, step: await this.#askStep(summary, chosen) };
    const { step } = this.#step;
    const last = step.alphas[POINTS - 1];
    if (!this.#moved) this.#fraction = Math.min(1, summary.learning_rate / last);
    const alpha = this.#fraction * last;
    const [here] = await this.inside.ask("losses", step.asked, [alpha]);
    return { ...step, alpha, here };
  }

  /** @param {Summary} summary @param {Chosen} wanted  weight: it may be of another layer @returns {Promise<Step>} */
  async #askStep(summary, wanted) {
    const { inside, dark } = this;
    const { scope, layer } = wanted;
    const { kind } = summary.layers[layer];
    const own = await this.#values(layer);
    const count = own[0].length;
    const chosen = { scope, layer, weight: Math.min(wanted.weight, count - 1) };
    const [asked, numbers] = await this.#scoped(summary, chosen, own);
    const painted = scope === "layer" && kind !== "batch_norm";
    const pictures = painted
      ? await Promise.all(VALUES.map((which) => inside.ask("paint_kernel", layer, which, { dark })))
      : [];
    const single = scope === "weight" && NEURONS.includes(kind);
    const terms = single ? await inside.ask("gradient_terms", layer, chosen.weight) : null;
    return {
      ...{ summary, chosen, count, asked, pictures, terms },
      row: /** @type {Row} */ (Object.fromEntries(VALUES.map((which, i) => [which, numbers[i]]))),
      ...(await this.#along(asked, summary)),
    };
  }

  /**
   * The weights, as the engine is asked for them, and of each of `VALUES` the number or the length.
   * @param {Summary} summary @param {Chosen} chosen @param {Float32Array[]} own  of the layer
   * @returns {Promise<[object, (number | null)[]]>}
   */
  async #scoped({ layers }, { scope, layer, weight }, own) {
    if (scope === "weight") return [{ layer, weight }, own.map((values) => values[weight] ?? null)];
    if (scope === "layer") return [{ layer }, own.map(length)];
    const places = [...layers.keys()].filter((place) => learns(layers[place]));
    const parts = await Promise.all(places.map((place) => this.#values(place)));
    return [{}, VALUES.map((_, i) => together(parts.map((part) => length(part[i]))))];
  }

  /** @param {number} layer @returns {Promise<Float32Array[]>} of each of `VALUES`; empty when it would not be finite */
  #values(layer) {
    return Promise.all(VALUES.map((which) => this.inside.ask("values", layer, which)));
  }

  /**
   * The loss along the negative gradient, as far as it is worth looking: to where it is as large as at the start again.
   * @param {object} asked @param {Summary} summary
   */
  async #along(asked, { loss, learning_rate }) {
    const tried = Array.from({ length: 24 }, (_, i) => learning_rate * 2 ** (i - 8));
    const found = [...(await this.inside.ask("losses", asked, tried))];
    const back = found.findIndex((value) => !(value <= loss));
    const last = tried[back < 0 ? tried.length - 1 : Math.max(1, back)];
    const alphas = Array.from({ length: POINTS }, (_, i) => (last * i) / (POINTS - 1));
    return { alphas, losses: [...(await this.inside.ask("losses", asked, alphas))] };
  }

  /** @param {Known | null} known */
  draw(known) {
    if (!known) return html`<p>${text("inside-no-weights")}</p>`;
    const { summary, chosen, count, terms } = known;
    const { scope, layer, weight } = chosen;
    const scopes = /** @type {const} */ (["weight", "layer", "network"]).map((value) => ({
      value,
      name: text(`inside-update-${value}`),
    }));
    return html`
      <p class="hint">${text("inside-update-hint")}</p>
      <div class="place">
        ${choiceField(text("inside-update-scope"), scopes, scope, (scope) => {
          this.#scope = /** @type {ScopeName} */ (scope);
          this.#moved = false;
          this.refresh();
        })}
        ${scope === "network" ? nothing : this.layerChoice(summary, learns, layer, { weight: 0 })}
        ${
          scope === "weight"
            ? placeField(text("inside-update-number"), weight, count, (weight) =>
                this.selection.set({ layer, weight }),
              )
            : nothing
        }
      </div>
      ${this.#row(known)}
      ${terms ? html`<div class="formula">${weightFormula(terms)}</div>` : nothing}
      ${this.#alpha(known)}
      <div class="row">
        <button
          type="button"
          ?disabled=${this.inside.standIn !== null}
          @click=${() => this.#learn()}
        >
          ${text("inside-update-apply", { rate: short(summary.learning_rate) })}
        </button>
      </div>
      <p role="status">${this.#says(summary)}</p>
    `;
  }

  /** What the step would do, or did. @param {Summary} summary */
  #says({ loss, loss_after }) {
    if (this.#applied) {
      const { before, after } = this.#applied;
      return text("inside-update-did", { before, now: after ?? loss });
    }
    if (loss_after === null) return text("inside-non-finite-after");
    return text("inside-update-would", { before: loss, after: loss_after });
  }

  /** Before, gradient, update, after. @param {Known} known */
  #row({ row, pictures, chosen }) {
    const lengths = chosen.scope !== "weight";
    return html`
      <div class="formula">
        ${math(name("w"), sign("←"), name("w"), sign("−"), name("α"), name("∇E"))}
      </div>
      <div class="scrolls">
        <table class="update-row">
          <thead>
            <tr>
              ${VALUES.map((which) => html`<th scope="col">${text(`inside-update-${which}`)}</th>`)}
            </tr>
          </thead>
          <tbody>
            <tr>
              ${VALUES.map(
                (which, i) =>
                  html`<td>
                    ${pictures[i] ? mapPicture(pictures[i], text(`inside-update-${which}`), []) : nothing}
                    <span>${written(row[which], lengths)}</span>
                  </td>`,
              )}
            </tr>
          </tbody>
        </table>
      </div>
    `;
  }

  /** The loss by α. @param {Known} known */
  #alpha({ summary, chosen, alphas, losses, alpha, here, row }) {
    const { loss } = summary;
    const least = losses.indexOf(Math.min(...losses.filter(Number.isFinite)));
    // The optimiser moves all weights: its step belongs beside the line of all.
    const step = chosen.scope === "network" ? summary.loss_after : null;
    this.#curve.show({ alphas, losses, alpha, here, step });
    return html`
      <h4>${text("inside-update-curve")}</h4>
      ${this.#curve.element}
      <p class="hint">
        ${text("inside-update-curve-says", { loss: short(loss), best: short(alphas[least] ?? 0), least: short(losses[least] ?? loss) })}
        ${step === null ? nothing : text("inside-update-curve-step")}
      </p>
      <label class="alpha">
        ${text("inside-update-alpha")}
        <input
          type="range"
          min="0"
          max="1"
          step="any"
          .value=${String(this.#fraction)}
          aria-valuetext=${short(alpha)}
          @input=${(/** @type {Event} */ { target }) => {
            this.#fraction = Number(/** @type {HTMLInputElement} */ (target).value);
            this.#moved = true;
            this.refresh();
          }}
        />
        <output>${short(alpha)}</output>
      </label>
      <p>
        ${text("inside-update-with", { alpha: short(alpha), loss: digits(here) })}
        ${chosen.scope === "weight" ? math(number(row.before), sign("−"), number(alpha), sign("·"), number(row.gradient, { inner: true }), sign("="), number(row.before - alpha * row.gradient)) : nothing}
      </p>
    `;
  }
}

/** Euclidean; null of none. @param {Float32Array} values */
function length(values) {
  if (values.length === 0) return null;
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** The length of the vector whose parts are so long. @param {(number | null)[]} lengths */
function together(lengths) {
  return lengths.includes(null) ? null : Math.hypot(...lengths.map(Number));
}

/** @param {number | null} value  null: it would not be finite @param {boolean} isLength */
function written(value, isLength) {
  if (value === null) return "–";
  return isLength ? text("inside-update-length", { value: digits(value) }) : digits(value);
}
