// @ts-check
import { short, text } from "../text/index.js";
import { h } from "../view/dom.js";
import { loadUPlot } from "../view/uplot.js";

/**
 * @typedef {{ alphas: number[], losses: number[], alpha: number, here: number, step: number | null }} Along
 * here: the loss at the α that is chosen; step: after the optimiser's own step
 */

const HEIGHT = 200;

/** The loss along the negative gradient. The chart library comes when it is first drawn. */
export class LossCurve {
  element = h("div", { class: "loss-curve", role: "img" });
  /** @type {import("../vendor/uplot/uPlot.esm.js") | null} */
  #plot = null;
  /** @type {Along | null} */
  #shown = null;

  constructor() {
    new ResizeObserver(() =>
      this.#plot?.setSize({ width: this.element.clientWidth, height: HEIGHT }),
    ).observe(this.element);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#plot?.destroy();
      this.#plot = null;
      void this.#draw();
    });
  }

  /** @param {Along} along */
  show(along) {
    this.#shown = along;
    const { alphas, losses, alpha, here } = along;
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
    this.#draw().catch(() => {}); // without the chart the sentences say it
  }

  async #draw() {
    const UPlot = await loadUPlot();
    if (!this.#shown) return;
    const { alphas, losses, alpha, here, step } = this.#shown;
    // The chosen α stands on the curve; the optimiser's step is a level, as it goes another way.
    const xs = [...alphas, alpha].sort((a, b) => a - b);
    const at = xs.indexOf(alpha);
    const curve = xs.map((x) => (x === alpha ? here : losses[alphas.indexOf(x)]));
    const chosen = xs.map((_, i) => (i === at ? here : null));
    const level = xs.map(() => step);
    const data = /** @type {any} */ ([xs, curve, chosen, level]);
    if (this.#plot) return this.#plot.setData(data);
    const colour = (/** @type {string} */ name) =>
      getComputedStyle(this.element).getPropertyValue(name);
    const axis = {
      stroke: colour("--muted"),
      grid: { stroke: colour("--line") },
      ticks: { stroke: colour("--line") },
    };
    const values = (/** @type {unknown} */ _, /** @type {number[]} */ splits) => splits.map(short);
    this.#plot = new UPlot(
      {
        width: Math.max(200, this.element.clientWidth),
        height: HEIGHT,
        scales: { x: { time: false } },
        legend: { show: false },
        cursor: { show: false },
        axes: [
          { ...axis, label: text("inside-update-alpha"), values },
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
      },
      data,
      this.element,
    );
  }
}
