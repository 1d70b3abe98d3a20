// @ts-check
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { readCheck } from "./check.js";
import { h, messageOf, onPress } from "./dom.js";
import { glossary } from "./help.js";

/** @typedef {import("./check.js").Finding} Finding */

/** The button in the diagnostics that asks whether backpropagation is right, and the answer. */
export class GradientCheck {
  #session;
  element = h("div", { class: "check" });
  #busy = false;
  /** @type {Finding[]} */
  #found = [];

  /** @param {import("../session.js").Session} session */
  constructor(session) {
    this.#session = session;
    this.#render();
    const button = this.element.querySelector(":scope > button");
    if (button instanceof HTMLButtonElement) onPress(button, () => void this.#check());
    session.addEventListener("change", () => {
      // Another network begins. What is being found out about the one before is left out when it comes.
      if (session.training && !session.progress && !this.#busy) this.#show([]);
    });
  }

  #render() {
    render(
      html`
        <p class="hint">${text("check-hint")}</p>
        ${glossary(["term-backpropagation", "term-differences"])}
        <button type="button" aria-disabled=${this.#busy /* it keeps the focus */}>
          ${text("check-gradients")}
        </button>
        <ul class="check-found" aria-live="polite">
          ${this.#found.map(
            ({ agrees, sentence }) => html`<li class=${agrees ? "good" : "warn"}>${sentence}</li>`,
          )}
        </ul>
      `,
      this.element,
    );
  }

  /** @param {Finding[]} found */
  #show(found) {
    this.#found = found;
    this.#render();
  }

  async #check() {
    if (this.#busy) return;
    this.#busy = true;
    this.#show([{ agrees: true, sentence: text("check-running") }]);
    const { course, network, trained } = this.#session;
    /** @type {Finding[]} */
    let found;
    try {
      const checks = await this.#session.checkGradients();
      // While it trains there are other weights by now, which changes nothing; but not another network, or none.
      const same = course === this.#session.course && trained.length > 0;
      found = network && same ? readCheck(checks, network.spec) : [];
    } catch (error) {
      found = [{ agrees: false, sentence: messageOf(error) }];
    }
    this.#busy = false;
    this.#show(found);
  }
}
