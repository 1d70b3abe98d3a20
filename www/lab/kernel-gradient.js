// @ts-check
import { text } from "../text/index.js";
import { html, mathml } from "../vendor/lit-html/lit-html.js";
import { mn, mnAlone } from "./math.js";
import { grid, largestOf } from "./grid.js";

/** @typedef {import("../pkg/tab_trainer.js").KernelGradient} Found */
/** @typedef {Required<import("../pkg/tab_trainer.js").KernelGradientSettings> & { weight: number }} Settings */

/** Terms of the sum that are written out. */
const TERMS = 2;

/** The gradient of a kernel by three recipes, entry by entry. @returns {import("./screen.js").Experiment<any, any>} */
export function kernelGradient() {
  return {
    name: "kernel_gradient",
    more: ["seed"],
    looks: (_, /** @type {Settings} */ { kernel }) => [
      { name: "weight", default: 1, min: 1, max: kernel ** 2, step: 1 },
    ],
    write(name, value, settings) {
      if (name === "weight") return text("lab-row-column", placeOf(value, Number(settings.kernel)));
      return name === "seed" ? undefined : text("lab-square", { side: value });
    },

    plots(/** @type {Found} */ found, /** @type {Settings} */ { picture, kernel, weight }) {
      const { input, delta, output, numerical, backpropagation, recipes } = found;
      const { row: u, column: v } = placeOf(weight, kernel);
      const largest = largestOf(numerical, ...recipes.map(({ gradient }) => gradient));
      const lit = (/** @type {number} */ i, /** @type {number} */ j) => i === u - 1 && j === v - 1;
      const gradient = (/** @type {string} */ title, /** @type {number[]} */ values) => ({
        title,
        values,
        columns: kernel,
        largest,
        lit,
      });
      return html`
        <div class="lab-grids">
          ${grid({
            title: text("lab-kernel-gradient-input"),
            values: input,
            columns: picture,
            largest: largestOf(input),
            lit: (i, j) => i >= u - 1 && i < u - 1 + output && j >= v - 1 && j < v - 1 + output,
          })}
          ${grid({
            title: text("lab-kernel-gradient-delta"),
            values: delta,
            columns: output,
            largest: largestOf(delta),
          })}
        </div>
        <div class="lab-grids">
          ${grid(gradient(text("lab-kernel-gradient-numerical"), numerical))}
          ${grid(gradient(text("lab-kernel-gradient-backpropagation"), backpropagation))}
          ${recipes.map(({ turned, gradient: values, error, agrees }) =>
            grid({
              ...gradient(text(`lab-kernel-gradient-${turned}-recipe`), values),
              verdict: text(agrees ? "lab-agrees" : "lab-off", { error }),
              good: agrees,
            }),
          )}
        </div>
        <p class="lab-legend">
          <span class="lab-key below">${text("lab-below")}</span>
          <span class="lab-key above">${text("lab-above")}</span>
          <span class="lab-key lit">${text("lab-kernel-gradient-lit")}</span>
        </p>
      `;
    },

    answer(/** @type {Found} */ { recipes }) {
      const [input, delta, neither] = recipes.map(({ error }) => error);
      return text("lab-kernel-gradient-answer", { input, delta, neither });
    },

    formula(/** @type {Found} */ found, /** @type {Settings} */ { picture, kernel, weight }) {
      const { input, delta, output, numerical, recipes } = found;
      const { row: u, column: v } = placeOf(weight, kernel);
      const terms = Array.from({ length: TERMS }, (_, i) => {
        const [row, column] = [Math.floor(i / output), i % output];
        return [delta[i], input[(row + u - 1) * picture + column + v - 1]];
      });
      const neither = recipes[recipes.length - 1].gradient;
      const left = mathml`<mfrac><mrow><mo>∂</mo><mi>E</mi></mrow><mrow><mo>∂</mo>
        <msub><mi>k</mi><mrow><mn>${u}</mn><mo>,</mo><mn>${v}</mn></mrow></msub></mrow></mfrac>`;
      return [
        mathml`<mfrac><mrow><mo>∂</mo><mi>E</mi></mrow><mrow><mo>∂</mo>
            <msub><mi>k</mi><mrow><mi>u</mi><mo>,</mo><mi>v</mi></mrow></msub></mrow></mfrac>
          <mo>=</mo><mo form="prefix">−</mo><munder><mo>∑</mo><mrow><mi>i</mi><mo>,</mo><mi>j</mi></mrow></munder>
          <msub><mi>δ</mi><mrow><mi>i</mi><mo>,</mo><mi>j</mi></mrow></msub><mo>·</mo>
          <msub><mi>x</mi><mrow><mi>i</mi><mo>+</mo><mi>u</mi><mo>,</mo><mi>j</mi><mo>+</mo><mi>v</mi></mrow></msub>`,
        mathml`${left}<mo>=</mo><mo form="prefix">−</mo><mo>(</mo>${terms.map(
          ([d, x], i) => mathml`${i > 0 ? mathml`<mo>+</mo>` : ""}${mn(d)}<mo>·</mo>${mn(x)}`,
        )}`,
        mathml`<mo>+</mo><mo>…</mo><mo>)</mo><mo>=</mo>${mnAlone(neither[weight - 1])}`,
        mathml`<mfrac>
            <mrow><mi>E</mi><mo>(</mo><mi>k</mi><mo>+</mo><mi>h</mi><mo>)</mo><mo>−</mo><mi>E</mi><mo>(</mo><mi>k</mi><mo>−</mo><mi>h</mi><mo>)</mo></mrow>
            <mrow><mn>2</mn><mi>h</mi></mrow>
          </mfrac><mo>=</mo>${mnAlone(numerical[weight - 1])}`,
      ];
    },
  };
}

/** Of a weight by its number, from 1. @param {number} weight @param {number} kernel */
function placeOf(weight, kernel) {
  return { row: Math.floor((weight - 1) / kernel) + 1, column: ((weight - 1) % kernel) + 1 };
}
