// @ts-check
import { html } from "../vendor/lit-html/lit-html.js";

/** A number from 1 on, for a place that counts from 0. @param {string} label @param {number} at @param {number} count @param {(at: number) => void} choose */
export function placeField(label, at, count, choose) {
  return html`<label
    >${label}
    <input
      type="number"
      min="1"
      max=${count}
      .value=${String(at + 1)}
      ?disabled=${count === 1}
      @change=${(/** @type {Event} */ { target }) => {
        const wanted = Math.trunc(Number(/** @type {HTMLInputElement} */ (target).value) || 1) - 1;
        choose(Math.min(count - 1, Math.max(0, wanted)));
      }}
    />
  </label>`;
}

/**
 * @param {string} label @param {ReadonlyArray<{ value: string, name: string }>} options @param {string} chosen @param {(value: string) => void} choose
 * @param {boolean} [disabled]
 */
export function choiceField(label, options, chosen, choose, disabled = false) {
  return html`<label
    >${label}
    <select
      ?disabled=${disabled}
      @change=${(/** @type {Event} */ { target }) =>
        choose(/** @type {HTMLSelectElement} */ (target).value)}
    >
      ${options.map(
        ({ value, name }) =>
          html`<option value=${value} .selected=${value === chosen}>${name}</option>`,
      )}
    </select>
  </label>`;
}
