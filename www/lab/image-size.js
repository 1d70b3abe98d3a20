// @ts-check
import { text, whole } from "../text/index.js";
import { html, mathml } from "../vendor/lit-html/lit-html.js";
import { mn, mnAlone } from "./math.js";
import { Curve } from "./curve.js";

/** @typedef {import("../pkg/tab_trainer.js").ImageSize} Found */
/** @typedef {Required<import("../pkg/tab_trainer.js").ImageSizeSettings>} Settings */

const WAYS = ["sum", "mean", "global_average_pool", "adam"];

/** What the picture's size makes of a kernel's gradient. @returns {import("./screen.js").Experiment<any, any>} */
export function imageSize() {
  const curves = [new Curve(), new Curve()];
  return {
    name: "image_size",
    more: ["steps", "seed"],
    choices: [{ name: "way", value: "sum", values: WAYS }],
    write(name, value) {
      if (name === "picture") return text("lab-square", { side: value });
      return name === "step" ? text("lab-image-size-times", { factor: value }) : undefined;
    },

    plots(
      /** @type {Found} */ { pictures, ways, left, gradient },
      /** @type {Settings} */ { picture, steps },
    ) {
      return html`
        ${curves[0].show({
          title: text("lab-image-size-norms"),
          description: text("lab-image-size-sizes", { picture, gradient }),
          right: text("lab-image-size-side"),
          x: pictures,
          // Adam has the gradient of the sum.
          lines: ways.slice(0, 3).map(({ way, norms }, tone) => ({
            label: text(`lab-choice-${way}`),
            tone,
            values: norms,
          })),
          logarithmic: true,
          logarithmicX: true,
          mark: picture,
        })}
        ${curves[1].show({
          title: text("lab-image-size-left"),
          description: text("lab-image-size-curves", {
            steps: left.length - 1,
            last: left[left.length - 1],
          }),
          right: text("lab-steps"),
          x: Array.from({ length: steps + 1 }, (_, i) => i),
          lines: [
            {
              label: text("lab-image-size-distance"),
              tone: 3,
              values: Array.from({ length: steps + 1 }, (_, i) => left[i] ?? null),
            },
          ],
          logarithmic: true,
        })}
      `;
    },

    answer(
      /** @type {Found} */ { gradient, limit, learning_rate, left, diverged },
      /** @type {Settings} */ { picture, way },
    ) {
      const kind = diverged ? "diverges" : way;
      return text(`lab-image-size-${kind}`, {
        picture,
        gradient,
        alpha: learning_rate,
        ratio: limit === null ? 0 : learning_rate / limit,
        left: left[left.length - 1],
        steps: left.length - 1,
      });
    },

    formula(
      /** @type {Found} */ { gradient, limit, learning_rate },
      /** @type {Settings} */ { picture, way },
    ) {
      const pixels = picture ** 2;
      const factor =
        way === "mean" ? mathml`<mfrac><mn>1</mn><mn>${whole(pixels)}</mn></mfrac>` : "";
      const norm = mathml`<mo>‖</mo><mfrac><mrow><mo>∂</mo><mi>E</mi></mrow><mrow><mo>∂</mo><mi>k</mi></mrow></mfrac><mo>‖</mo>`;
      const sum =
        way === "global_average_pool"
          ? mathml`<mi>δ</mi><mo>·</mo><mfrac><mn>1</mn><mn>${whole(pixels)}</mn></mfrac>
              <munderover><mo>∑</mo><mi>p</mi><mn>${whole(pixels)}</mn></munderover><msub><mi>x</mi><mi>p</mi></msub>`
          : mathml`${factor}<munderover><mo>∑</mo><mi>p</mi><mn>${whole(pixels)}</mn></munderover>
              <msub><mi>δ</mi><mi>p</mi></msub><msub><mi>x</mi><mi>p</mi></msub>`;
      const lines = [
        mathml`${norm}<mo>=</mo><mo>‖</mo>${sum}<mo>‖</mo><mo>=</mo>${mnAlone(gradient)}`,
      ];
      if (limit === null)
        return [
          ...lines,
          mathml`<mi>Δ</mi><mi>k</mi><mo>=</mo><mo form="prefix">−</mo><mi>α</mi><mfrac>
            <mover><mi>m</mi><mo>^</mo></mover>
            <mrow><msqrt><mover><mi>v</mi><mo>^</mo></mover></msqrt><mo>+</mo><mi>ε</mi></mrow>
          </mfrac><mo>,</mo><mi>α</mi><mo>=</mo>${mn(learning_rate)}`,
        ];
      return [
        ...lines,
        mathml`<mi>α</mi><mo>=</mo>${mn(learning_rate)}<mo>${learning_rate < limit ? "<" : ">"}</mo>
          <mfrac><mn>2</mn><msub><mi>λ</mi><mi>max</mi></msub></mfrac><mo>=</mo>${mn(limit)}`,
      ];
    },
  };
}
