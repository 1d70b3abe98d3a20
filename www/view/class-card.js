// @ts-check
import { text } from "../text/index.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { OPTIONS } from "./class-options.js";
import { h, messageOf, say } from "./dom.js";
import { onHold } from "./hold.js";
import { icon } from "./icon.js";
import { Strips } from "./strips.js";
import { uploadNotes } from "./uploads.js";

/**
 * @typedef {import("../engine/types.js").ArrangedClass} ArrangedClass
 * @typedef {object} Parts  what all cards share
 * @property {import("../data/dataset.js").Dataset} dataset
 * @property {import("../session.js").Session} session
 * @property {import("../camera/recorder.js").Recorder} recorder
 * @property {import("../camera/hands-free.js").HandsFree} handsFree
 * @property {import("./intake.js").Intake} intake
 * @property {import("./choose-class.js").ChooseClass} chooseClass
 * @property {import("../data/undo-history.js").UndoHistory} history
 * @property {import("./undo.js").Undo} undo
 * @property {import("./news.js").News} news
 * @property {import("./colours.js").Colours} colours
 * @property {import("./class-options.js").ClassOptions} options
 * @property {import("./class-order.js").ClassOrder} order
 */

/** One class: its name, its Record button, its pictures. */
export class ClassCard {
  #parts;
  #class;
  element;
  // The template only creates these; what the person types, holds or is told is set here.
  #handle;
  #name;
  #nameError;
  #record;
  #handsFree;
  #file;
  #alert;
  #strips;
  #undo;
  /** On files of the last upload into this class. @type {import("./uploads.js").Notes} */
  #notes = { refused: [], faint: [] };
  /** Ends what would outlive the card: listeners on window, document and recorder, and observers. */
  #gone = new AbortController();

  /** @param {ArrangedClass} pictureClass @param {Parts} parts */
  constructor(pictureClass, parts) {
    this.#class = pictureClass;
    this.#parts = parts;
    this.element = h("div", {
      class: "card",
      role: "group",
      "data-class": pictureClass.id,
    });
    this.#undo = parts.undo.button({
      isAt: (place) => place === this.#class.id,
      passFocus: () => {
        if (!this.#strips.focus()) this.#record.focus();
      },
      signal: this.#gone.signal,
    });
    const pictures = h("div", { class: "recordings" });
    this.#strips = new Strips(pictures, {
      ...{ size: parts.dataset.size, undo: this.#undo, signal: this.#gone.signal },
      onDelete: (ids) => this.#delete(ids),
      onMove: (ids) => this.#move(ids),
      onSelect: () => this.#draw(),
      onEmpty: () => this.#undo.focus(),
    });
    this.#draw();
    /** @template {Element} T @param {string} selector @param {new () => T} type */
    const find = (selector, type) => {
      const found = this.element.querySelector(selector);
      if (!(found instanceof type)) throw new TypeError(`a card has no ${selector}`);
      return found;
    };
    this.#handle = find(".class-handle", HTMLButtonElement);
    this.#name = find(".name", HTMLInputElement);
    this.#nameError = find(".field-error", HTMLElement);
    this.#record = find(".record", HTMLButtonElement);
    this.#handsFree = find(".hands-free", HTMLButtonElement);
    this.#file = find("[type=file]", HTMLInputElement);
    this.#alert = find(".complaint", HTMLElement);
    find(".pictures", HTMLElement).prepend(pictures);
    this.#listen();
    this.render(pictureClass);
  }

  /** @param {ArrangedClass} pictureClass */
  render(pictureClass) {
    this.#class = pictureClass;
    const { name, off } = pictureClass;
    this.element.dataset.colour = this.#parts.colours.of(pictureClass.id);
    this.element.toggleAttribute("data-off", off);
    this.element.setAttribute("aria-label", name);
    if (document.activeElement !== this.#name && this.#nameError.hidden) this.#name.value = name;
    this.#draw();
    this.#strips.show(pictureClass, this.#parts.session.plan?.suspects);
    this.renderRecording();
  }

  #draw() {
    const { name, pictures, off } = this.#class;
    const { options } = this.#parts;
    const some = pictures.length > 0;
    render(
      html`
        <div class="card-head">
          <button
            type="button"
            class="icon-button class-handle"
            aria-label=${text("class-options", { name })}
            title=${text("class-options-about")}
            aria-haspopup="dialog"
            popovertarget=${OPTIONS}
            @click=${() => options.offer(this.#class.id)}
          >
            ${icon("grip")}<span class="dot" aria-hidden="true"></span>
          </button>
          <input
            class="name"
            aria-label=${text("class-name")}
            maxlength="40"
            autocomplete="off"
            spellcheck="false"
            aria-describedby="name-error-${this.#class.id}"
            enterkeyhint="done"
            @change=${() => this.#rename()}
            @keydown=${(/** @type {KeyboardEvent} */ event) => this.#nameKey(event)}
          />
          <button
            type="button"
            class="icon-button"
            aria-label=${text("class-remove")}
            title=${text("class-remove")}
            @click=${() => this.#removeClass()}
          >
            ${icon("cross")}
          </button>
        </div>
        <p class="field-error" id="name-error-${this.#class.id}" role="alert" hidden></p>
        <div class="row">
          <button type="button" class="record">
            <span class="record-dot" aria-hidden="true"></span>${text("record")}
          </button>
          <button type="button" class="hands-free" @click=${() => this.#pressHandsFree()}></button>
          <button type="button" @click=${() => this.#file.click()}>
            ${icon("upload")}${text("upload")}
          </button>
          <input
            type="file"
            accept="image/*,.zip"
            multiple
            hidden
            tabindex="-1"
            aria-label=${text("upload-files")}
            @change=${() => this.#parts.intake.takeChosen(this.#file, this.#class.id)}
          />
        </div>
        <p class="off-line" ?hidden=${!off}>
          ${text("class-off")}
          <button type="button" class="quiet" @click=${() => this.#switchOn()}>
            ${text("class-switch-on")}
          </button>
        </p>
        <div class="note bad complaint" role="alert" hidden></div>
        ${uploadNotes(this.#notes, () => this.note({ refused: [], faint: [] }))}
        <div class="card-line">
          <span class="count">${text("pictures", { count: pictures.length })}</span>
          ${this.#strips.selected === null ? this.#undo : nothing}
          <button type="button" class="quiet" ?hidden=${!some} @click=${() => this.#deleteAll()}>
            ${text("class-clear")}
          </button>
        </div>
        <div class="pictures">
          <p class="empty" ?hidden=${some}>
            ${text("class-empty")} <span class="for-mouse">${text("class-empty-drop")}</span>
          </p>
        </div>
      `,
      this.element,
    );
  }

  /** The class is gone. If it is restored, it gets a new card. */
  forget() {
    if (this.#countdown) this.#parts.handsFree.cancel();
    this.#gone.abort();
  }

  renderRecording() {
    const recording = this.#parts.recorder.current?.classId === this.#class.id;
    this.element.toggleAttribute("data-recording", recording);
    this.#record.setAttribute("aria-pressed", String(recording));
    this.#renderHandsFree();
  }

  /** The hands-free recording of this class, if there is one. */
  get #countdown() {
    const { current } = this.#parts.handsFree;
    return current?.classId === this.#class.id ? current : null;
  }

  #renderHandsFree() {
    const running = this.#countdown;
    const name = !running
      ? text("hands-free")
      : text(running.left > 0 ? "hands-free-cancel" : "hands-free-finish");
    this.#handsFree.setAttribute("aria-label", name);
    this.#handsFree.title = running ? name : text("hands-free-about");
    this.#handsFree.toggleAttribute("data-running", running !== null);
    render(icon(running ? "cross" : "timer"), this.#handsFree);
  }

  /** Selects the name of a class that was just added, so that typing replaces it. */
  focusName() {
    this.#name.focus();
    this.#name.select();
  }

  /** What moves the class keeps the focus. */
  focusHandle() {
    this.#handle.focus();
  }

  /** @param {string} sentence */
  complain(sentence) {
    say(this.#alert, sentence);
  }

  /** @param {import("./uploads.js").Notes} notes */
  note(notes) {
    this.complain("");
    this.#notes = notes;
    this.#draw();
  }

  #listen() {
    const { signal } = this.#gone;
    this.#parts.order.handle(this.#handle, this.#class.id, signal);
    onHold(
      this.#record,
      { start: () => this.#startRecording(), end: () => this.#endRecording() },
      signal,
    );
    this.#parts.recorder.addEventListener(
      "trouble",
      (event) => {
        const { classId, error } = /** @type {CustomEvent} */ (event).detail;
        if (classId === this.#class.id) this.complain(messageOf(error));
      },
      { signal },
    );
    this.#parts.handsFree.addEventListener("change", () => this.#renderHandsFree(), { signal });
  }

  /** @param {KeyboardEvent} event */
  #nameKey(event) {
    if (event.key === "Escape") {
      this.#name.value = this.#class.name;
      this.#rename();
    }
    if (event.key === "Enter" && !event.isComposing) {
      this.#name.blur(); // "change" follows
      if (!this.#nameError.hidden) this.focusName();
    }
  }

  #startRecording() {
    this.complain("");
    try {
      this.#parts.recorder.start(this.#class.id);
    } catch (error) {
      this.complain(messageOf(error));
    }
  }

  #endRecording() {
    const { recorder } = this.#parts;
    if (recorder.current?.classId !== this.#class.id) return; // another finger is recording another class, or it has ended by itself
    if (this.#countdown) return this.#parts.handsFree.cancel(); // which says what was added
    this.#tellAdded(recorder.stop());
  }

  /** @param {number} count */
  #tellAdded(count) {
    if (count === 0) this.complain(text("record-no-frame"));
    else this.#parts.news.say(text("record-added", { count, name: this.#class.name }));
  }

  async #pressHandsFree() {
    const { handsFree, news } = this.#parts;
    if (this.#countdown) return handsFree.cancel();
    this.complain("");
    try {
      const count = await handsFree.record(this.#class.id);
      if (count === null) news.say(text("hands-free-cancelled"));
      else this.#tellAdded(count);
    } catch (error) {
      this.complain(messageOf(error));
    }
  }

  #rename() {
    const { name } = this.#class;
    try {
      this.#parts.dataset.renameClass(this.#class.id, this.#name.value);
      say(this.#nameError, "");
      this.#name.removeAttribute("aria-invalid");
      this.#name.value = this.#class.name;
    } catch (error) {
      say(this.#nameError, `${messageOf(error)} ${text("class-name-kept", { name })}`);
      this.#name.setAttribute("aria-invalid", "true");
    }
  }

  /** The button goes away. */
  #switchOn() {
    this.#parts.options.switch(this.#class.id, true);
    this.render(this.#class);
    this.focusHandle();
  }

  /** @param {string[]} pictureIds */
  #delete(pictureIds) {
    const { dataset, history } = this.#parts;
    const { id, name } = this.#class;
    const count = pictureIds.length;
    const undo = dataset.removePictures(pictureIds);
    history.add({
      ...{ undo, place: id },
      done: text("pictures-deleted", { name, count }),
      undone: text("pictures-restored", { name, count }),
    });
  }

  /** @param {string[]} pictureIds @returns {Promise<boolean>} whether the person has chosen a class */
  async #move(pictureIds) {
    const { dataset, history, chooseClass } = this.#parts;
    const { id, name } = this.#class;
    const count = pictureIds.length;
    const to = await chooseClass.ask(text("choose-class-move", { count }), { without: id });
    const target = dataset.classes.find((one) => one.id === to);
    if (!target || !dataset.classes.some((one) => one.id === id)) return false;
    const undo = dataset.movePictures(pictureIds, target.id);
    history.add({
      ...{ undo, place: id },
      done: text("pictures-moved", { count, from: name, name: target.name }),
      undone: text("pictures-moved-back", { count, name }),
    });
    return true;
  }

  #deleteAll() {
    const { dataset, history } = this.#parts;
    const { id, name, pictures } = this.#class;
    const count = pictures.length;
    const undo = dataset.clearClass(id);
    history.add({
      ...{ undo, place: id },
      done: text("class-cleared", { name, count }),
      undone: text("pictures-restored", { name, count }),
    });
    this.render(this.#class); // or the button would still stand among tools that go away
    this.#undo.focus();
  }

  #removeClass() {
    const { dataset, history } = this.#parts;
    const { id, name, pictures } = this.#class;
    const undo = dataset.removeClass(id);
    history.add({
      ...{ undo, place: id },
      done: text("class-removed", { name, count: pictures.length }),
      undone: text("class-restored", { name }),
    });
  }
}
