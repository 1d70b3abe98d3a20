// @ts-check
import { toCheck } from "../findings.js";
import { text } from "../text/index.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { pictureName } from "./confusion.js";
import { h, perFrame } from "./dom.js";
import { painted } from "./painted.js";

/**
 * @typedef {import("../data/dataset.js").Dataset} Dataset
 * @typedef {import("../findings.js").ToCheck} ToCheck
 * @typedef {import("../session.js").Session} Session
 */

/** The place of what is done here, for UndoHistory. */
export const HARDEST = "hardest";
/** Pictures that are shown at once: as soon as one has been dealt with, the next takes its place. */
const SHOWN = 12;

/** The pictures that the network finds hardest, those first that are probably mislabelled; each can be moved or deleted. */
export class Hardest {
  #session;
  #dataset;
  #history;
  #undo;
  element = h("section", { class: "hardest", "aria-labelledby": "hardest-title", hidden: true });

  /** @param {{ session: Session, dataset: Dataset, history: import("../data/undo-history.js").UndoHistory, undo: import("./undo.js").Undo }} parts */
  constructor({ session, dataset, history, undo }) {
    this.#session = session;
    this.#dataset = dataset;
    this.#history = history;
    this.#undo = undo.button({
      isAt: (place) => place === HARDEST,
      passFocus: () => this.element.querySelector("h3")?.focus(),
    });
    const draw = perFrame(() => this.#render());
    session.addEventListener("change", draw);
    dataset.addEventListener("change", draw);
  }

  #render() {
    const { findings, result } = this.#session;
    // What has learned nothing has no right to an opinion about pictures.
    const some = findings !== null && result?.report?.verdict !== "nothing";
    this.element.hidden = !some;
    render(some ? this.#list(findings) : nothing, this.element);
  }

  /** @param {import("../findings.js").Findings} findings */
  #list(findings) {
    const all = toCheck(findings, this.#dataset);
    const none = findings.suspects.length + findings.hardest.length === 0;
    const about = none ? "hardest-none" : all.length > 0 ? "hardest-about" : "hardest-done";
    return html`
      <h3 id="hardest-title" tabindex="-1">${text("hardest-title")}</h3>
      <p class="hint">${text(about)}</p>
      ${this.#undo}
      <ul class="checks" role="list" ?hidden=${all.length === 0}>
        ${repeat(
          all.slice(0, SHOWN),
          ({ picture }) => picture.id,
          (one) => this.#item(one),
        )}
      </ul>
      <p class="hint" ?hidden=${all.length <= SHOWN}>
        ${text("hardest-more", { count: all.length - SHOWN })}
      </p>
    `;
  }

  /** @param {ToCheck} one */
  #item({ answered: { label, answer, probability }, picture, suspect }) {
    const [own, other] = [label, answer].map((id) =>
      this.#dataset.classes.find((one) => one.id === id),
    );
    if (!own) return nothing; // toCheck() has none of these
    const name = pictureName({ picture, class: own });
    const right = label === answer;
    const answerName = other?.name ?? this.#formerName(answer);
    return html`
      <li ?data-suspect=${suspect}>
        <div role="group" aria-label=${name}>
          <span class="shot" role="img" aria-label=${name}>
            ${painted(picture, this.#dataset.size)}
          </span>
          <p>
            ${suspect ? html`<b>${text("hardest-suspect")}</b>` : nothing}
            ${
              right
                ? text("hardest-unsure", { label: own.name, probability })
                : text("hardest-wrong", { label: own.name, answer: answerName, probability })
            }
          </p>
          <div class="row">
            ${
              other && !right
                ? html`<button
                    type="button"
                    data-act="move"
                    @click=${(/** @type {Event} */ event) => this.#move(event, picture, own, other)}
                  >
                    ${text("hardest-move", { name: other.name })}
                  </button>`
                : nothing
            }
            <button
              type="button"
              data-act="delete"
              @click=${(/** @type {Event} */ event) => this.#delete(event, picture, own)}
            >
              ${text("hardest-delete")}
            </button>
          </div>
        </div>
      </li>
    `;
  }

  /** Of a class that was removed since. @param {string} id */
  #formerName(id) {
    return this.#session.findings?.classes.find((one) => one.id === id)?.name ?? "";
  }

  /**
   * @param {Event} event @param {import("../engine/types.js").Picture} picture
   * @param {import("../engine/types.js").PictureClass} from @param {import("../engine/types.js").PictureClass} to
   */
  #move(event, picture, from, to) {
    this.#passFocus(event);
    const undo = this.#dataset.movePictures([picture.id], to.id);
    this.#history.add({
      ...{ undo, place: HARDEST },
      done: text("pictures-moved", { count: 1, from: from.name, name: to.name }),
      undone: text("pictures-moved-back", { count: 1, name: from.name }),
    });
  }

  /** @param {Event} event @param {import("../engine/types.js").Picture} picture @param {import("../engine/types.js").PictureClass} from */
  #delete(event, picture, { name }) {
    this.#passFocus(event);
    const undo = this.#dataset.removePictures([picture.id]);
    this.#history.add({
      ...{ undo, place: HARDEST },
      done: text("pictures-deleted", { count: 1, name }),
      undone: text("pictures-restored", { count: 1, name }),
    });
  }

  /** Keyboard users continue at the picture that moves up, or at the heading when there is no other. @param {Event} event  of a button that goes away */
  #passFocus({ target }) {
    const button = target instanceof HTMLElement ? target.closest("button") : null;
    const item = button?.closest("li");
    const other = item?.nextElementSibling ?? item?.previousElementSibling;
    const next =
      other?.querySelector(`[data-act="${button?.dataset.act}"]`) ??
      other?.querySelector("button") ??
      this.element.querySelector("h3");
    if (next instanceof HTMLElement) next.focus();
  }
}
