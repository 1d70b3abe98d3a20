// @ts-check
import { precise, text, whole } from "../text/index.js";
import { html, mathml, svg } from "../vendor/lit-html/lit-html.js";
import { mn, mnAlone } from "./math.js";
import { Curve } from "./curve.js";
import { frame } from "./frame.js";

/** @typedef {import("../pkg/tab_trainer.js").DeltaSize} Found */
/** @typedef {Required<import("../pkg/tab_trainer.js").DeltaSizeSettings>} Settings */

/** tanh is drawn at least as far as this, to both sides. */
const REACH = 3;
const POINTS = 100;
/** Of ratios that are drawn; what is less is drawn at the least. */
const RATIOS = /** @type {[number, number]} */ ([1e-6, 1e3]);
/** Of pictures, from which on the question is about them. */
const MANY = 0.4;

/** What of the error reaches kernels below one neuron that adds up large maps. @returns {import("./screen.js").Experiment<any, any>} */
export function deltaSize() {
  const curve = new Curve();
  return {
    name: "delta_size",
    more: ["seed"],
    choices: [
      {
        name: "remedy",
        value: "none",
        values: ["none", "fan_in", "batch_norm", "global_average_pool"],
      },
    ],
    idle: ({ remedy }) => (remedy === "fan_in" ? ["bound"] : []),
    write(name, value) {
      if (name === "picture") return text("lab-square", { side: value });
      return name === "bound" ? `±${precise(value)}` : undefined;
    },

    plots(/** @type {Found} */ { nets, slopes, ratios, saturated, median }) {
      const reach = nets.reduce((most, net) => Math.max(most, Math.abs(net)), REACH) * 1.05;
      const sorted = [...ratios].sort((a, b) => a - b);
      const line = Array.from({ length: POINTS + 1 }, (_, i) => (2 * i * reach) / POINTS - reach);
      return html`
        <figure class="lab-plot">
          <figcaption><b>${text("lab-delta-size-nets")}</b></figcaption>
          ${frame(
            {
              description: text("lab-delta-size-drawn", { saturated, count: nets.length }),
              x: [-reach, reach],
              y: [-1.2, 1.2],
              right: text("lab-delta-size-right"),
              up: text("lab-delta-size-up"),
            },
            (sx, sy) => svg`
              <path class="function" d="M${line.map((x) => `${sx(x)},${sy(Math.tanh(x))}`).join("L")}" />
              ${nets.map((net, i) => {
                const [x, y] = [sx(net), sy(Math.tanh(net))];
                return slopes[i] < 0.05
                  ? svg`<path class="flat" d="M${x - 5},${y - 5}L${x + 5},${y + 5}M${x - 5},${y + 5}L${x + 5},${y - 5}" />`
                  : svg`<circle class="steep" cx=${x} cy=${y} r="5" />`;
              })}
            `,
          )}
          <p class="lab-legend">
            <span class="lab-key steep">${text("lab-delta-size-steep")}</span>
            <span class="lab-key flat">${text("lab-delta-size-flat")}</span>
          </p>
        </figure>
        ${curve.show({
          title: text("lab-delta-size-ratios"),
          description: text("lab-delta-size-curves", {
            least: sorted[0],
            median,
            most: sorted[sorted.length - 1],
          }),
          right: text("lab-delta-size-sorted"),
          x: sorted.map((_, i) => i + 1),
          lines: [
            {
              label: text("lab-delta-size-ratio"),
              tone: 0,
              values: sorted.map((ratio) => Math.max(ratio, RATIOS[0])),
            },
          ],
          range: RATIOS,
          logarithmic: true,
        })}
      `;
    },

    answer(/** @type {Found} */ { inputs, saturated, median, nets }) {
      const kind = saturated >= MANY ? "many" : "few";
      return text(`lab-delta-size-${kind}`, {
        inputs,
        saturated,
        median,
        count: nets.length,
      });
    },

    formula(/** @type {Found} */ { inputs, nets, slopes }) {
      const order = nets.map((_, i) => i).sort((a, b) => Math.abs(nets[a]) - Math.abs(nets[b]));
      const middle = order[Math.floor(order.length / 2)];
      return [
        mathml`<mi>net</mi><mo>=</mo><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mn>${whole(inputs)}</mn></munderover>
          <msub><mi>w</mi><mi>i</mi></msub><msub><mi>x</mi><mi>i</mi></msub>`,
        mathml`<mi>δ</mi><mo>=</mo><mo>(</mo><mi>t</mi><mo>−</mo><mi>y</mi><mo>)</mo><mo>·</mo>
          <mi>f</mi><mo>′</mo><mo>(</mo><mi>net</mi><mo>)</mo>`,
        mathml`<mi>f</mi><mo>′</mo><mo>(</mo>${mnAlone(nets[middle])}<mo>)</mo><mo>=</mo><mn>1</mn><mo>−</mo>
          <msup><mi>tanh</mi><mn>2</mn></msup>${mn(nets[middle])}<mo>=</mo>${mnAlone(slopes[middle])}`,
      ];
    },
  };
}
