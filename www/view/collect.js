// @ts-check
import { text } from "../text/index.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { ClassCard } from "./class-card.js";
import { DeleteEverything } from "./delete-everything.js";
import { byId, perFrame } from "./dom.js";

/** @typedef {import("./class-card.js").Parts & import("./delete-everything.js").Parts} Parts */

/** Step 2: a card for each class, kept as long as the class exists, and the buttons below them. */
export class CollectPanel {
  #parts;
  #panel = byId("collect", HTMLElement);
  #deleteEverything;
  /** @type {Map<string, ClassCard>} */
  #cards = new Map();

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { dataset, session, recorder } = parts;
    this.#deleteEverything = new DeleteEverything(parts);
    const draw = perFrame(() => this.#render());
    dataset.addEventListener("change", draw);
    session.addEventListener("trained", draw);
    session.addEventListener("plan", draw); // which pictures something is wrong with
    recorder.addEventListener("change", () => {
      for (const card of this.#cards.values()) card.renderRecording();
    });
    // A file dropped beside a card must not replace the page.
    for (const type of ["dragover", "drop"])
      window.addEventListener(type, (event) => event.preventDefault());
    this.#render();
  }

  #addClass() {
    const { dataset, news } = this.#parts;
    const { id, name } = dataset.addClass();
    this.#render(); // at once, because its name is to be focused
    this.#cards.get(id)?.focusName();
    news.say(text("class-added", { name }));
  }

  #render() {
    const { dataset, session } = this.#parts;
    const { classes } = dataset;
    for (const [id, card] of this.#cards) {
      if (classes.some((one) => one.id === id)) continue;
      // Keyboard users continue at the button after the list.
      if (card.element.contains(document.activeElement))
        byId("add-class", HTMLButtonElement).focus();
      card.forget();
      this.#cards.delete(id);
    }
    const nothing =
      session.trained.length === 0 && classes.every(({ pictures }) => pictures.length === 0);
    render(
      html`
        <p class="hint">${text("collect-hint")}</p>
        <div class="classes">
          ${repeat(
            classes,
            ({ id }) => id,
            (one) => this.#card(one).element,
          )}
        </div>
        ${this.#deleteEverything.alert}
        <div class="row collect-foot">
          <button type="button" class="dashed" id="add-class" @click=${() => this.#addClass()}>
            ${text("class-add")}
          </button>
          <button
            type="button"
            class="quiet"
            ?hidden=${nothing}
            @click=${() => void this.#deleteAll()}
          >
            ${text("delete-everything")}
          </button>
        </div>
      `,
      this.#panel,
    );
  }

  async #deleteAll() {
    if (await this.#deleteEverything.ask()) byId("add-class", HTMLButtonElement).focus();
  }

  /** @param {import("../engine/types.js").PictureClass} one */
  #card(one) {
    let card = this.#cards.get(one.id);
    if (card) card.render(one);
    else {
      card = new ClassCard(one, this.#parts);
      this.#cards.set(one.id, card);
    }
    return card;
  }
}
