// @ts-check
import { short, text } from "../text/index.js";
import { Chart } from "../view/chart.js";
import { h } from "../view/dom.js";

/**
 * @typedef {{ alphas: number[], losses: number[], alpha: number, here: number, step: number | null }} Along
 * here: the loss at the α that is chosen; step: after the optimiser's own step
 */

const HEIGHT = 200;

/** The loss along the negative gradient. */
export class LossCurve {
  element = h("div", { class: "loss-curve", role: "img" });
  #chart = new Chart(this.element, HEIGHT, optionsOf);

  /** @param {Along} along */
  show({ alphas, losses, alpha, here, step }) {
    this.element.setAttribute(
      "aria-label",
      text("inside-update-curve-label", {
        most: short(alphas[alphas.length - 1]),
        first: short(losses[0]),
        last: short(losses[losses.length - 1]),
        alpha: short(alpha),
        here: short(here),
      }),
    );
    // The chosen α stands on the curve; the optimiser's step is a level, as it goes another way.
    const xs = [...alphas, alpha].sort((a, b) => a - b);
    const at = xs.indexOf(alpha);
    const curve = xs.map((x) => (x === alpha ? here : losses[alphas.indexOf(x)]));
    const chosen = xs.map((_, i) => (i === at ? here : null));
    const level = xs.map(() => step);
    this.#chart.draw([xs, curve, chosen, level]).catch(() => {}); // without the chart the sentences say it
  }
}

/** @param {import("../view/chart.js").Style} style @returns {import("../view/chart.js").Options} */
function optionsOf({ colour, axis }) {
  const values = (/** @type {unknown} */ _, /** @type {number[]} */ splits) => splits.map(short);
  return {
    scales: { x: { time: false } },
    axes: [
      { ...axis, label: text("inside-update-alpha"), size: 26, values },
      { ...axis, label: text("inside-loss"), values, size: 60 },
    ],
    series: [
      {},
      { stroke: colour("--curve-training"), width: 2, points: { show: false } },
      {
        stroke: colour("--curve-validation"),
        points: { show: true, size: 12, fill: colour("--curve-validation") },
      },
      { stroke: colour("--good"), dash: [6, 4], points: { show: false } },
    ],
  };
}
