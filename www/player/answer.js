// @ts-check
/** The answer: a big word, and a bar for each class. */

import { byId, h } from "../view/dom.js";
import { percent, text } from "./sentences.js";

/** A word is spoken once it has held this long: answers change up to 30 times per second. */
const SPOKEN_AFTER = 1200;
/** Long names get smaller letters, so that the line keeps its height. */
const FEWEST_LETTERS = 5;
const TINTS = 8;

export class AnswerView {
  #names;
  #meters;
  #winner = byId("winner", HTMLElement);
  #spoken = byId("spoken", HTMLElement);
  #held = { word: "", since: 0 };

  /** @param {ReadonlyArray<string>} names */
  constructor(names) {
    this.#names = names;
    this.#meters = names.map((name, place) => {
      const number = h("span", { class: "meter-number" });
      const track = h("span", { class: "meter-track" }, h("span"));
      const element = h(
        "div",
        {
          ...{ class: "meter", role: "meter", "aria-valuemin": 0, "aria-valuemax": 100 },
          ...{ "aria-label": name, "data-colour": place % TINTS },
        },
        h("span", { class: "meter-name", title: name }, name),
        track,
        number,
      );
      return { element, number };
    });
    byId("meters", HTMLElement).append(...this.#meters.map(({ element }) => element));
    this.clear();
  }

  /** @param {{ class: number, sure: boolean, scores: Float32Array }} answer @param {boolean} [still]  of a picture that stays */
  show({ class: winner, sure, scores }, still = false) {
    for (const [place, score] of scores.entries())
      this.#set(place, score, percent(score), place === winner);
    this.#say(sure ? this.#names[winner] : text("answer-not-sure"), sure ? winner : null);
    if (still) this.#spoken.textContent = this.#held.word; // there is no second answer to wait for
  }

  /** There is nothing to see. */
  clear() {
    this.#names.forEach((_, place) => this.#set(place, 0, "", false));
    this.#say("", null);
    this.#spoken.textContent = "";
  }

  /** @param {number} place @param {number} score @param {string} shown @param {boolean} leads */
  #set(place, score, shown, leads) {
    const { element, number } = this.#meters[place];
    element.style.setProperty("--fraction", score.toFixed(3));
    element.setAttribute("aria-valuenow", String(Math.round(100 * score)));
    element.setAttribute("aria-valuetext", shown || text("answer-none"));
    element.setAttribute("aria-current", String(leads));
    number.textContent = shown;
  }

  /** @param {string} word @param {number | null} winner */
  #say(word, winner) {
    this.#winner.textContent = word;
    this.#winner.style.setProperty("--letters", String(Math.max(FEWEST_LETTERS, word.length)));
    this.#winner.toggleAttribute("data-unsure", winner === null);
    this.#winner.dataset.colour = String((winner ?? 0) % TINTS);
    const now = performance.now();
    if (word !== this.#held.word) this.#held = { word, since: now };
    else if (now - this.#held.since >= SPOKEN_AFTER && this.#spoken.textContent !== word)
      this.#spoken.textContent = word;
  }
}
