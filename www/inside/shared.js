// @ts-check
/** Figure 2.8: one weight of a kernel is the connection of many pairs of neurons. */

import { digits, text } from "../text/index.js";
import { html, svg } from "../vendor/lit-html/lit-html.js";
import { range } from "./grid.js";

/**
 * A patch of an input map, side × side neurons that see it, and the slice of the kernel between them.
 * @typedef {{ size: number, side: number, inputs: number[], deltas: number[], kernel: number[] }} Patch
 */

/** Of the drawing, in its own units. */
const WIDTH = 480;
const ROW = 28;
const LEFT = 120;
const RIGHT = 350;

/**
 * Pixels on the left, neurons on the right; equal colours for equal weights. A weight can be picked, and its connections stand out.
 * @param {Patch} patch @param {number | null} chosen @param {(weight: number | null) => void} choose
 */
export function sharedWeights(patch, chosen, choose) {
  const { size, side, inputs, deltas, kernel } = patch;
  const wide = size + side - 1;
  const height = ROW * (inputs.length + 1);
  const left = (/** @type {number} */ i) => ROW * (i + 1);
  const right = (/** @type {number} */ j) => (height * (j + 1)) / (deltas.length + 1);
  const links = deltas.flatMap((_, j) =>
    kernel.map((_, k) => {
      const y = Math.floor(j / side) + Math.floor(k / size);
      const x = (j % side) + (k % size);
      return { from: y * wide + x, to: j, weight: k };
    }),
  );
  const state = (/** @type {number} */ weight) =>
    chosen === null ? "" : chosen === weight ? "lit" : "dim";
  const terms = chosen === null ? [] : links.filter(({ weight }) => weight === chosen);
  const sum = terms.reduce((sum, { from, to }) => sum + inputs[from] * deltas[to], 0);
  const label = text("inside-shared-picture", { pixels: inputs.length, neurons: deltas.length });
  const place = (/** @type {number} */ k) => ({
    row: Math.floor(k / size) + 1,
    column: (k % size) + 1,
  });
  return html`
    <div class="shared">
      <div>
        <svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${label}>
          ${links.map(
            ({ from, to, weight }) =>
              svg`<line class="link hue-${weight % 9} ${state(weight)}" x1=${LEFT} y1=${left(from)} x2=${RIGHT} y2=${right(to)} />`,
          )}
          ${inputs.map(
            (value, i) => svg`
              <circle class="node" cx=${LEFT} cy=${left(i)} r="7" />
              <text x=${LEFT - 14} y=${left(i) + 5} text-anchor="end">${text("inside-shared-x", { value: digits(value) })}</text>`,
          )}
          ${deltas.map(
            (value, j) => svg`
              <circle class="node" cx=${RIGHT} cy=${right(j)} r="9" />
              <text x=${RIGHT + 16} y=${right(j) + 5}>${text("inside-shared-delta", { value: digits(value) })}</text>`,
          )}
        </svg>
      </div>
      <div
        class="weights"
        role="group"
        aria-label=${text("inside-shared-weights")}
        .style=${`--size: ${size}`}
      >
        ${range(kernel.length).map(
          (k) =>
            html`<button
              type="button"
              class="chip hue-${k % 9}"
              aria-pressed=${chosen === k}
              aria-label=${text("inside-shared-weight", { ...place(k), value: digits(kernel[k]) })}
              @click=${() => choose(chosen === k ? null : k)}
            >
              ${digits(kernel[k])}
            </button>`,
        )}
      </div>
    </div>
    <p role="status">
      ${
        chosen === null
          ? ""
          : text("inside-shared-sum", { count: terms.length, value: digits(sum), ...place(chosen) })
      }
    </p>
  `;
}
