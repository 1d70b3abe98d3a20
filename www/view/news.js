// @ts-check
import { byId, h } from "./dom.js";

/** Pixels between the bar and what is scrolled to, enough for a focus outline. */
const FREE = 8;

/** The line at the bottom of the page that says what happened last, and offers to undo it where that is possible. */
export class News {
  #place = byId("news", HTMLElement);
  #greeting = "";
  #isInSight = () => true;

  constructor() {
    this.#place.tabIndex = -1; // takes over the focus from a button in it that disappears
    const bar = byId("bottom", HTMLElement);
    // A warning above the line makes the bar higher, on a phone by several lines.
    new ResizeObserver(() =>
      document.documentElement.style.setProperty("--bottom-bar", `${bar.offsetHeight + FREE}px`),
    ).observe(bar);
  }

  /**
   * @param {string} text
   * @param {{ label: string, name?: string, act: () => void }} [action]  name: of its button, where that says more than its label
   */
  say(text, action) {
    if (this.#place.contains(document.activeElement)) this.#place.focus();
    this.#place.replaceChildren(text);
    if (!action) return;
    const { label, name = label } = action;
    const button = h("button", { type: "button", class: "quiet", "aria-label": name }, label);
    button.addEventListener("click", () => {
      this.#place.focus();
      this.#place.replaceChildren(); // a second press must not undo again
      action.act();
      this.#place.querySelector("button")?.focus(); // there may be more to undo
    });
    this.#place.append(" ", button);
  }

  /** What greets a person, once the trainer is in sight. @param {string} text */
  greet(text) {
    if (this.#isInSight()) this.say(text);
    else this.#greeting = text;
  }

  /**
   * What was said is about the trainer: it is over when a person leaves that view, unless there is something to undo.
   * @param {import("./views.js").Views} views
   */
  follow(views) {
    this.#isInSight = () => views.current === "train";
    views.addEventListener("change", () => {
      if (!this.#isInSight()) {
        if (!this.#place.querySelector("button")) this.#place.replaceChildren();
      } else if (this.#greeting) {
        this.say(this.#greeting);
        this.#greeting = "";
      }
    });
  }
}
