// @ts-check
import { text } from "../text/index.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { ChooseClass } from "./choose-class.js";
import { ClassCard } from "./class-card.js";
import { ClassOptions } from "./class-options.js";
import { ClassOrder } from "./class-order.js";
import { DeleteEverything } from "./delete-everything.js";
import { byId, h, perFrame } from "./dom.js";
import { HARDEST } from "./hardest.js";
import { glossary } from "./help.js";
import { icon } from "./icon.js";
import { Intake } from "./intake.js";
import { StorageLine } from "./storage-line.js";
import { UploadBar, uploadNotes } from "./uploads.js";

/**
 * @typedef {import("../data/uploads.js").Outcome} Outcome
 * @typedef {Omit<import("./class-card.js").Parts, "intake" | "chooseClass" | "options" | "order"> & import("./delete-everything.js").Parts &
 *   { storage: import("../data/storage.js").ProjectStorage, tryPicture: import("./try-picture.js").TryPicture,
 *     preferences: import("../camera/preferences.js").CameraPreferences,
 *     openProject: (file: File) => void }} Parts
 */

/** Step 2: a card for each class, kept as long as the class exists, and the buttons below them. */
export class CollectPanel {
  #parts;
  #panel = byId("collect", HTMLElement);
  #deleteEverything;
  #intake;
  #chooseClass;
  #order;
  #options;
  #storageLine;
  /** Of what was in no card that there is, such as a class that was removed. */
  #undo;
  /** Each folder in the one that is chosen becomes a class. Browsers that cannot choose folders do not know the attribute. */
  #folder = h("input", {
    ...{ type: "file", webkitdirectory: true, hidden: true, tabindex: "-1" },
    "aria-label": text("upload-folders"),
  });
  /** On files of the last upload that were for no class. @type {import("./uploads.js").Notes} */
  #notes = { refused: [], faint: [] };
  /** @type {Map<string, ClassCard>} */
  #cards = new Map();

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { dataset, session, recorder, uploads, news, colours } = parts;
    const { history, preferences, tryPicture, openProject } = parts;
    this.#deleteEverything = new DeleteEverything(parts);
    this.#storageLine = new StorageLine(parts.storage);
    this.#undo = parts.undo.button({
      isAt: (place) => place !== HARDEST && !dataset.classes.some(({ id }) => id === place),
      passFocus: () => byId("add-class", HTMLButtonElement).focus(),
    });
    this.#chooseClass = new ChooseClass({ dataset, colours });
    this.#order = new ClassOrder({ dataset, history, news });
    this.#order.onArranged((id, focus) => this.#arrange(id, focus));
    this.#options = new ClassOptions({ dataset, history, news, order: this.#order });
    this.#intake = new Intake({
      ...{
        uploads,
        dataset,
        tryPicture,
        news,
        openProject,
        panel: this.#panel,
        chooseClass: this.#chooseClass,
      },
      complain: (sentence, classId = "") => {
        const card = this.#cards.get(classId);
        if (card) card.complain(sentence);
        else news.say(sentence);
      },
    });
    this.#folder.addEventListener("change", () => this.#intake.takeChosen(this.#folder));
    new UploadBar({ uploads, dataset, news, history });
    uploads.addEventListener("end", (event) =>
      this.#note(/** @type {CustomEvent<Outcome>} */ (event).detail),
    );
    const draw = perFrame(() => this.#render());
    dataset.addEventListener("change", draw);
    session.addEventListener("trained", draw);
    preferences.addEventListener("change", draw); // can be deleted, too
    parts.projects.addEventListener("change", draw); // likewise
    session.addEventListener("plan", draw); // which pictures something is wrong with
    recorder.addEventListener("change", () => {
      for (const card of this.#cards.values()) card.renderRecording();
    });
    this.#render();
  }

  #addClass() {
    const { dataset, news } = this.#parts;
    const { id, name } = dataset.addClass();
    this.#render(); // at once, because its name is to be focused
    this.#cards.get(id)?.focusName();
    news.say(text("class-added", { name }));
  }

  /** Cards that move lose the focus. @param {string} id  of the class that was moved @param {boolean} focus */
  #arrange(id, focus) {
    this.#render();
    const card = this.#cards.get(id);
    if (focus) card?.focusHandle();
    card?.element.scrollIntoView({ block: "nearest" });
  }

  /** What was wrong with files stands in the card of their class. @param {Outcome} outcome */
  #note({ added, refused, faint }) {
    this.#render(); // a class that was just added has a card from now on
    for (const [id, card] of this.#cards) {
      const isOf = (/** @type {{ classId: string | null }} */ { classId }) => classId === id;
      if ([...added, ...refused].some(isOf))
        card.note({ refused: refused.filter(isOf), faint: faint.filter(isOf) });
    }
    this.#notes = { refused: refused.filter(({ classId }) => classId === null), faint: [] };
    this.#render();
  }

  #render() {
    const { dataset, session, storage, project, projects } = this.#parts;
    const { classes } = dataset;
    for (const [id, card] of this.#cards) {
      if (classes.some((one) => one.id === id)) continue;
      // Keyboard users continue behind the list.
      if (card.element.contains(document.activeElement))
        (this.#undo.hidden ? byId("add-class", HTMLButtonElement) : this.#undo).focus();
      card.forget();
      this.#cards.delete(id);
    }
    const nothing =
      !storage.damaged &&
      !project.keepsChoices &&
      projects.all.length === 1 &&
      session.trained.length === 0 &&
      classes.every(({ pictures }) => pictures.length === 0);
    render(
      html`
        <p class="hint">${text("collect-hint")}</p>
        ${glossary(["term-class", "term-recording"])}
        ${uploadNotes(this.#notes, () => {
          this.#notes = { refused: [], faint: [] };
          this.#render();
        })}
        <div class="classes">
          ${repeat(
            classes,
            ({ id }) => id,
            (one) => this.#card(one).element,
          )}
        </div>
        ${this.#options.element} ${this.#deleteEverything.alert}
        <div class="row collect-foot">
          ${this.#undo}
          <button type="button" class="dashed" id="add-class" @click=${() => this.#addClass()}>
            ${text("class-add")}
          </button>
          <button
            type="button"
            ?hidden=${!this.#folder.webkitdirectory}
            @click=${() => this.#folder.click()}
          >
            ${icon("folder")}${text("upload-folders")}
          </button>
          ${this.#folder}
          <button
            type="button"
            class="quiet"
            ?hidden=${nothing}
            @click=${() => void this.#deleteAll()}
          >
            ${text("delete-everything")}
          </button>
        </div>
        ${this.#storageLine.element}
      `,
      this.#panel,
    );
  }

  async #deleteAll() {
    if (await this.#deleteEverything.ask()) byId("add-class", HTMLButtonElement).focus();
  }

  /** @param {import("../engine/types.js").ArrangedClass} one */
  #card(one) {
    let card = this.#cards.get(one.id);
    if (card) card.render(one);
    else {
      const parts = {
        ...{ ...this.#parts, intake: this.#intake, chooseClass: this.#chooseClass },
        ...{ options: this.#options, order: this.#order },
      };
      card = new ClassCard(one, parts);
      this.#cards.set(one.id, card);
    }
    return card;
  }
}
