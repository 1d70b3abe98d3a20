// @ts-check
/** A drawing with two axes, in SVG. */

import { short } from "../text/index.js";
import { ticks } from "../vendor/d3/d3-array.js";
import { html, svg } from "../vendor/lit-html/lit-html.js";

/** Of the picture, in its own units; style sheets make it as wide as there is room. */
const SIZE = { width: 400, height: 300 };
const MARGIN = { left: 46, right: 12, top: 10, bottom: 42 };
/** Numbers on an axis, about. */
const TICKS = 5;

/** @typedef {(value: number) => number} Scale  from a value to where it lies in the picture */
/** @typedef {import("../vendor/lit-html/lit-html.js").TemplateResult | import("../vendor/lit-html/lit-html.js").SVGTemplateResult} Drawing */

/** Each drawing cuts off what lies outside its own frame. */
let frames = 0;

/**
 * @param {object} options
 * @param {string} options.description  what one would see
 * @param {[number, number]} options.x  from and to
 * @param {[number, number]} options.y
 * @param {string} options.right  name of the axis to the right
 * @param {string} options.up
 */
export function frame(
  { description, x, y, right, up },
  /** @type {(x: Scale, y: Scale) => unknown} */ content,
) {
  const { width, height } = SIZE;
  const inner = { right: width - MARGIN.right, bottom: height - MARGIN.bottom };
  const sx = scale(x, [MARGIN.left, inner.right]);
  const sy = scale(y, [inner.bottom, MARGIN.top]);
  const clip = `frame-${(frames = (frames + 1) % 1000)}`;
  return html`
    <svg class="frame" viewBox="0 0 ${width} ${height}" role="img" aria-label=${description}>
      <clipPath id=${clip}>
        <rect
          x=${MARGIN.left}
          y=${MARGIN.top}
          width=${inner.right - MARGIN.left}
          height=${inner.bottom - MARGIN.top}
        />
      </clipPath>
      <g clip-path="url(#${clip})">${content(sx, sy)}</g>
      <rect
        class="edge"
        x=${MARGIN.left}
        y=${MARGIN.top}
        width=${inner.right - MARGIN.left}
        height=${inner.bottom - MARGIN.top}
      />
      ${ticks(...x, TICKS).map(
        (value) =>
          svg`<text class="tick" x=${sx(value)} y=${inner.bottom + 16}>${short(value)}</text>`,
      )}
      ${ticks(...y, TICKS).map(
        (value) =>
          svg`<text class="tick up" x=${MARGIN.left - 6} y=${sy(value) + 4}>${short(value)}</text>`,
      )}
      <text class="axis" x=${(MARGIN.left + inner.right) / 2} y=${height - 6}>${right}</text>
      <text class="axis" transform="translate(11 ${(MARGIN.top + inner.bottom) / 2}) rotate(-90)">
        ${up}
      </text>
    </svg>
  `;
}

/** @param {[number, number]} from @param {[number, number]} to @returns {Scale} */
function scale([a, b], [c, d]) {
  return (value) => c + ((value - a) / (b - a)) * (d - c);
}
