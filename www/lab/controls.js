// @ts-check
/** What can be changed in an experiment: sliders, and choices among names. */

import { text } from "../text/index.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { POSITIONS, positionOf, valueAt } from "./slider.js";

/** @typedef {import("./laboratory.js").Slider} Slider */
/** @typedef {Record<string, number | string>} Settings */
/** @typedef {{ name: string, values: ReadonlyArray<string> }} Choice  by names of the engine */
/** @typedef {{ label: string, settings: Settings }} Preset  label: as it is shown */

/**
 * @param {object} options
 * @param {string} options.id  of the experiment, with which the ids of its sentences begin
 * @param {ReadonlyArray<Slider>} options.sliders
 * @param {ReadonlyArray<Choice>} options.choices
 * @param {ReadonlyArray<Preset>} options.presets
 * @param {ReadonlyArray<string>} options.more  names of sliders that are folded away
 * @param {Settings} options.settings  as they are
 * @param {(name: string, value: number) => string} options.write  a value as it is shown
 * @param {(change: Settings) => void} options.onChange
 */
export function controls({ id, sliders, choices, presets, more, settings, write, onChange }) {
  const shown = (/** @type {boolean} */ folded) =>
    sliders
      .filter(({ name }) => more.includes(name) === folded)
      .map((slider) => sliderOf(id, slider, settings, write, onChange));
  return html`
    <div class="lab-controls">
      ${choices.map((choice) => choiceOf(id, choice, settings, onChange))} ${shown(false)}
      ${
        presets.length === 0
          ? nothing
          : html`
              <div class="lab-presets" role="group" aria-label=${text("lab-presets")}>
                <span aria-hidden="true">${text("lab-presets")}</span>
                ${presets.map(
                  ({ label, settings }) => html`
                    <button type="button" @click=${() => onChange(settings)}>${label}</button>
                  `,
                )}
              </div>
            `
      }
      <details ?hidden=${more.length === 0}>
        <summary>${text("lab-more")}</summary>
        <div class="lab-controls">${shown(true)}</div>
      </details>
    </div>
  `;
}

/**
 * @param {string} id @param {Slider} slider @param {Settings} settings
 * @param {(name: string, value: number) => string} write @param {(change: Settings) => void} onChange
 */
function sliderOf(id, slider, settings, write, onChange) {
  const { name, min, max, step } = slider;
  const value = Number(settings[name]);
  const shown = write(name, value);
  const element = `${id}-${name}`;
  return html`
    <div class="lab-slider">
      <label for=${element}>${text(`lab-setting-${name}`)}</label>
      <span class="lab-value" aria-hidden="true">${shown}</span>
      <input
        type="range"
        id=${element}
        min=${step === null ? 0 : min}
        max=${step === null ? POSITIONS : max}
        step=${step ?? 1}
        aria-valuetext=${shown}
        .value=${String(positionOf(slider, value))}
        @input=${(/** @type {InputEvent} */ { target }) =>
          onChange({
            [name]: valueAt(slider, Number(/** @type {HTMLInputElement} */ (target).value)),
          })}
      />
    </div>
  `;
}

/** @param {string} id @param {Choice} choice @param {Settings} settings @param {(change: Settings) => void} onChange */
function choiceOf(id, { name, values }, settings, onChange) {
  return html`
    <fieldset class="lab-choice">
      <legend>${text(`lab-setting-${name}`)}</legend>
      <div class="methods">
        ${values.map(
          (value) => html`
            <label>
              <input
                type="radio"
                name="${id}-${name}"
                .checked=${settings[name] === value}
                @change=${() => onChange({ [name]: value })}
              />
              <span>${text(`lab-choice-${value}`)}</span>
            </label>
          `,
        )}
      </div>
    </fieldset>
  `;
}
