// @ts-check
import { precise, text } from "../text/index.js";
import { html, mathml } from "../vendor/lit-html/lit-html.js";
import { mn, mnAlone } from "./math.js";
import { Curve } from "./curve.js";
import { surface } from "./surface.js";

/** @typedef {import("../pkg/tab_trainer.js").StepSize} Found */
/** @typedef {Required<import("../pkg/tab_trainer.js").StepSizeSettings>} Settings */

/** Methods that find the length of their steps themselves. */
const SEARCHING = ["line_search", "lbfgs"];

/** What happens to the error of one linear neuron, over the length of its steps. @returns {import("./screen.js").Experiment<any, any>} */
export function stepSize() {
  const curve = new Curve();
  const preset = (/** @type {string} */ label, /** @type {number} */ learning_rate) => ({
    label: `α = ${label}`,
    settings: { learning_rate, method: "gradient_descent" },
  });
  return {
    name: "step_size",
    more: ["steps"],
    choices: [
      {
        name: "method",
        value: "gradient_descent",
        values: ["gradient_descent", "line_search", "adam", "lbfgs"],
      },
    ],
    presets: [
      preset("1/14", 1 / 14),
      preset("2/14", 2 / 14),
      preset(precise(0.25), 0.25),
      preset("1", 1),
    ],
    idle: ({ method }) => (SEARCHING.includes(String(method)) ? ["learning_rate"] : []),

    plots(/** @type {Found} */ { path, surface: plane }, /** @type {Settings} */ { steps }) {
      const last = path[path.length - 1];
      return html`
        ${surface({
          surface: plane,
          title: text("lab-surface"),
          description: text("lab-step-size-surface", {
            first: path[0].at[1],
            second: path[1]?.at[1] ?? path[0].at[1],
            last: last.at[1],
          }),
          right: text("lab-step-size-right"),
          up: text("lab-step-size-up"),
          ways: [{ at: path.map(({ at }) => at), label: text("lab-way"), bowed: true }],
        })}
        ${curve.show({
          title: text("lab-error-by-step"),
          description: text("lab-error-from-to", {
            steps: path.length - 1,
            first: path[0].error,
            last: last.error,
          }),
          right: text("lab-steps"),
          x: Array.from({ length: steps + 1 }, (_, i) => i),
          lines: [
            {
              label: text("lab-error"),
              tone: 0,
              values: Array.from({ length: steps + 1 }, (_, i) => path[i]?.error ?? null),
            },
          ],
          logarithmic: true,
        })}
      `;
    },

    answer(/** @type {Found} */ found, /** @type {Settings} */ settings) {
      const { outcome, arrival, curvature, path } = found;
      const values = {
        alpha: settings.learning_rate,
        factor: factorOf(found, settings) ** 2,
        limit: 2 / curvature,
        ratio: (settings.learning_rate * curvature) / 2,
        arrival: arrival ?? 0,
        steps: path.length - 1,
        error: path[path.length - 1].error,
      };
      if (settings.method !== "gradient_descent")
        return text(`lab-step-size-${settings.method}`, { ...values, outcome });
      const kind = outcome === "arrives" && arrival === 1 ? "once" : outcome;
      return text(`lab-step-size-${kind}`, values);
    },

    formula(/** @type {Found} */ found, /** @type {Settings} */ settings) {
      const { curvature, path } = found;
      const [first, second] = path;
      const square = mathml`<msup><mrow><mo>‖</mo><mi>x</mi><mo>‖</mo></mrow><mn>2</mn></msup>`;
      const bound = mathml`
        <mfrac><mn>2</mn><msub><mi>λ</mi><mi>max</mi></msub></mfrac><mo>=</mo><mfrac><mn>2</mn>${square}</mfrac><mo>=</mo>
        <mfrac><mn>2</mn>${mn(curvature)}</mfrac><mo>=</mo>${mn(2 / curvature)}
      `;
      switch (settings.method) {
        case "adam":
          return [
            mathml`<mi>w</mi><mo>←</mo><mi>w</mi><mo>−</mo><mi>α</mi><mfrac>
              <mover><mi>m</mi><mo>^</mo></mover>
              <mrow><msqrt><mover><mi>v</mi><mo>^</mo></mover></msqrt><mo>+</mo><mi>ε</mi></mrow>
            </mfrac><mo>,</mo><mi>α</mi><mo>=</mo>${mn(settings.learning_rate)}`,
          ];
        case "line_search":
          return [
            mathml`<mi>α</mi><mo>=</mo><mfrac>
              <mrow><mi>g</mi><mo>·</mo><mi>g</mi></mrow><mrow><mi>g</mi><mo>·</mo><mi>H</mi><mi>g</mi></mrow>
            </mfrac><mo>=</mo><mfrac><mn>1</mn>${mn(curvature)}</mfrac><mo>=</mo>${mn(1 / curvature)}`,
          ];
        case "lbfgs":
          return [
            mathml`<mi>w</mi><mo>←</mo><mi>w</mi><mo>−</mo><msup><mi>B</mi><mrow><mo>−</mo><mn>1</mn></mrow></msup><mo>∇</mo><mi>E</mi>
              <mo>,</mo><mi>B</mi><mo>≈</mo><mi>H</mi><mo>,</mo><msub><mi>λ</mi><mi>max</mi></msub><mo>=</mo>${mn(curvature)}`,
          ];
        default:
          return [
            mathml`<mi>E</mi><mo>←</mo>
              <msup><mrow><mo>(</mo><mn>1</mn><mo>−</mo><mi>α</mi>${square}<mo>)</mo></mrow><mn>2</mn></msup><mi>E</mi>`,
            mathml`<msup><mrow><mo>(</mo><mn>1</mn><mo>−</mo>${mn(settings.learning_rate)}<mo>·</mo>${mn(curvature)}<mo>)</mo></mrow><mn>2</mn></msup>
              <mo>·</mo>${mn(first.error)}<mo>=</mo>
              <msup>${mn(factorOf(found, settings))}<mn>2</mn></msup><mo>·</mo>${mn(first.error)}
              <mo>=</mo>${mnAlone(second?.error ?? first.error)}`,
            bound,
          ];
      }
    },
  };
}

/** What a step multiplies w·x by. @param {Found} found @param {Settings} settings */
function factorOf({ curvature }, { learning_rate }) {
  return 1 - learning_rate * curvature;
}
