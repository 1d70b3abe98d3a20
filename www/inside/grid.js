// @ts-check
import { digits } from "../text/index.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";

/**
 * A table of numbers on the colours of their values.
 * @typedef {object} Grid
 * @property {string} label
 * @property {number} rows
 * @property {number} columns
 * @property {(y: number, x: number) => number | null} value  null: nothing stands there
 * @property {number} scale  the value at the ends of the palette
 * @property {(y: number, x: number) => string} [marks]  classes of a cell
 * @property {(y: number, x: number) => number | undefined} [term]  the term of the formula that a cell belongs to
 * @property {(y: number, x: number) => string} [beside]  what stands behind the number
 */

/** @param {import("./palette.js").Palette} palette @param {Grid} grid */
export function numberGrid(palette, grid) {
  const { label, rows, columns } = grid;
  return html`
    <figure class="numbers">
      <figcaption>${label}</figcaption>
      <div class="scrolls" tabindex="0">
        <table aria-label=${label}>
          <tbody>
            ${range(rows).map(
              (y) =>
                html`<tr>
                  ${range(columns).map((x) => cell(palette, grid, y, x))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </figure>
  `;
}

/** @param {import("./palette.js").Palette} palette @param {Grid} grid @param {number} y @param {number} x */
function cell(palette, { value, scale, marks, term, beside }, y, x) {
  const number = value(y, x);
  return html`<td
    class="${marks?.(y, x) ?? ""} ${number === null ? "outside" : ""}"
    data-term=${term?.(y, x) ?? nothing}
    .style=${number === null ? "" : palette.style(number, scale)}
  >
    ${number === null ? "" : digits(number)}${beside?.(y, x) ? html`<span class="beside">${beside(y, x)}</span>` : nothing}
  </td>`;
}

/** 0, 1, … @param {number} count */
export function range(count) {
  return Array.from({ length: count }, (_, i) => i);
}
