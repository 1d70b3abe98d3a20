// @ts-check
import { percent, text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { byId, h, perFrame, say } from "./dom.js";

/**
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("../camera/source.js").ActiveSource} ActiveSource
 * @typedef {import("../live/answers.js").LiveAnswers} LiveAnswers
 * @typedef {import("../live/answers.js").NamedAnswer} NamedAnswer
 */

/** A winner is spoken once it has held this long: answers change up to 30 times per second. */
const SPOKEN_AFTER_MS = 1200;
/** Long names get smaller letters, so that the line keeps its height; shorter ones than this would not grow any more. */
const LEAST_LETTERS = 5;

/** The live answer: a big word and one bar per class. */
export class AnswerPanel {
  #session;
  #dataset;
  #source;
  #colours;
  #preferences;
  #below;
  #tools;
  #panel = byId("answer", HTMLElement);
  #alert = h("div", { class: "note bad", role: "alert", hidden: true });
  #stageWord = byId("stage-word", HTMLElement);
  /** @type {NamedAnswer | null} */
  #answer = null;
  #holding = { word: "", since: 0 };
  #spoken = "";

  /**
   * @param {{ session: Session, dataset: import("../data/dataset.js").Dataset, source: ActiveSource, answers: LiveAnswers,
   *   colours: import("./colours.js").Colours, preferences: import("../live/preferences.js").AnswerPreferences,
   *   below: ReadonlyArray<HTMLElement>, tools: ReadonlyArray<HTMLElement> }} parts  below, tools: stand below the bars
   */
  constructor({ session, dataset, source, answers, colours, preferences, below, tools }) {
    this.#dataset = dataset;
    this.#preferences = preferences;
    this.#below = below;
    this.#tools = tools;
    this.#session = session;
    this.#source = source;
    this.#colours = colours;
    const draw = perFrame(() => this.#render());
    for (const target of [session, source]) target.addEventListener("change", draw);
    session.addEventListener("plan", draw);
    session.addEventListener("trained", draw);
    dataset.addEventListener("change", draw); // order and colours
    answers.addEventListener("answer", (event) => {
      this.#answer = /** @type {CustomEvent} */ (event).detail;
      if (!this.#alert.hidden) say(this.#alert, ""); // whatever it was, it is over
      draw();
    });
    answers.addEventListener("trouble", (event) =>
      say(this.#alert, /** @type {CustomEvent} */ (event).detail.message),
    );
    this.#render();
  }

  #render() {
    const { answering, impression, training } = this.#session;
    const { running } = this.#source;
    if (answering.length === 0) say(this.#alert, "");
    const told = this.#answer?.classes;
    const same =
      told?.length === answering.length && answering.every(({ id }, i) => id === told[i].id);
    if (!running || !same) this.#answer = null;
    const { word, colour, sure } = this.#leading();
    // Counts are announced in its place.
    this.#speak(sure && this.#preferences.chosen.counting ? "" : word);
    this.#showOnStage(word, colour, sure);
    const hint = this.#advice(answering.length > 0, training, running);
    const warning = this.#warning();
    const meters = this.#dataset.inOrder(answering.map((one, output) => ({ ...one, output })));
    render(
      html`
        ${this.#alert}
        <p class="answer-hint" ?hidden=${!hint}>${hint}</p>
        <div class="answer-live" ?hidden=${answering.length === 0}>
          <p class="impression" ?hidden=${!impression}>${this.#impression()}</p>
          <p class="winner" aria-hidden="true" ?hidden=${!running}>
            <span
              data-colour=${colour}
              ?data-unsure=${!sure}
              .style=${`--letters: ${Math.max(LEAST_LETTERS, word.length)}`}
              >${word}</span
            >
          </p>
          <div class="meters">${meters.map((one) => this.#meter(one))}</div>
          ${this.#below}
          <p class="note warn" ?hidden=${!warning}>${warning}</p>
          <div class="row answer-tools">${this.#tools}</div>
          <p class="visually-hidden" aria-live="polite">${this.#spoken}</p>
        </div>
      `,
      this.#panel,
    );
  }

  /** Why it is only a first look that answers. */
  #impression() {
    const { outdated } = this.#session;
    return outdated
      ? text(`answer-impression-${outdated.kind}`, { name: outdated.name })
      : text("answer-impression");
  }

  /** Why the answers may be worth little. */
  #warning() {
    const { impression, training, learned, outdated } = this.#session;
    if (impression) return "";
    if (outdated) return text(`answer-${outdated.kind}`, { name: outdated.name });
    return !learned && !training ? text("answer-guessing") : "";
  }

  /** The one that leads is marked, sure or not, unless what is seen is none of them. @param {import("../session.js").TrainedClass & { output: number }} one  output: of the network */
  #meter({ id, name, output }) {
    const probability = this.#answer?.probabilities[output] ?? 0;
    const number = this.#answer ? percent(probability) : "";
    return html`
      <div
        class="meter"
        role="meter"
        aria-label=${name}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(probability * 100)}
        aria-valuetext=${number || text("answer-none")}
        aria-current=${this.#answer !== null && this.#answer.known && this.#answer.class === output}
        data-colour=${this.#colours.of(id)}
        .style=${`--fraction: ${probability.toFixed(3)}`}
      >
        <span class="meter-name">${name}</span>
        <span class="meter-track"><span></span></span>
        <span class="meter-number">${number}</span>
      </div>
    `;
  }

  /** @param {boolean} trained @param {boolean} training @param {boolean} running */
  #advice(trained, training, running) {
    const { unknownStem: stem } = this.#session;
    if (stem !== null) return text("answer-no-stem", { stem }); // until another network was trained
    if (trained && this.#source.stalled) return text("answer-stalled");
    if (trained) return running ? "" : text("answer-start-camera");
    if (training) return text("answer-soon");
    return this.#session.plan?.ready ? text("answer-ready") : text("answer-collect");
  }

  /** What is said in large letters. */
  #leading() {
    if (!this.#answer) return { word: "", colour: "", sure: true };
    const { class: place, sure, known } = this.#answer;
    if (!known) return { word: text("answer-unknown"), colour: "", sure: false };
    const { id, name } = this.#session.answering[place];
    return sure
      ? { word: name, colour: this.#colours.of(id), sure }
      : { word: text("answer-not-sure"), colour: "", sure };
  }

  /** @param {string} word */
  #speak(word) {
    if (this.#holding.word !== word) this.#holding = { word, since: performance.now() };
    if (!word || performance.now() - this.#holding.since > SPOKEN_AFTER_MS) this.#spoken = word;
  }

  /** Also beside the camera, while that is a small bar. @param {string} word @param {string} colour @param {boolean} sure */
  #showOnStage(word, colour, sure) {
    const stage = this.#stageWord;
    if (stage.textContent !== word) stage.textContent = word;
    if (stage.dataset.colour !== colour) stage.dataset.colour = colour;
    stage.toggleAttribute("data-unsure", !sure);
  }
}
