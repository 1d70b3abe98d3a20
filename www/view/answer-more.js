// @ts-check
import { Arrivals } from "../live/arrivals.js";
import { language, loadText, text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h, messageOf, perFrame, styled } from "./dom.js";

/**
 * @typedef {import("../live/answers.js").NamedAnswer} NamedAnswer
 * @typedef {object} Parts
 * @property {import("../session.js").Session} session
 * @property {import("../data/dataset.js").Dataset} dataset
 * @property {import("../camera/source.js").ActiveSource} source
 * @property {import("../live/answers.js").LiveAnswers} answers
 * @property {{ sureFrom: number }} settings
 * @property {import("../live/preferences.js").AnswerPreferences} preferences
 * @property {import("./colours.js").Colours} colours
 */

/**
 * What follows from an answer, where that was chosen: it is counted, said aloud, or sounds. The options are folded away; they, the
 * voice and the tones are fetched when they are first needed.
 */
export class AnswerMore {
  /** The options, folded away. */
  element = h("details", { class: "answer-more" }, h("summary", {}, text("answer-more")));
  /** How often each class was the answer. */
  counts = h("div", { class: "counts" });
  #parts;
  #arrivals = new Arrivals();
  #place = h("div");
  /** What was counted last, for who listens. */
  #counted = "";
  /** @type {Promise<[typeof import("../answer/index.js"), void, void]> | null} */
  #opening = null;
  /** @type {import("../answer/index.js").AnswerOptions | null} */
  #options = null;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { session, dataset, source, answers, preferences } = parts;
    this.element.append(this.#place);
    this.element.addEventListener("toggle", () => {
      if (this.element.open) void this.#open();
    });
    const draw = perFrame(() => this.#render());
    for (const type of ["trained", "plan"]) session.addEventListener(type, draw);
    preferences.addEventListener("change", draw);
    dataset.addEventListener("change", draw);
    answers.addEventListener("answer", (event) => {
      this.#see(/** @type {CustomEvent<NamedAnswer>} */ (event).detail);
      if (this.element.open) draw();
    });
    source.addEventListener("change", () => {
      this.#arrivals.leave();
      draw();
    });
    this.#render();
  }

  /** @param {NamedAnswer} answer */
  #see({ class: place, sure, classes }) {
    const { preferences } = this.#parts;
    const { counting, spoken, sound } = preferences.chosen;
    const arrived = this.#arrivals.see(sure ? classes[place].id : null, performance.now());
    if (arrived === null) return;
    const { id, name } = classes[place];
    if (counting) {
      preferences.count(id);
      this.#counted = this.#times(id, name);
    }
    if (spoken)
      void import("../answer/voice.js").then(
        (voice) => voice.speak(name, voice.languageOf(name, language)),
        () => {},
      );
    if (sound)
      void import("../answer/tones.js").then(
        ({ playTone }) => playTone(place),
        () => {},
      );
  }

  async #open() {
    this.#opening ??= Promise.all([
      import("../answer/index.js"),
      loadText("answer"),
      styled(new URL("../answer/answer.css", import.meta.url)),
    ]);
    try {
      const [{ AnswerOptions }] = await this.#opening;
      this.#options ??= new AnswerOptions({ ...this.#parts, place: this.#place });
      this.#render();
    } catch (error) {
      this.#opening = null; // a lost connection may come back
      this.#place.textContent = text("view-unreachable", { reason: messageOf(error) });
    }
  }

  #render() {
    if (this.element.open) this.#options?.render();
    const { session, dataset, preferences, colours } = this.#parts;
    const { counting } = preferences.chosen;
    this.counts.hidden = !counting;
    if (!counting) return;
    render(
      html`
        <ul>
          ${dataset
            .inOrder(session.answering)
            .map(
              ({ id, name }) =>
                html`<li data-colour=${colours.of(id)}>${this.#times(id, name)}</li>`,
            )}
        </ul>
        <button type="button" class="quiet" @click=${() => preferences.resetCounts()}>
          ${text("count-reset")}
        </button>
        <p class="visually-hidden" aria-live="polite">${this.#counted}</p>
      `,
      this.counts,
    );
  }

  /** @param {string} id @param {string} name */
  #times(id, name) {
    return text("count-times", { name, count: this.#parts.preferences.ofClasses.counts[id] ?? 0 });
  }
}
