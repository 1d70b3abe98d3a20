// @ts-check
import { text } from "../text/index.js";
import { html, mathml } from "../vendor/lit-html/lit-html.js";
import { mnAlone } from "./math.js";
import { Curve } from "./curve.js";

/** @typedef {import("../pkg/tab_trainer.js").DeadRelu} Found */
/** @typedef {Required<import("../pkg/tab_trainer.js").DeadReluSettings>} Settings */

/** As many dead filters as this are what the question is about. */
const MANY = 0.25;

/** How many filters die while they learn. @returns {import("./screen.js").Experiment<any, any>} */
export function deadRelu() {
  const curves = [new Curve(), new Curve()];
  return {
    name: "dead_relu",
    more: ["epochs", "pictures", "seed"],
    choices: [
      { name: "function", value: "relu", values: ["relu", "leaky_relu"] },
      { name: "norm", value: "none", values: ["none", "batch", "unshifted"] },
    ],

    plots(/** @type {Found} */ { dead, filters, losses }) {
      const x = losses.map((_, epoch) => epoch);
      const last = losses.length - 1;
      return html`
        ${curves[0].show({
          title: text("lab-dead-relu-dead"),
          description: text("lab-dead-relu-curves", {
            first: dead[0][last],
            second: dead[1][last],
            epochs: last,
          }),
          right: text("lab-epochs"),
          x,
          lines: dead.map((values, i) => ({
            label: text("lab-dead-relu-layer", { number: i + 1, filters: filters[i] }),
            tone: i,
            values,
          })),
          range: [0, 1],
        })}
        ${curves[1].show({
          title: text("lab-dead-relu-loss"),
          description: text("lab-error-from-to", {
            steps: last,
            first: losses[0],
            last: losses[last],
          }),
          right: text("lab-epochs"),
          x,
          lines: [{ label: text("lab-loss"), tone: 3, values: losses }],
        })}
      `;
    },

    answer(/** @type {Found} */ { dead, filters, accuracy }, /** @type {Settings} */ settings) {
      const [, second] = dead;
      const fraction = second[second.length - 1];
      const kind = fraction >= MANY ? "many" : fraction > 0 ? "some" : "none";
      return text(`lab-dead-relu-${kind}`, {
        count: Math.round(fraction * filters[1]),
        filters: filters[1],
        alpha: settings.learning_rate,
        accuracy,
      });
    },

    formula(/** @type {Found} */ { dead, filters }, /** @type {Settings} */ settings) {
      const [, second] = dead;
      const fraction = second[second.length - 1];
      const below = settings.function === "relu" ? 0 : 0.01;
      return [
        mathml`<mi>f</mi><mo>′</mo><mo>(</mo><mi>net</mi><mo>)</mo><mo>=</mo>
          <mo>{</mo><mtable>
            <mtr><mtd><mn>1</mn></mtd><mtd><mi>net</mi><mo>&gt;</mo><mn>0</mn></mtd></mtr>
            <mtr><mtd>${mnAlone(below)}</mtd><mtd><mi>net</mi><mo>≤</mo><mn>0</mn></mtd></mtr>
          </mtable>`,
        mathml`<mi>Δ</mi><mi>w</mi><mo>=</mo><mi>α</mi><mo>∑</mo><mi>f</mi><mo>′</mo><mo>(</mo><mi>net</mi><mo>)</mo>
          <mo>·</mo><mi>δ</mi><mo>·</mo><mi>x</mi><mo>,</mo><mi>α</mi><mo>=</mo>${mnAlone(settings.learning_rate)}`,
        mathml`<mfrac>${mnAlone(Math.round(fraction * filters[1]))}${mnAlone(filters[1])}</mfrac><mo>=</mo>${mnAlone(fraction)}`,
      ];
    },
  };
}
