// @ts-check
import { byId, h } from "./dom.js";

/** Pixels between the bar and what is scrolled to: the outline of what has the focus fits in. */
const FREE = 8;

/** The line at the bottom of the page that says what happened last, and offers to take it back where that is possible. */
export class News {
  #place = byId("news", HTMLElement);

  constructor() {
    this.#place.tabIndex = -1; // takes the focus of a button that goes away in it
    const bar = byId("bottom", HTMLElement);
    // With a warning above the line it is higher, on a phone by several lines.
    new ResizeObserver(() =>
      document.documentElement.style.setProperty("--bottom-bar", `${bar.offsetHeight + FREE}px`),
    ).observe(bar);
  }

  /**
   * @param {string} text
   * @param {{ label: string, act: () => void }} [action]
   */
  say(text, action) {
    if (this.#place.contains(document.activeElement)) this.#place.focus();
    this.#place.replaceChildren(text);
    if (!action) return;
    const button = h("button", { type: "button", class: "quiet" }, action.label);
    button.addEventListener("click", () => {
      this.#place.focus();
      this.#place.replaceChildren(); // whoever presses twice takes back once
      action.act();
    });
    this.#place.append(" ", button);
  }
}
