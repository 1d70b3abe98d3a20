// @ts-check
import { text } from "../text/index.js";
import { html, mathml } from "../vendor/lit-html/lit-html.js";
import { mnAlone } from "./math.js";
import { Curve } from "./curve.js";
import { surface } from "./surface.js";

/** @typedef {import("../pkg/tab_trainer.js").MissingDerivative} Found */
/** @typedef {Required<import("../pkg/tab_trainer.js").MissingDerivativeSettings>} Settings */

/** So many times the error is clearly worse. */
const MUCH = 2;

/** Learning with f' in δ, in the update alone, and nowhere. @returns {import("./screen.js").Experiment<any, any>} */
export function missingDerivative() {
  const curve = new Curve();
  return {
    name: "missing_derivative",
    more: ["steps", "seed"],

    plots(
      /** @type {Found} */ { trajectories, surface: plane },
      /** @type {Settings} */ { steps },
    ) {
      const [correct, animation, nowhere] = trajectories;
      const label = (/** @type {string} */ derivative) => text(`lab-derivative-${derivative}`);
      const errors = {
        correct: endOf(correct),
        animation: endOf(animation),
        nowhere: endOf(nowhere),
      };
      return html`
        ${surface({
          surface: plane,
          title: text("lab-missing-derivative-surface"),
          description: text("lab-missing-derivative-drawn", errors),
          right: text("lab-missing-derivative-right"),
          up: text("lab-missing-derivative-up"),
          ways: [correct, animation].map(({ derivative, path }) => ({
            at: path,
            label: label(derivative),
          })),
        })}
        ${curve.show({
          title: text("lab-error-by-step"),
          description: text("lab-missing-derivative-drawn", errors),
          right: text("lab-steps"),
          x: Array.from({ length: steps + 1 }, (_, i) => i),
          lines: trajectories.map(({ derivative, errors }, tone) => ({
            label: label(derivative),
            tone,
            values: Array.from({ length: steps + 1 }, (_, i) => errors[i] ?? null),
          })),
          logarithmic: true,
        })}
      `;
    },

    answer(
      /** @type {Found} */ { trajectories },
      /** @type {Settings} */ { learning_rate, steps },
    ) {
      const [correct, animation] = trajectories;
      const [good, bad] = [endOf(correct), endOf(animation)];
      const kind = bad > MUCH * good ? "worse" : "alike";
      return text(`lab-missing-derivative-${kind}`, {
        correct: good,
        animation: bad,
        off: animation.off,
        rounding: correct.off,
        alpha: learning_rate,
        steps,
      });
    },

    formula(/** @type {Found} */ { trajectories }) {
      const slope = mathml`<mi>f</mi><mo>′</mo><mo>(</mo><msub><mi>net</mi><mi>j</mi></msub><mo>)</mo>`;
      const sum = mathml`<munder><mo>∑</mo><mi>k</mi></munder><msub><mi>δ</mi><mi>k</mi></msub><msub><mi>w</mi><mrow><mi>j</mi><mi>k</mi></mrow></msub>`;
      const delta = mathml`<msub><mi>δ</mi><mi>j</mi></msub>`;
      const update = mathml`<mi>Δ</mi><msub><mi>w</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub><mo>=</mo><mi>α</mi>`;
      const x = mathml`<msub><mi>x</mi><mi>i</mi></msub>`;
      const [correct, animation] = trajectories;
      return [
        mathml`<mtext>${text("lab-missing-derivative-formula")}</mtext><mspace width="0.5em" />${delta}<mo>=</mo>${slope}<mo>·</mo>${sum}<mo>,</mo>${update}${delta}${x}`,
        mathml`<mi>cos</mi><mo>(</mo><mi>Δ</mi><mi>w</mi><mo>,</mo><mo>−</mo><mo>∇</mo><mi>E</mi><mo>)</mo><mo>=</mo>${mnAlone(correct.cosine)}`,
        mathml`<mtext>${text("lab-missing-derivative-animation")}</mtext><mspace width="0.5em" />${delta}<mo>=</mo>${sum}<mo>,</mo>${update}${slope}${delta}${x}`,
        mathml`<mi>cos</mi><mo>(</mo><mi>Δ</mi><mi>w</mi><mo>,</mo><mo>−</mo><mo>∇</mo><mi>E</mi><mo>)</mo><mo>=</mo>${mnAlone(animation.cosine)}`,
      ];
    },
  };
}

/** @param {import("../pkg/tab_trainer.js").Trajectory} trajectory */
function endOf({ errors }) {
  return errors[errors.length - 1];
}
