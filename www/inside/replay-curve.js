// @ts-check
import { short, text } from "../text/index.js";
import { Chart } from "../view/chart.js";
import { h } from "../view/dom.js";

/** loss: null while it is not known @typedef {{ epoch: number, loss: number | null }} Point */

const HEIGHT = 168;

/** The loss of one picture by epoch, with one of them marked. */
export class ReplayCurve {
  element = h("div", { class: "replay-curve", role: "img" });
  #chart = new Chart(this.element, HEIGHT, optionsOf);

  /** @param {Point[]} points  at least one, in the order of their epochs, but for the last @param {number} at  the one that is marked @param {string} name  of the class that the picture should be */
  show(points, at, name) {
    this.element.setAttribute("aria-label", labelOf(points, name));
    const marked = points[at];
    // The network that answers may be that of an epoch before the last: it is a mark, and no end of the curve.
    const curve = points.filter(({ epoch }, i) => i === 0 || epoch > points[i - 1].epoch);
    const data = [
      curve.map(({ epoch }) => epoch),
      curve.map(({ loss }) => loss),
      curve.map(({ epoch }) => (epoch === marked.epoch ? marked.loss : null)),
    ];
    this.#chart.draw(data).catch(() => {}); // without the chart the sentences say it
  }
}

/** @param {import("../view/chart.js").Style} style @returns {import("../view/chart.js").Options} */
function optionsOf({ colour, axis }) {
  return {
    padding: [8, 8, 0, 0],
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
      { ...axis, label: text("inside-replay-epoch"), size: 26, incrs: [1, 2, 5, 10, 20, 50, 100] },
      {
        ...{ ...axis, label: text("inside-loss"), size: 44, space: 28 },
        values: (_, splits) => splits.map(short),
      },
    ],
  };
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
