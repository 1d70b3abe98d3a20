// @ts-check
import { ClassCard } from "./class-card.js";
import { byId, perFrame } from "./dom.js";

/** @typedef {import("./class-card.js").Parts} Parts */

/** The classes, each as a card that is made once and kept while the class exists. */
export class ClassList {
  #parts;
  #list = byId("classes", HTMLElement);
  #add = byId("add-class", HTMLButtonElement);
  /** @type {Map<string, ClassCard>} */
  #cards = new Map();

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { dataset, recorder, news } = parts;
    dataset.addEventListener(
      "change",
      perFrame(() => this.#render()),
    );
    recorder.addEventListener("change", () => {
      for (const card of this.#cards.values()) card.renderRecording();
    });
    this.#add.addEventListener("click", () => {
      const { id, name } = dataset.addClass();
      this.#render(); // now, not with the next frame: its name is to be focused
      this.#cards.get(id)?.focusName();
      news.say(`“${name}” was added. Type a name for it.`);
    });
    // A file that misses its card must not replace the page.
    for (const type of ["dragover", "drop"])
      window.addEventListener(type, (event) => event.preventDefault());
    this.#render();
  }

  #render() {
    const { classes } = this.#parts.dataset;
    for (const [id, card] of this.#cards) {
      if (classes.some((one) => one.id === id)) continue;
      // Whoever worked in the card with the keyboard goes on at the button behind the list.
      if (card.element.contains(document.activeElement)) this.#add.focus();
      card.remove();
      this.#cards.delete(id);
    }
    classes.forEach((one, place) => {
      let card = this.#cards.get(one.id);
      if (card) card.render(one);
      else {
        card = new ClassCard(one, this.#parts);
        this.#cards.set(one.id, card);
      }
      if (this.#list.children[place] !== card.element)
        this.#list.insertBefore(card.element, this.#list.children[place] ?? null);
    });
  }
}
