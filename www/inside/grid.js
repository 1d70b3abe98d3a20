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
 * @property {{ y: number, x: number } | null} [picked]  the cell that is chosen, where cells can be
 * @property {(y: number, x: number) => void} [pick]
 */

const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});

/** @param {import("./palette.js").Palette} palette @param {Grid} grid */
export function numberGrid(palette, grid) {
  const { label, rows, columns, pick, picked } = grid;
  const role = pick ? "grid" : nothing;
  return html`
    <figure class="numbers">
      <figcaption>${label}</figcaption>
      <div class="scrolls" tabindex=${pick ? nothing : "0"}>
        <table
          role=${role}
          aria-label=${label}
          @keydown=${pick && ((/** @type {KeyboardEvent} */ event) => move(event, grid))}
        >
          <tbody>
            ${range(rows).map(
              (y) =>
                html`<tr>
                  ${range(columns).map((x) => cell(palette, grid, y, x, picked ?? null))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </figure>
  `;
}

/** @param {import("./palette.js").Palette} palette @param {Grid} grid @param {number} y @param {number} x @param {Grid["picked"]} picked */
function cell(palette, { value, scale, marks, term, beside, pick }, y, x, picked) {
  const number = value(y, x);
  const chosen = picked?.y === y && picked.x === x;
  // One cell is in the order of the tab key, the arrows do the rest.
  const stop = pick ? (chosen || (!picked && y + x === 0) ? "0" : "-1") : nothing;
  return html`<td
    class="${marks?.(y, x) ?? ""} ${chosen ? "chosen" : ""} ${number === null ? "outside" : ""}"
    data-term=${term?.(y, x) ?? nothing}
    tabindex=${stop}
    aria-selected=${pick ? String(chosen) : nothing}
    .style=${number === null ? "" : palette.style(number, scale)}
    @click=${pick && (() => pick(y, x))}
  >
    ${number === null ? "" : digits(number)}${beside?.(y, x) ? html`<span class="beside">${beside(y, x)}</span>` : nothing}
  </td>`;
}

/** @param {KeyboardEvent} event @param {Grid} grid */
function move(event, { rows, columns, picked, pick }) {
  const step = ARROWS[event.key];
  if (!step || !pick) return;
  event.preventDefault();
  event.stopPropagation(); // the arrows of the whole view step through the stages
  const y = Math.min(rows - 1, Math.max(0, (picked?.y ?? 0) + step[0]));
  const x = Math.min(columns - 1, Math.max(0, (picked?.x ?? 0) + step[1]));
  const table = /** @type {HTMLTableElement} */ (event.currentTarget);
  pick(y, x);
  table.rows[y]?.cells[x]?.focus();
}

/** 0, 1, … @param {number} count */
export function range(count) {
  return Array.from({ length: count }, (_, i) => i);
}
