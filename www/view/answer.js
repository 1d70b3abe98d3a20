// @ts-check
import { percent, text } from "../text/index.js";
import { byId, h, perFrame, say } from "./dom.js";

/**
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("../camera/source.js").ActiveSource} ActiveSource
 * @typedef {import("../live/answers.js").LiveAnswers} LiveAnswers
 * @typedef {import("../live/answers.js").NamedAnswer} NamedAnswer
 */

/** A winner is spoken once it has held this long: answers change up to 30 times per second. */
const SPOKEN_AFTER_MS = 1200;

/** The live answer: a big word and one bar per class. */
export class AnswerPanel {
  #session;
  #source;
  #colours;
  #live = byId("answer-live", HTMLElement);
  #hint = byId("answer-hint", HTMLElement);
  #alert = byId("answer-alert", HTMLElement);
  #warning = byId("answer-warning", HTMLElement);
  #winnerLine = byId("winner-line", HTMLElement);
  #winner = byId("winner", HTMLElement);
  #spoken = byId("winner-spoken", HTMLElement);
  #stageWord = byId("stage-word", HTMLElement);
  #meters = byId("meters", HTMLElement);
  /** @type {{ meter: HTMLElement, number: HTMLElement }[]} in the order of the trained classes */
  #rows = [];
  /** @type {NamedAnswer | null} */
  #answer = null;
  /** @type {{ name: string, since: number }} */
  #holding = { name: "", since: 0 };

  /**
   * @param {{ session: Session, source: ActiveSource, answers: LiveAnswers, colours: import("./colours.js").Colours }} parts
   */
  constructor({ session, source, answers, colours }) {
    this.#session = session;
    this.#source = source;
    this.#colours = colours;
    const render = perFrame(() => this.#render());
    for (const target of [session, source]) target.addEventListener("change", render);
    session.addEventListener("plan", render);
    session.addEventListener("trained", () => {
      this.#build();
      this.#render();
    });
    const draw = perFrame(() => this.#draw());
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

  /** One row per class that was trained; made anew only when those change. */
  #build() {
    this.#answer = null;
    this.#rows = this.#session.trained.map(({ id, name }) => {
      const meter = h("div", {
        ...{
          class: "meter",
          role: "meter",
          "aria-label": name,
          "data-colour": this.#colours.of(id),
        },
        ...{ "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": 0 },
      });
      const number = h("span", { class: "meter-number" });
      meter.append(
        h("span", { class: "meter-name" }, name),
        h("span", { class: "meter-track" }, h("span", {})),
        number,
      );
      return { meter, number };
    });
    this.#meters.replaceChildren(...this.#rows.map(({ meter }) => meter));
  }

  #render() {
    const { trained, training, learned, outdated } = this.#session;
    const { running } = this.#source;
    this.#live.hidden = trained.length === 0;
    if (trained.length === 0) say(this.#alert, "");
    if (!running || trained.length === 0) {
      this.#answer = null;
      this.#show("", -1);
      for (const row of this.#rows) setMeter(row, 0, false);
    }
    this.#winnerLine.hidden = !running;
    const guessing = !learned && !training;
    say(
      this.#warning,
      outdated
        ? text(`answer-${outdated.kind}`, { name: outdated.name })
        : guessing
          ? text("answer-guessing")
          : "",
    );
    say(this.#hint, this.#advice(trained.length > 0, training, running));
  }

  /** @param {boolean} trained @param {boolean} training @param {boolean} running */
  #advice(trained, training, running) {
    if (trained) return running ? "" : text("answer-start-camera");
    if (training) return text("answer-soon");
    return this.#session.plan?.ready ? text("answer-ready") : text("answer-collect");
  }

  #draw() {
    const answer = this.#answer;
    if (!answer || answer.probabilities.length !== this.#rows.length) return;
    const { probabilities, classes, class: best, sure } = answer;
    this.#rows.forEach((row, i) => setMeter(row, probabilities[i], i === best)); // the one that leads is marked, sure or not
    const { name, id } = classes[best];
    this.#show(sure ? name : text("answer-not-sure"), best, sure, sure ? this.#colours.of(id) : "");
  }

  /** @param {string} name @param {number} best @param {boolean} [sure] @param {string} [colour] */
  #show(name, best, sure = true, colour = "") {
    if (this.#winner.textContent !== name) {
      this.#winner.textContent = name;
      this.#stageWord.textContent = name;
      // Long names get smaller letters, so that the line keeps its height.
      this.#winner.style.setProperty("--letters", String(Math.max(5, name.length)));
      this.#holding = { name, since: performance.now() };
    }
    for (const word of [this.#winner, this.#stageWord]) {
      if (word.dataset.colour !== colour) word.dataset.colour = colour;
      word.toggleAttribute("data-unsure", !sure);
    }
    if (best < 0) this.#spoken.textContent = "";
    else if (
      this.#spoken.textContent !== name &&
      performance.now() - this.#holding.since > SPOKEN_AFTER_MS
    ) {
      this.#spoken.textContent = name;
    }
  }
}

/** @param {{ meter: HTMLElement, number: HTMLElement }} row @param {number} probability @param {boolean} wins */
function setMeter({ meter, number }, probability, wins) {
  meter.setAttribute("aria-valuenow", String(Math.round(probability * 100)));
  meter.setAttribute("aria-valuetext", percent(probability));
  meter.style.setProperty("--share", probability.toFixed(3));
  number.textContent = percent(probability);
  if (wins) meter.setAttribute("aria-current", "true");
  else meter.removeAttribute("aria-current");
}
