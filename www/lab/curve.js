// @ts-check
/** Curves over one axis, drawn by uPlot. A drawing says nothing to a screen reader, so each has its numbers as a sentence. */

import { short, text, whole } from "../text/index.js";
import { html } from "../vendor/lit-html/lit-html.js";
import { Chart } from "../view/chart.js";
import { h, say } from "../view/dom.js";

/**
 * @typedef {object} Line
 * @property {string} label
 * @property {ReadonlyArray<number | null>} values
 * @property {number} tone    of the palette
 * @property {boolean} [alike] it has no entry of its own in the legend
 *
 * @typedef {object} Curves
 * @property {string} title
 * @property {string} description  what one would see
 * @property {string} right        name of the axis to the right
 * @property {ReadonlyArray<number>} x
 * @property {ReadonlyArray<Line>} lines
 * @property {[number, number]} [range]  of the values, if it is always the same
 * @property {boolean} [logarithmic]   whether the axis of the values is
 * @property {boolean} [logarithmicX]  whether the axis to the right is
 * @property {number} [mark]  a place on the axis to the right that is pointed at
 */

const HEIGHT = 260;
/** Of the lines of each tone, beside the colour. */
export const DASHES = [[], [7, 4], [2, 4], [10, 3, 2, 3]];
/** On a logarithmic axis: less is drawn there, and where there is more a curve has left the drawing. */
const LEAST = 1e-12;
const MOST = 1e15;
/** Distances of steps and epochs that are named. */
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200];
/** Powers of ten that are named on an axis, about. */
const POWERS = 8;

export class Curve {
  #plot = h("div", { class: "plot", role: "img" });
  #failed = h("p", { class: "hint", hidden: true });
  /** @type {Curves | null} */
  #shown = null;
  #chart = new Chart(this.#plot, HEIGHT, (style) =>
    this.#options(/** @type {Curves} */ (this.#shown), style),
  );

  /** @param {Curves} curves */
  show(curves) {
    this.#shown = curves;
    const { x, lines, logarithmic, logarithmicX, mark, right } = curves;
    this.#plot.setAttribute("aria-label", curves.description);
    const values = lines.map(({ values }) => (logarithmic ? values.map(bounded) : values));
    const tones = lines.map(({ tone }) => tone);
    this.#chart
      .draw([x, ...values], JSON.stringify([tones, logarithmic, logarithmicX, mark, right]))
      .then(
        () => say(this.#failed, ""),
        () => say(this.#failed, text("lab-no-curves")),
      );
    const known = curves.lines.filter(({ alike }) => !alike);
    return html`
      <figure class="lab-plot">
        <figcaption><b>${curves.title}</b></figcaption>
        ${this.#failed} ${this.#plot}
        <p class="lab-legend" aria-hidden="true">
          ${known.map(
            ({ label, tone }) => html`
              <span class="lab-key"
                ><svg class="swatch" viewBox="0 0 32 8" data-tone=${tone}>
                  <path
                    d="M0 4H32"
                    stroke-dasharray=${DASHES[tone % DASHES.length].join(" ")}
                  /></svg
                >${label}</span
              >
            `,
          )}
        </p>
      </figure>
    `;
  }

  /** @param {Curves} curves @param {import("../view/chart.js").Style} style @returns {import("../view/chart.js").Options} */
  #options({ x, lines, logarithmic, logarithmicX, right, mark }, { colour, axis: plain }) {
    const axis = {
      ...plain,
      /** @type {(u: unknown, splits: number[]) => string[]} */
      values: (_, splits) => splits.map((value) => (value === null ? "" : short(value))),
    };
    return {
      padding: [10, 14, 0, 0],
      scales: {
        x: {
          time: false,
          distr: logarithmicX ? 3 : 1,
          range: (_, from, to) => [from, Math.max(to, from + 1)],
        },
        y: {
          distr: logarithmic ? 3 : 1,
          range: (_, from, to) => this.#shown?.range ?? around(from, to, logarithmic ?? false),
        },
      },
      series: [
        {},
        ...lines.map(({ tone }) => ({
          stroke: colour(`--class-${tone}`),
          width: 2,
          dash: DASHES[tone % DASHES.length],
          points: { show: lines.length < 6 && (this.#shown?.x.length ?? 0) <= 25, size: 5 },
        })),
      ],
      axes: [
        {
          ...axis,
          label: right,
          size: 26,
          incrs: WHOLE,
          values: (_, splits) => splits.map((value) => whole(value)),
          ...(logarithmicX ? { splits: () => [...x], filter: all } : {}),
        },
        {
          ...axis,
          size: 56,
          space: 24,
          ...(logarithmic ? { splits: (_u, _i, from, to) => powers(from, to), filter: all } : {}),
        },
      ],
      hooks: {
        draw: [
          ({ ctx, bbox, valToPos }) => {
            if (mark === undefined) return;
            const at = valToPos(mark, "x", true);
            ctx.save();
            ctx.strokeStyle = colour("--muted");
            ctx.setLineDash([3, 3]);
            ctx.beginPath();
            ctx.moveTo(at, bbox.top);
            ctx.lineTo(at, bbox.top + bbox.height);
            ctx.stroke();
            ctx.restore();
          },
        ],
      },
    };
  }
}

/** Every number that is drawn is named. @param {unknown} _ @param {number[]} splits */
function all(_, splits) {
  return splits;
}

/** @param {number | null} value */
function bounded(value) {
  return value === null || value > MOST ? null : Math.max(LEAST, value);
}

/** Some powers of ten. @param {number} from @param {number} to */
function powers(from, to) {
  const [low, high] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
  const step = Math.max(1, Math.ceil((high - low) / POWERS));
  const count = Math.floor((high - low) / step) + 1;
  return Array.from({ length: count }, (_, i) => 10 ** (low + i * step));
}

/** A range with room around the values, to powers of ten where the axis is logarithmic. @param {number} from @param {number} to @param {boolean} logarithmic @returns {[number, number]} */
function around(from, to, logarithmic) {
  if (from === null || to === null) return logarithmic ? [0.1, 1] : [0, 1];
  if (!logarithmic) return [Math.min(0, from), to > 0 ? to * 1.05 : 1];
  const [low, high] = [Math.floor(Math.log10(from)), Math.ceil(Math.log10(to))];
  return [10 ** low, 10 ** Math.max(high, low + 1)];
}
