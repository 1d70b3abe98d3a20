// @ts-check
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h } from "./dom.js";

/** What the button for a class that is still to be added gives. */
const NEW = "new";
/** What ask() gives when the image is to be named, and added to no class. */
export const ONLY_NAME = "only-name";

/** Asks which class pictures are for. One dialog for the whole page. */
export class ChooseClass {
  #dataset;
  #colours;
  #dialog = h("dialog", { class: "confirm", "aria-labelledby": "choose-class-title" });
  /** The last question in line. @type {Promise<string | null>} */
  #last = Promise.resolve(null);

  /** @param {{ dataset: import("../data/dataset.js").Dataset, colours: import("./colours.js").Colours }} parts */
  constructor({ dataset, colours }) {
    this.#dataset = dataset;
    this.#colours = colours;
    document.body.append(this.#dialog);
  }

  /**
   * More images may be dropped while the dialog is open: they are asked about afterwards.
   * @param {string} question
   * @param {{ without?: string, canName?: () => boolean }} [options]  without: the id of a class that is no answer; canName:
   *   whether the picture can be named instead, and added to no class
   * @returns {Promise<string | null>} a class's id, or ONLY_NAME; null when they are for none
   */
  ask(question, { without, canName = () => false } = {}) {
    this.#last = this.#last.then(() => this.#ask(question, without, canName()));
    return this.#last;
  }

  /** @param {string} question @param {string | undefined} without @param {boolean} canName @returns {Promise<string | null>} */
  #ask(question, without, canName) {
    const dialog = this.#dialog;
    render(
      html`
        <form method="dialog">
          <h2 id="choose-class-title">${question}</h2>
          <div class="choices">
            ${this.#dataset.classes
              .filter(({ id }) => id !== without)
              .map(
                ({ id, name }) => html`
                  <button type="submit" value=${id} data-colour=${this.#colours.of(id)}>
                    <span class="dot" aria-hidden="true"></span>${name}
                  </button>
                `,
              )}
            <button type="submit" class="dashed" value=${NEW}>${text("choose-class-new")}</button>
          </div>
          <div class="row end">
            <button type="submit" value=${ONLY_NAME} ?hidden=${!canName}>
              ${text("choose-class-only-name")}
            </button>
            <button type="submit" value="">${text("cancel")}</button>
          </div>
        </form>
      `,
      dialog,
    );
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener(
        "close",
        () => {
          const { returnValue } = dialog;
          resolve(returnValue === NEW ? this.#dataset.addClass().id : returnValue || null);
        },
        { once: true },
      );
    });
  }
}
