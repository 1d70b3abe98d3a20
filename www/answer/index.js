// @ts-check
import { SMOOTHING_MS } from "../live/preferences.js";
import { HOLD_MS } from "../live/arrivals.js";
import { language, percent, text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { languageOf, unspoken } from "./voice.js";

/**
 * @typedef {import("../live/preferences.js").Smoothing} Smoothing
 * @typedef {object} Parts
 * @property {HTMLElement} place
 * @property {import("../session.js").Session} session
 * @property {import("../data/dataset.js").Dataset} dataset
 * @property {import("../live/answers.js").LiveAnswers} answers
 * @property {{ sureFrom: number }} settings
 * @property {import("../live/preferences.js").AnswerPreferences} preferences
 * @property {import("../view/colours.js").Colours} colours
 */

/** What few people need of the live answer: when it is sure, how calm it is, and what follows from it. */
export class AnswerOptions {
  #parts;
  /** Languages of names that no voice speaks. @type {string[]} */
  #unspoken = [];
  /** The names that this is about. */
  #asked = "";

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  render() {
    const { place, preferences } = this.#parts;
    const { counting, spoken, sound } = preferences.chosen;
    if (spoken) void this.#findVoices();
    const missing = spoken ? this.#unspoken.map(nameOf).join(", ") : "";
    const note = text("answer-spoken-none", { language: missing });
    render(
      html`
        ${this.#thresholds()} ${this.#smoothing()}
        ${this.#toggle("counting", counting, text("answer-count"))}
        <p class="hint">${text("answer-count-about", { seconds: HOLD_MS / 1000 })}</p>
        ${this.#toggle("spoken", spoken, text("answer-spoken"))}
        <p class="note warn" ?hidden=${!missing}>${note}</p>
        ${this.#toggle("sound", sound, text("answer-sound"))}
        <p class="hint answer-pace">${this.#pace()}</p>
      `,
      place,
    );
  }

  #thresholds() {
    const { session, dataset, settings, preferences, colours } = this.#parts;
    const { thresholds } = preferences.ofClasses;
    const own = session.answering.some(({ id }) => id in thresholds);
    return html`
      <fieldset>
        <legend>${text("answer-thresholds")}</legend>
        <p class="hint">${text("answer-thresholds-about")}</p>
        ${dataset.inOrder(session.answering).map(({ id, name }) => {
          const threshold = thresholds[id] ?? settings.sureFrom;
          return html`
            <label class="threshold" data-colour=${colours.of(id)}
              ><span class="threshold-name">${name}</span
              ><input
                type="range"
                min="0"
                max="1"
                step="0.01"
                aria-valuetext=${percent(threshold)}
                .value=${String(threshold)}
                @input=${(/** @type {Event} */ { target }) =>
                  preferences.setThreshold(
                    id,
                    /** @type {HTMLInputElement} */ (target).valueAsNumber,
                  )}
              /><span class="threshold-number" aria-hidden="true"
                >${percent(threshold)}</span
              ></label
            >
          `;
        })}
        <button
          type="button"
          class="quiet"
          ?disabled=${!own}
          @click=${() => preferences.resetThresholds()}
        >
          ${text("answer-thresholds-reset", { threshold: settings.sureFrom })}
        </button>
      </fieldset>
    `;
  }

  #smoothing() {
    const { preferences } = this.#parts;
    const kinds = /** @type {Smoothing[]} */ (Object.keys(SMOOTHING_MS));
    return html`
      <label class="field smoothing"
        ><span>${text("answer-smoothing")}</span
        ><select
          @change=${(/** @type {Event} */ { target }) =>
            preferences.choose({
              smoothing: /** @type {Smoothing} */ (/** @type {HTMLSelectElement} */ (target).value),
            })}
        >
          ${kinds.map(
            (kind) => html`
              <option value=${kind} .selected=${kind === preferences.chosen.smoothing}>
                ${text(`answer-smoothing-${kind}`, { seconds: SMOOTHING_MS[kind] / 1000 })}
              </option>
            `,
          )}
        </select></label
      >
      <p class="hint">${text("answer-smoothing-about")}</p>
    `;
  }

  /** @param {"counting" | "spoken" | "sound"} option @param {boolean} on @param {string} label */
  #toggle(option, on, label) {
    const { preferences } = this.#parts;
    return html`
      <label class="switch"
        ><input
          type="checkbox"
          .checked=${on}
          @change=${() => preferences.choose({ [option]: !on })}
        /><span>${label}</span></label
      >
    `;
  }

  #pace() {
    const pace = this.#parts.answers.pace.at(performance.now());
    if (!pace) return text("answer-pace-none");
    const [rate, milliseconds] = [pace.perSecond, pace.milliseconds].map(Math.round);
    return text("answer-pace", { rate, milliseconds });
  }

  async #findVoices() {
    const names = this.#parts.session.answering.map(({ name }) => name);
    const asked = names.join("\n");
    if (asked === this.#asked) return;
    this.#asked = asked;
    const languages = [...new Set(names.map((name) => languageOf(name, language)))];
    const found = await unspoken(languages);
    if (asked !== this.#asked) return;
    this.#unspoken = found;
    this.render();
  }
}

/** @param {string} code  of a language */
function nameOf(code) {
  return new Intl.DisplayNames(language, { type: "language" }).of(code) ?? code;
}
