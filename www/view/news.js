// @ts-check
import { byId, h } from "./dom.js";

/** The line at the bottom of the page that says what happened last, and offers to take it back where that is possible. */
export class News {
  #place = byId("news", HTMLElement);

  /**
   * @param {string} text
   * @param {{ label: string, act: () => void }} [action]
   */
  say(text, action) {
    this.#place.replaceChildren(text);
    if (!action) return;
    const button = h("button", { type: "button", class: "quiet" }, action.label);
    button.addEventListener("click", () => {
      this.#place.replaceChildren();
      action.act();
    });
    this.#place.append(" ", button);
  }
}
