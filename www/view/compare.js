// @ts-check
import { WITH_STEM } from "../engine/settings.js";
import { kilobytes, percent, text } from "../text/index.js";
import { hasTunedStem } from "../trainings.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { FLOAT } from "./cost.js";
import { h, messageOf, perFrame } from "./dom.js";
import { methodName } from "./method-name.js";

/**
 * @typedef {import("../trainings.js").Compared} Compared
 * @typedef {import("../session.js").Session} Session
 */

/** What a first training is worth comparing with: knowing nothing, or having seen many photographs. */
const PAIR = [WITH_STEM, "from_scratch"];

/** Trainings with the same pictures beside each other: how good, how long, how large. */
export class Comparison {
  #session;
  #settings;
  #dataset;
  #colours;
  /** Two runs side by side, once somebody has asked for it. @type {HTMLElement | null} */
  #runs = null;
  /** Why it did not come; "" when it did, or nobody has asked for it. */
  #failure = "";
  #opened = false;
  element = h("div", { class: "comparison" });

  /** @param {{ session: Session, settings: import("./settings-form.js").SettingsForm,
   *   dataset: import("../data/dataset.js").Dataset, colours: import("./colours.js").Colours }} parts */
  constructor({ session, settings, dataset, colours }) {
    this.#colours = colours;
    this.#session = session;
    this.#dataset = dataset;
    this.#settings = settings;
    const draw = perFrame(() => this.#render());
    for (const type of ["change", "plan", "trained"]) session.addEventListener(type, draw);
    this.#render();
  }

  #render() {
    const { compared, runs, training, comparable } = this.#session;
    const other = this.#other();
    render(
      runs.length === 0
        ? nothing
        : html`
            ${compared.length > 1 ? this.#table() : nothing}
            <p class="hint" ?hidden=${comparable || training}>${text("compare-changed")}</p>
            ${this.#session.canFineTune ? this.#fineTuning() : nothing}
            ${other && comparable ? this.#button(other) : nothing}
            ${runs.length > 1 ? this.#twoRuns() : nothing}
          `,
      this.element,
    );
  }

  /** The method that is worth a comparison and has not been trained yet; "" when both have. */
  #other() {
    const methods = this.#session.runs.filter(({ own }) => !own).map(({ method }) => method);
    return PAIR.find((method) => !methods.includes(method)) ?? "";
  }

  /** @param {string} other */
  #button(other) {
    const { training } = this.#session;
    const compare = () => {
      this.#settings.pick(other);
      this.#train();
    };
    return html`
      <button type="button" ?disabled=${training} @click=${compare}>
        ${text("compare-with", { method: text(`method-${other}`) })}
      </button>
    `;
  }

  #twoRuns() {
    return html`
      <button
        type="button"
        aria-expanded=${this.#opened}
        aria-controls="two-runs"
        @click=${() => void this.#toggleRuns()}
      >
        ${text("compare-runs")}
      </button>
      <p class="hint" role="alert" ?hidden=${!this.#failure}>${this.#failure}</p>
      <div id="two-runs" ?hidden=${!this.#opened}>${this.#runs}</div>
    `;
  }

  async #toggleRuns() {
    this.#opened = !this.#opened;
    this.#failure = "";
    this.#render();
    if (!this.#opened || this.#runs) return;
    try {
      const { open } = await import("../runs/index.js");
      this.#runs = await open({
        ...{ session: this.#session, dataset: this.#dataset, colours: this.#colours },
      });
    } catch (error) {
      this.#opened = false;
      this.#failure = text("view-unreachable", { reason: messageOf(error) });
    }
    this.#render();
    this.#runs?.scrollIntoView({ block: "nearest" }); // it opens below what was pressed
  }

  #fineTuning() {
    const { training, compared } = this.#session;
    const fineTune = () => {
      this.#settings.fineTune(compared.at(-1)?.stem ?? "");
      this.#train();
    };
    return html`
      <p class="hint">${text("compare-fine-tune-about")}</p>
      <button type="button" ?disabled=${training} @click=${fineTune}>
        ${text("compare-fine-tune")}
      </button>
    `;
  }

  #train() {
    if (!this.#settings.problem) void this.#session.train();
  }

  #table() {
    const columns = ["compare-method", "compare-accuracy", "compare-time", "compare-size"];
    return html`
      <table>
        <caption>
          ${text("compare-caption")}
        </caption>
        <thead>
          <tr>
            ${columns.map((id) => html`<th scope="col">${text(id)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${this.#session.compared.map((one) => this.#row(one))}
        </tbody>
      </table>
    `;
  }

  /** @param {Compared} one */
  #row(one) {
    const { stem, accuracy, seconds, network } = one;
    const plain = methodName(one);
    const name = hasTunedStem(one) ? text("compare-fine-tuned", { method: plain }) : plain;
    const own = kilobytes(network.weights.length * FLOAT);
    const file = this.#session.description?.stems.find((known) => known.name === stem)?.bytes;
    const size = file
      ? text("compare-size-stem", { own, stem: stem ?? "", file: kilobytes(file) })
      : own;
    const answers = network === this.#session.network && !this.#session.impression;
    return html`
      <tr>
        <th scope="row">
          ${name}
          ${
            answers
              ? html`<span class="beside">${text("compare-answers")}</span>`
              : html`<button
                  type="button"
                  class="quiet"
                  aria-label=${text("compare-let-label", { method: name })}
                  ?disabled=${this.#session.training}
                  @click=${() => this.#session.answerWith(one)}
                >
                  ${text("compare-let")}
                </button>`
          }
        </th>
        <td>${accuracy === null ? text("compare-untested") : percent(accuracy)}</td>
        <td>${text("compare-seconds", { seconds: Number(seconds.toPrecision(2)) })}</td>
        <td>${size}</td>
      </tr>
    `;
  }
}
