// @ts-check
import { byId } from "./dom.js";

/** Asks before something is lost. One dialog for the whole page. */
export class Confirm {
  #dialog = byId("confirm", HTMLDialogElement);
  #title = byId("confirm-title", HTMLElement);
  #text = byId("confirm-text", HTMLElement);
  #yes = byId("confirm-yes", HTMLButtonElement);
  /** @type {((yes: boolean) => void) | null} */
  #answer = null;

  constructor() {
    this.#dialog.addEventListener("close", () => {
      this.#answer?.(this.#dialog.returnValue === "yes");
      this.#answer = null;
    });
  }

  /**
   * @param {{ title: string, text: string, yes: string }} question
   * @returns {Promise<boolean>} false also for Escape
   */
  ask({ title, text, yes }) {
    if (this.#dialog.open) return Promise.resolve(false);
    this.#title.textContent = title;
    this.#text.textContent = text;
    this.#yes.textContent = yes;
    this.#dialog.returnValue = "no";
    this.#dialog.showModal();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }
}
