// @ts-check
import { text } from "../text/index.js";
import { html } from "../vendor/lit-html/lit-html.js";

/**
 * Places one after the other, by hand or by themselves. With reduced motion it plays, too: nothing moves, numbers change.
 */
export class Scrubber {
  at = 0;
  #last = 0;
  #tempo;
  #changed;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;

  /** @param {() => number} tempo  ms a place @param {() => void} changed */
  constructor(tempo, changed) {
    this.#tempo = tempo;
    this.#changed = changed;
  }

  get playing() {
    return this.#timer !== null;
  }

  /** How many places there are. @param {number} count */
  fit(count) {
    this.#last = Math.max(0, count - 1);
    this.at = Math.min(this.at, this.#last);
  }

  /** @param {number} place */
  go(place) {
    this.pause();
    this.at = Math.min(this.#last, Math.max(0, place));
    this.#changed();
  }

  pause() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #play() {
    if (this.at === this.#last) this.at = 0;
    const tick = () => {
      this.#timer = null;
      if (this.at < this.#last) {
        this.at += 1;
        if (this.at < this.#last) this.#timer = setTimeout(tick, this.#tempo());
      }
      this.#changed();
    };
    this.#timer = setTimeout(tick, this.#tempo());
    this.#changed();
  }

  /** @param {string} label @param {string} value  where it is, in words */
  draw(label, value) {
    const toggle = () => {
      if (!this.playing) return this.#play();
      this.pause();
      this.#changed();
    };
    return html`
      <div class="scrubber">
        <button type="button" @click=${toggle}>
          ${text(this.playing ? "inside-pause" : "inside-play")}
        </button>
        <input
          type="range"
          min="0"
          max=${this.#last}
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
