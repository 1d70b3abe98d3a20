// @ts-check
/** Maps and kernels as tables of numbers in colours: blue below 0, orange above. */

import { hundredth } from "../text/index.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";

/** Columns with which numbers have the usual size. */
const NARROW = 5;

/**
 * @param {object} options
 * @param {string} options.title
 * @param {ReadonlyArray<number>} options.values  row by row
 * @param {number} options.columns
 * @param {number} options.largest  size of the value with the strongest colour
 * @param {string} [options.verdict]  beside the title
 * @param {boolean} [options.good]
 * @param {(row: number, column: number) => boolean} [options.lit]  what is pointed at
 */
export function grid({ title, values, columns, largest, verdict, good, lit }) {
  const rows = Array.from({ length: values.length / columns }, (_, row) =>
    values.slice(row * columns, (row + 1) * columns),
  );
  return html`
    <table class="lab-grid" ?data-wide=${columns > NARROW}>
      <caption>
        ${title} ${verdict ? html`<b class=${good ? "good" : "warn"}>${verdict}</b>` : nothing}
      </caption>
      <tbody>
        ${rows.map(
          (row, i) => html`
            <tr>
              ${row.map(
                (value, j) => html`
                  <td
                    class=${value < 0 ? "below" : "above"}
                    ?data-lit=${lit?.(i, j) ?? false}
                    .style=${`--size: ${Math.min(1, Math.abs(value) / largest).toFixed(3)}`}
                  >
                    ${hundredth(value)}
                  </td>
                `,
              )}
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** @param {...ReadonlyArray<number>} maps */
export function largestOf(...maps) {
  return maps.flat().reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
}
