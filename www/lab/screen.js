// @ts-check
/** One question on one screen: what was asked, what can be changed, what comes of it, and why. */

import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { h, messageOf } from "../view/dom.js";
import { precise, text } from "../text/index.js";
import { controls } from "./controls.js";

/** @typedef {import("./controls.js").Settings} Settings */
/** @typedef {import("./controls.js").Choice} Choice */
/** @typedef {import("./controls.js").Preset} Preset */
/** @typedef {import("./laboratory.js").Slider} Slider */
/** @typedef {import("../vendor/lit-html/lit-html.js").TemplateResult} TemplateResult */
/** @typedef {TemplateResult | HTMLElement} Shown */

/**
 * What is special about a question. S are its settings with the slider's own ones, F is what the engine found.
 * @template {Settings} S
 * @template F
 * @typedef {object} Experiment
 * @property {import("./laboratory.js").ExperimentName} name  of the engine's function
 * @property {ReadonlyArray<Choice & { value: string }>} [choices]  value: the first
 * @property {ReadonlyArray<Preset>} [presets]  settings worth a try
 * @property {(found: F, settings: S) => ReadonlyArray<Slider>} [looks]  sliders that choose what is shown of the findings, and change
 *   none of them
 * @property {ReadonlyArray<string>} [more]  sliders that are folded away
 * @property {(name: string, value: number, settings: S) => string | undefined} [write]  how a slider's value is said, if not as a
 *   number
 * @property {(settings: S) => ReadonlyArray<string>} [idle]  sliders that change nothing just now
 * @property {(found: F, settings: S) => Shown} plots
 * @property {(found: F, settings: S) => string} answer  a sentence or two
 * @property {(found: F, settings: S) => ReadonlyArray<TemplateResult>} formula  lines of MathML
 */

export class Screen {
  #id;
  #experiment;
  #laboratory;
  #place = h("div", { class: "lab-screen" });
  /** @type {ReadonlyArray<Slider>} */
  #sliders = [];
  /** @type {Settings} */
  #settings = {};
  /** What the findings on screen are of. @type {{ settings: Settings, data: any } | null} */
  #found = null;
  #failed = "";

  /**
   * @param {string} id  as in the address
   * @param {Experiment<any, any>} experiment
   * @param {import("./laboratory.js").Laboratory} laboratory
   * @param {string} next  the id of the next question
   */
  constructor(id, experiment, laboratory, next) {
    this.#id = id;
    this.#experiment = experiment;
    this.#laboratory = laboratory;
    this.next = next;
  }

  get element() {
    return this.#place;
  }

  get name() {
    return this.#experiment.name;
  }

  /** The first time, with the settings as the engine has them. @param {ReadonlyArray<Slider>} sliders */
  begin(sliders) {
    if (this.#sliders.length === 0) {
      this.#sliders = sliders;
      for (const { name, default: value } of sliders) this.#settings[name] = value;
      for (const { name, value } of this.#experiment.choices ?? []) this.#settings[name] = value;
    }
    this.#run();
  }

  /** @param {Settings} settings @param {any} data */
  show(settings, data) {
    this.#failed = "";
    this.#found = { settings, data };
    this.#render();
  }

  /** @param {unknown} error */
  fail(error) {
    this.#failed = text("lab-failed", { reason: messageOf(error) });
    this.#render();
  }

  #run() {
    this.#laboratory.run({ experiment: this.name, settings: this.#settings });
    this.#render();
  }

  /** @param {Settings} change */
  #change(change) {
    const looks = this.#looks().map(({ name }) => name);
    if (Object.keys(change).every((name) => looks.includes(name))) {
      Object.assign(this.#chosen, change);
      this.#render();
      return;
    }
    this.#settings = { ...this.#settings, ...change };
    this.#run();
  }

  /** What is shown of the findings. @type {Settings} */
  #chosen = {};

  /** @returns {ReadonlyArray<Slider>} */
  #looks() {
    if (!this.#found) return [];
    return this.#experiment.looks?.(this.#found.data, this.#found.settings) ?? [];
  }

  #render() {
    const { choices = [], presets = [], more = [], idle, write } = this.#experiment;
    const looks = this.#looks();
    for (const { name, default: first, min, max } of looks)
      this.#chosen[name] = Math.min(max, Math.max(min, Number(this.#chosen[name] ?? first)));
    const settings = { ...this.#settings, ...this.#chosen };
    const without = idle?.(settings) ?? [];
    const id = this.#id;
    const waiting = this.#found?.settings !== this.#settings;
    render(
      html`
        <blockquote class="lab-question">
          <p>${text(`lab-${id}-question`)}</p>
        </blockquote>
        <div class="panel lab-settings">
          ${controls({
            id: `lab-${id}`,
            sliders: [...this.#sliders, ...looks].filter(({ name }) => !without.includes(name)),
            choices,
            presets,
            more,
            settings,
            write: (name, value) => write?.(name, value, settings) ?? precise(value),
            onChange: (change) => this.#change(change),
          })}
        </div>
        <p class="note bad" role="alert" ?hidden=${!this.#failed}>${this.#failed}</p>
        <div class="lab-found" aria-busy=${waiting}>
          ${this.#found ? this.#shown(this.#found) : html`<p class="hint">${text("lab-waiting")}</p>`}
        </div>
        <nav class="row lab-onwards" aria-label=${text("lab-onwards")}>
          <a href="#lab">${text("lab-all")}</a>
          <a href="#lab/${this.next}">
            ${text("lab-next", { title: text(`lab-${this.next}-title`) })}
          </a>
        </nav>
      `,
      this.#place,
    );
  }

  /** @param {{ settings: Settings, data: any }} found */
  #shown({ settings, data }) {
    const all = { ...settings, ...this.#chosen };
    const { plots, answer, formula } = this.#experiment;
    const lines = formula(data, all);
    return html`
      <p class="lab-answer" role="status">${answer(data, all)}</p>
      <div class="lab-plots">${plots(data, all)}</div>
      <div class="panel lab-why">
        <h3>${text("lab-why")}</h3>
        <p>${text(`lab-${this.#id}-why`)}</p>
        ${
          lines.length === 0
            ? nothing
            : html`<div
                class="lab-formula"
                role="group"
                aria-label=${text("lab-formula")}
                tabindex="0"
              >
                ${lines.map((line) => html`<p><math displaystyle="true">${line}</math></p>`)}
              </div>`
        }
        <p class="hint">${text(`lab-${this.#id}-see`)}</p>
      </div>
    `;
  }
}
