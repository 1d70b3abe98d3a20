// @ts-check
import { text } from "../text/index.js";
import { html } from "../vendor/lit-html/lit-html.js";
import { Player } from "./player.js";

/**
 * Places one after the other, by hand or by themselves, at a tempo that another one sets. With reduced motion it plays, too: nothing
 * moves, numbers change.
 */
export class Scrubber extends Player {
  /** @param {() => number} tempo  ms a place @param {() => void} changed */
  constructor(tempo, changed) {
    super({ tempo });
    this.addEventListener("change", changed);
  }

  /** @param {string} label @param {string} value  where it is, in words */
  draw(label, value) {
    return html`
      <div class="scrubber">
        <button type="button" @click=${() => this.toggle()}>
          ${text(this.playing ? "inside-pause" : "inside-play")}
        </button>
        <input
          type="range"
          min="0"
          max=${this.last}
          step="1"
          .value=${String(this.at)}
          aria-label=${label}
          aria-valuetext=${value}
          @input=${(/** @type {Event} */ { target }) =>
            this.go(Number(/** @type {HTMLInputElement} */ (target).value))}
        />
        <span>${value}</span>
      </div>
    `;
  }
}
