// @ts-check
import { COLOURS } from "../data/dataset.js";
import { text } from "../text/index.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { h, messageOf } from "./dom.js";
import { icon } from "./icon.js";

/** The id of the popover, which the handles of all cards open. */
export const OPTIONS = "class-options";

/** What few people need of a class: its place, its colour, and whether it takes part. One small window for all cards. */
export class ClassOptions {
  #dataset;
  #history;
  #order;
  #news;
  /** The class that it is about. */
  #id = "";
  element = h("div", { class: "class-options", id: OPTIONS, popover: "", role: "dialog" });

  /**
   * @param {{ dataset: import("../data/dataset.js").Dataset, history: import("../data/undo-history.js").UndoHistory,
   *   order: import("./class-order.js").ClassOrder, news: import("./news.js").News }} parts
   */
  constructor({ dataset, history, order, news }) {
    this.#dataset = dataset;
    this.#history = history;
    this.#order = order;
    this.#news = news;
    dataset.addEventListener("change", () => this.#render());
  }

  /** Before it opens. @param {string} id  of the class that it is to be about */
  offer(id) {
    // That of another class would only be closed by this press.
    if (this.#id && id !== this.#id) this.element.hidePopover();
    this.#id = id;
    this.#render();
  }

  /** @param {string} id @param {boolean} on */
  switch(id, on) {
    const { name } = this.#find(id) ?? {};
    if (name === undefined) return;
    this.#arrange(id, { off: !on }, [
      text(on ? "class-switched-on" : "class-switched-off", { name }),
      text(on ? "class-off-again" : "class-on-again", { name }),
    ]);
  }

  /** @param {string} id */
  #find(id) {
    return this.#dataset.classes.find((one) => one.id === id);
  }

  /** @param {string} id @param {Parameters<import("../data/dataset.js").Dataset["arrangeClass"]>[1]} change @param {[string, string]} sentences  done and undone */
  #arrange(id, change, [done, undone]) {
    try {
      const undo = this.#dataset.arrangeClass(id, change);
      this.#history.add({ undo, place: id, done, undone });
    } catch (error) {
      this.#news.say(messageOf(error));
      this.#render();
    }
  }

  /** @param {number} colour */
  #choose(colour) {
    const { name } = this.#find(this.#id) ?? {};
    if (name === undefined) return;
    this.#arrange(this.#id, { colour }, [
      text("class-coloured", { name, colour: text(`colour-${colour}`) }),
      text("class-coloured-back", { name }),
    ]);
  }

  #render() {
    const one = this.#find(this.#id);
    if (!one) {
      if (this.#id) this.element.hidePopover(); // it was removed
      return;
    }
    const { id, name, colour, off } = one;
    const place = this.#dataset.classes.indexOf(one);
    this.element.setAttribute("aria-label", text("class-options", { name }));
    render(
      html`
        <fieldset>
          <legend>${text("class-colour")}</legend>
          <div class="swatches">
            ${Array.from({ length: COLOURS }, (_, i) => this.#swatch(i, colour))}
          </div>
        </fieldset>
        <div class="row">
          ${this.#mover("up", id, place - 1)} ${this.#mover("down", id, place + 1)}
        </div>
        <label class="switch"
          ><input
            type="checkbox"
            .checked=${!off}
            aria-describedby="class-off-about"
            @change=${() => this.switch(id, off)}
          /><span>${text("class-on")}</span></label
        >
        <p class="hint" id="class-off-about">${text("class-off-about")}</p>
      `,
      this.element,
    );
  }

  /** @param {number} i @param {number} chosen */
  #swatch(i, chosen) {
    return html`<label data-colour=${i} title=${text(`colour-${i}`)}
      ><input
        type="radio"
        name="class-colour"
        ?autofocus=${i === chosen}
        aria-label=${text(`colour-${i}`)}
        .checked=${i === chosen}
        @change=${() => this.#choose(i)} /><span class="dot" aria-hidden="true"></span
    ></label>`;
  }

  /** At an end it stays focusable: whoever moves a class step by step keeps the button under the finger. @param {"up" | "down"} way @param {string} id @param {number} to */
  #mover(way, id, to) {
    const atEnd = to < 0 || to >= this.#dataset.classes.length;
    return html`<button
      type="button"
      aria-disabled=${atEnd ? "true" : nothing}
      @click=${() => !atEnd && this.#order.move(id, to)}
    >
      ${icon(way)}${text(`class-${way}`)}
    </button>`;
  }
}
