// @ts-check
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h } from "./dom.js";

/** Asks before something is lost. One dialog for the whole page. */
export class Confirm {
  #dialog = h("dialog", {
    class: "confirm",
    "aria-labelledby": "confirm-title",
    "aria-describedby": "confirm-text",
  });
  /** @type {((yes: boolean) => void) | null} */
  #answer = null;

  constructor() {
    document.body.append(this.#dialog);
    this.#dialog.addEventListener("close", () => {
      this.#answer?.(this.#dialog.returnValue === "yes");
      this.#answer = null;
    });
  }

  /**
   * @param {{ title: string, text: string, yes: string }} question
   * @returns {Promise<boolean>} false also for Escape
   */
  ask(question) {
    if (this.#dialog.open) return Promise.resolve(false);
    render(
      html`
        <form method="dialog">
          <h2 id="confirm-title">${question.title}</h2>
          <p id="confirm-text">${question.text}</p>
          <div class="row end">
            <button type="submit" value="no" autofocus>${text("cancel")}</button>
            <button type="submit" value="yes" class="danger">${question.yes}</button>
          </div>
        </form>
      `,
      this.#dialog,
    );
    this.#dialog.returnValue = "no";
    this.#dialog.showModal();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }
}
