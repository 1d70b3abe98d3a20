// @ts-check
import { text, whole } from "../text/index.js";
import { html, mathml } from "../vendor/lit-html/lit-html.js";
import { mn, mnAlone } from "./math.js";
import { Curve } from "./curve.js";
import { grid, largestOf } from "./grid.js";

/** @typedef {import("../pkg/tab_trainer.js").KernelRecovery} Found */
/** @typedef {Required<import("../pkg/tab_trainer.js").KernelRecoverySettings> & { pair: number, line_step: number }} Settings */

const SIDE = 3;
/** Of the curves. */
const TONES = { recovered: 0, astray: 1 };

/** Whether a kernel is found again behind pooling. @returns {import("./screen.js").Experiment<any, any>} */
export function kernelRecovery() {
  const curve = new Curve();
  return {
    name: "kernel_recovery",
    more: ["pairs", "steps", "seed"],
    choices: [
      {
        name: "arrangement",
        value: "max_behind",
        values: ["max_behind", "average_behind", "max_in_front"],
      },
    ],
    looks: (/** @type {Found} */ { students, line }) => [
      { name: "pair", default: 1, min: 1, max: students.length, step: 1 },
      { name: "line_step", default: 0, min: 0, max: line.steps.length - 1, step: 1 },
    ],
    write(name, value) {
      if (name !== "pooling") return undefined;
      return value === 1 ? text("lab-no-pooling") : text("lab-square", { side: value });
    },

    plots(
      /** @type {Found} */ { at, students, recovered, line },
      /** @type {Settings} */ { pair, line_step },
    ) {
      const { wanted, found, recovered: own, error } = students[pair - 1] ?? students[0];
      const largest = largestOf(wanted, found);
      const seen = { recovered: false, astray: false };
      const lines = students.map(({ distances, recovered }) => {
        const kind = recovered ? "recovered" : "astray";
        const alike = seen[kind];
        seen[kind] = true;
        return {
          label: text(`lab-kernel-recovery-${kind}`),
          tone: TONES[kind],
          values: distances,
          alike,
        };
      });
      const { kernel, windows } = line.steps[line_step];
      const winner = windows[0] >= windows[1] ? 0 : 1;
      return html`
        ${curve.show({
          title: text("lab-kernel-recovery-distance"),
          description: text("lab-kernel-recovery-curves", { recovered, count: students.length }),
          right: text("lab-steps"),
          x: at,
          lines,
          logarithmic: true,
        })}
        <figure class="lab-plot">
          <figcaption><b>${text("lab-kernel-recovery-kernels", { pair })}</b></figcaption>
          <div class="lab-grids">
            ${grid({ title: text("lab-kernel-recovery-wanted"), values: wanted, columns: SIDE, largest })}
            ${grid({
              title: text("lab-kernel-recovery-found"),
              values: found,
              columns: SIDE,
              largest,
              verdict: text("lab-kernel-recovery-error", { error }),
              good: own,
            })}
          </div>
          <figcaption><b>${text("lab-kernel-recovery-line")}</b></figcaption>
          <div class="lab-grids">
            ${grid({
              title: text("lab-kernel-recovery-image"),
              values: line.image,
              columns: 4,
              largest: largestOf(line.image),
              lit: (_, j) => j >= winner && j < winner + SIDE,
            })}
            ${grid({
              title: text("lab-kernel-recovery-student"),
              values: kernel,
              columns: SIDE,
              largest: largestOf(kernel),
            })}
            ${grid({
              title: text("lab-kernel-recovery-windows"),
              values: windows,
              columns: 2,
              largest: line.wanted,
              lit: (_, j) => j === winner,
            })}
          </div>
          <p class="lab-legend">
            <span class="lab-key below">${text("lab-below")}</span>
            <span class="lab-key above">${text("lab-above")}</span>
            <span class="lab-key lit">${text("lab-kernel-recovery-lit")}</span>
          </p>
        </figure>
      `;
    },

    answer(
      /** @type {Found} */ { students, recovered, outputs },
      /** @type {Settings} */ { pooling, arrangement },
    ) {
      const values = { recovered, count: students.length, outputs };
      const kind = pooling === 1 ? "without" : arrangement;
      return text(`lab-kernel-recovery-${kind}`, values);
    },

    formula(/** @type {Found} */ { line }, /** @type {Settings} */ { line_step }) {
      const { kernel, windows, error } = line.steps[line_step];
      const winner = windows[0] >= windows[1] ? 0 : 1;
      const seen = line.image.slice(winner, winner + SIDE);
      return [
        mathml`<mi>y</mi><mo>=</mo><mi>max</mi><mo>(</mo>${mnAlone(windows[0])}<mo>,</mo>${mnAlone(windows[1])}<mo>)</mo>`,
        mathml`<mo>=</mo>${seen.map(
          (x, i) => mathml`${i > 0 ? mathml`<mo>+</mo>` : ""}${mn(x)}<mo>·</mo>${mn(kernel[i])}`,
        )}<mo>=</mo>${mnAlone(windows[winner])}`,
        mathml`<mi>E</mi><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac>
          <msup><mrow><mo>(</mo><mn>${whole(line.wanted)}</mn><mo>−</mo>${mn(windows[winner])}<mo>)</mo></mrow><mn>2</mn></msup>
          <mo>=</mo>${mnAlone(error)}`,
      ];
    },
  };
}
