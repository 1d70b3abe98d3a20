// @ts-check
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h } from "./dom.js";

/** What the button for a class that is still to be added gives. */
const NEW = "new";
/** What ask() gives when the image is to be named, and added to no class. */
export const ONLY_NAME = "only-name";

/** Asks which class images are for, when where they were dropped does not say so. One dialog for the whole page. */
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
   * @param {number} count  of images
   * @param {() => boolean} canName  whether there is a network that could
   * @returns {Promise<string | null>} a class's id, or ONLY_NAME; null when they are for none
   */
  ask(count, canName) {
    this.#last = this.#last.then(() => this.#ask(count, count === 1 && canName()));
    return this.#last;
  }

  /** @param {number} count @param {boolean} canName @returns {Promise<string | null>} */
  #ask(count, canName) {
    const dialog = this.#dialog;
    render(
      html`
        <form method="dialog">
          <h2 id="choose-class-title">${text("choose-class", { count })}</h2>
          <div class="choices">
            ${this.#dataset.classes.map(
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
