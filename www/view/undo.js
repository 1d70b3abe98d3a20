// @ts-check
import { text } from "../text/index.js";
import { render } from "../vendor/lit-html/lit-html.js";
import { h, messageOf } from "./dom.js";
import { icon } from "./icon.js";

/** @typedef {import("../data/undo-history.js").UndoHistory} UndoHistory */

/** Ways to undo what was removed, step by step: Ctrl+Z, the line of news, and buttons near the places where it was done. */
export class Undo {
  #history;
  #news;

  /** @param {{ history: UndoHistory, news: import("./news.js").News }} parts */
  constructor({ history, news }) {
    this.#history = history;
    this.#news = news;
    history.addEventListener("step", () => this.#say(history.newest?.done ?? ""));
    document.addEventListener("keydown", (event) => {
      if (!isUndoKey(event) || isTyping(event.target) || !isTrainerInSight()) return;
      event.preventDefault();
      this.#press();
    });
  }

  /**
   * A button that is there while the newest step is one of a place.
   * @param {{ isAt: (place: string) => boolean, passFocus: () => void, signal?: AbortSignal }} options  passFocus: called when it
   *   disappears under the focus; signal: aborted when its surroundings are gone
   */
  button({ isAt, passFocus, signal }) {
    const button = h("button", { type: "button", class: "quiet undo" });
    render([icon("undo"), text("undo")], button);
    button.addEventListener("click", () => this.#press());
    const update = () => {
      const { newest } = this.#history;
      const hidden = newest === null || !isAt(newest.place);
      const focused = document.activeElement === button;
      button.hidden = hidden;
      if (newest) button.setAttribute("aria-label", text("undo-what", { what: newest.done }));
      if (hidden && focused) passFocus();
    };
    this.#history.addEventListener("change", update, { signal });
    update();
    return button;
  }

  #press() {
    try {
      const undone = this.#history.undo();
      if (undone) this.#say(undone);
    } catch (error) {
      this.#say(messageOf(error));
    }
  }

  /** With the way to undo what is to be undone next. @param {string} sentence */
  #say(sentence) {
    const { newest } = this.#history;
    this.#news.say(
      sentence,
      newest
        ? {
            label: text("undo"),
            name: text("undo-what", { what: newest.done }),
            act: () => this.#press(),
          }
        : undefined,
    );
  }
}

/** Ctrl+Z, or Command+Z, by its letter, or by its place on keyboards without Latin letters. @param {KeyboardEvent} event */
function isUndoKey({ key, code, ctrlKey, metaKey, shiftKey, altKey }) {
  const z = /^[a-z]$/i.test(key) ? key.toLowerCase() === "z" : code === "KeyZ";
  return z && ctrlKey !== metaKey && !shiftKey && !altKey;
}

/** Elsewhere nobody would see what comes back. */
function isTrainerInSight() {
  return document.body.dataset.view === "train" && !document.querySelector("dialog:modal");
}

/** There, the browser itself undoes what was typed. @param {EventTarget | null} target */
function isTyping(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches(
        "textarea, input:not([type=radio], [type=checkbox], [type=range], [type=file])",
      ))
  );
}
