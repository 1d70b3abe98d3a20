// @ts-check
/** An error surface, with contours, and ways over it. */

import { precise, short, text } from "../text/index.js";
import { contours } from "../vendor/d3/d3-contour.js";
import { html, svg } from "../vendor/lit-html/lit-html.js";
import { frame } from "./frame.js";

/** @typedef {import("../pkg/tab_trainer.js").Surface} Surface */
/** @typedef {import("./frame.js").Scale} Scale */
/** @typedef {{ at: ReadonlyArray<[number, number]>, label: string, bowed?: boolean }} Way  bowed: its steps are drawn as arcs, which keeps those apart
 *   that lie upon each other */

const LEVELS = 9;
/** So many steps have a number. */
const NUMBERED = 4;
/** Steps beyond these are drawn as a line alone. */
const DOTTED = 40;
/** How far an arc leaves the straight line, relative to its length. */
const BOW = 0.18;
/** Somewhere far outside, as far as drawings are concerned. */
const FAR = 1e4;

/**
 * @param {object} options
 * @param {Surface} options.surface
 * @param {ReadonlyArray<Way>} options.ways
 * @param {string} options.right @param {string} options.up  names of the axes
 * @param {string} options.description  what one would see
 * @param {string} options.title
 */
export function surface({ surface, ways, right, up, description, title }) {
  const { x, y, points, losses } = surface;
  const most = losses.reduce((a, b) => Math.max(a, b));
  const least = losses.reduce((a, b) => Math.min(a, b));
  // Over a parabola these are lines at equal distances.
  const levels = Array.from(
    { length: LEVELS },
    (_, i) => least + (most - least) * ((i + 1) / (LEVELS + 1)) ** 2,
  );
  const areas = contours().size([points, points]).thresholds(levels)(losses);
  return html`
    <figure class="lab-plot">
      <figcaption><b>${title}</b></figcaption>
      ${frame(
        { description, x, y, right, up },
        (sx, sy) => svg`
          ${areas.map(({ coordinates }) => svg`<path class="level" d=${outline(coordinates, surface, sx, sy)} />`)}
          ${ways.map((way, i) => wayOf(way, i, sx, sy))}
        `,
      )}
      <p class="lab-legend">
        ${ways.map(({ label }, i) => html`<span class="lab-key way" data-tone=${i}>${label}</span>`)}
        <span class="lab-key levels"
          >${text("lab-levels", { least: short(least), most: short(most) })}</span
        >
      </p>
    </figure>
  `;
}

/**
 * D3 has point (i, j) of the grid at (i + ½, j + ½).
 * @param {number[][][][]} polygons @param {Surface} surface @param {Scale} sx @param {Scale} sy
 */
function outline(polygons, { x, y, points }, sx, sy) {
  const place = (/** @type {[number, number]} */ [from, to], /** @type {number} */ at) =>
    from + ((to - from) * (at - 0.5)) / (points - 1);
  const corner = (/** @type {number[]} */ [i, j]) =>
    `${sx(place(x, i)).toFixed(1)},${sy(place(y, j)).toFixed(1)}`;
  return polygons
    .flat()
    .map((ring) => `M${ring.map(corner).join("L")}Z`)
    .join("");
}

/** @param {Way} way @param {number} tone @param {Scale} sx @param {Scale} sy */
function wayOf({ at, bowed }, tone, sx, sy) {
  const near = (/** @type {number} */ value) => Math.min(FAR, Math.max(-FAR, value));
  const places = at.map(([x, y]) => [near(sx(x)), near(sy(y))]);
  const line = places.map(([x, y], i) => {
    if (i === 0) return `M${x},${y}`;
    if (!bowed) return `L${x},${y}`;
    const [from, to] = [places[i - 1], [x, y]];
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const middle = [from[0] + dx / 2 - BOW * dy, from[1] + dy / 2 + BOW * dx];
    return `Q${middle.join(",")} ${x},${y}`;
  });
  const [start] = places;
  const end = places[places.length - 1];
  const dots = places.length > DOTTED ? [] : places;
  return svg`
    <g class="way" data-tone=${tone}>
      <path d=${line.join("")} />
      ${dots.map(([x, y]) => svg`<circle cx=${x} cy=${y} r="2.5" />`)}
      <rect class="start" x=${start[0] - 5} y=${start[1] - 5} width="10" height="10" />
      <circle class="end" cx=${end[0]} cy=${end[1]} r="5" />
      ${(bowed ? places.slice(0, NUMBERED) : []).map(
        ([x, y], i) =>
          svg`<text x=${x + (i % 2 ? 9 : -9)} y=${y + 4} class=${i % 2 ? "after" : "before"}>${precise(i)}</text>`,
      )}
    </g>
  `;
}
