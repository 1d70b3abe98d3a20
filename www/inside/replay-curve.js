// @ts-check
import { short, text } from "../text/index.js";
import { h } from "../view/dom.js";
import { loadUPlot } from "../view/uplot.js";

/** loss: null while it is not known @typedef {{ epoch: number, loss: number | null }} Point */

const HEIGHT = 168;

/** The loss of one picture by epoch, with one of them marked. */
export class ReplayCurve {
  element = h("div", { class: "replay-curve", role: "img" });
  /** @type {import("../vendor/uplot/uPlot.esm.js") | null} */
  #plot = null;
  /** @type {Point[]} */
  #points = [];
  #at = 0;

  constructor() {
    new ResizeObserver(() =>
      this.#plot?.setSize({ width: this.element.clientWidth, height: HEIGHT }),
    ).observe(this.element);
    // A canvas does not follow style sheets.
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#plot?.destroy();
      this.#plot = null;
      void this.#draw();
    });
  }

  /** @param {Point[]} points  in the order of their epochs, but for the last @param {number} at  the one that is marked @param {string} name  of the class that the picture should be */
  show(points, at, name) {
    [this.#points, this.#at] = [points, at];
    this.element.setAttribute("aria-label", labelOf(points, name));
    void this.#draw();
  }

  async #draw() {
    const UPlot = await loadUPlot();
    if (this.#points.length === 0 || !this.element.isConnected) return;
    const marked = this.#points[this.#at];
    // The network that answers may be that of an epoch before the last: it is a mark, and no end of the curve.
    const curve = this.#points.filter(
      ({ epoch }, i) => i === 0 || epoch > this.#points[i - 1].epoch,
    );
    const xs = curve.map(({ epoch }) => epoch);
    const data = /** @type {any} */ ([
      xs,
      curve.map(({ loss }) => loss),
      xs.map((epoch) => (epoch === marked.epoch ? marked.loss : null)),
    ]);
    if (this.#plot) return this.#plot.setData(data);
    const style = getComputedStyle(this.element);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const axis = {
      ...{ stroke: colour("--muted"), font: `12px ${style.fontFamily}` },
      ...{
        labelFont: `12px ${style.fontFamily}`,
        grid: { stroke: colour("--line"), width: 1 },
        ticks: { show: false },
      },
    };
    this.#plot = new UPlot(
      {
        ...{ width: this.element.clientWidth, height: HEIGHT, padding: [8, 8, 0, 0] },
        ...{ legend: { show: false }, cursor: { show: false } },
        scales: { x: { time: false }, y: { range: (_, _from, to) => [0, to > 0 ? to * 1.05 : 1] } },
        series: [
          {},
          { stroke: colour("--curve-training"), width: 2 },
          {
            stroke: colour("--accent"),
            points: { show: true, size: 12, fill: colour("--accent") },
          },
        ],
        axes: [
          {
            ...{ ...axis, label: text("inside-replay-epoch"), labelSize: 20, size: 26 },
            incrs: [1, 2, 5, 10, 20, 50, 100],
          },
          {
            ...{ ...axis, label: text("inside-loss"), labelSize: 20, size: 44, space: 28 },
            values: (_, splits) => splits.map(short),
          },
        ],
      },
      data,
      this.element,
    );
  }
}

/** What the curve shows. @param {Point[]} points @param {string} name */
function labelOf(points, name) {
  const known = points.flatMap(({ epoch, loss }) => (loss === null ? [] : [{ epoch, loss }]));
  if (known.length < points.length) return text("inside-replay-curve-finding");
  const least = known.reduce((least, one) => (one.loss < least.loss ? one : least));
  const [first, last] = [known[0].loss, known[known.length - 1].loss];
  return text("inside-replay-curve", {
    ...{ first, last, least: least.loss, epoch: least.epoch, class: name },
  });
}
