// @ts-check
import { html } from "../vendor/lit-html/lit-html.js";

/** How far something has come. @param {string} label  what @param {number} fraction  0…1 */
export function bar(label, fraction) {
  return html`
    <div
      class="bar"
      role="progressbar"
      aria-label=${label}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(fraction * 100)}
      .style=${`--fraction: ${fraction}`}
    >
      <span></span>
    </div>
  `;
}
