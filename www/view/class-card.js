// @ts-check
import { uploadPictures } from "../data/upload.js";
import { counted, h, icon, say } from "./dom.js";
import { onHold } from "./hold.js";
import { Thumbnails } from "./thumbnails.js";

/**
 * @typedef {import("../engine/types.js").Picture} Picture
 * @typedef {import("../engine/types.js").PictureClass} PictureClass
 * @typedef {object} Parts  what all cards share
 * @property {import("../data/dataset.js").Dataset} dataset
 * @property {import("../camera/recorder.js").Recorder} recorder
 * @property {import("./confirm.js").Confirm} confirm
 * @property {import("./news.js").News} news
 * @property {import("./colours.js").Colours} colours
 */

/** One class: its name, its Record button, its pictures. */
export class ClassCard {
  #parts;
  #class;
  #name = h("input", {
    class: "name",
    "aria-label": "Class name",
    maxlength: 40,
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "done",
  });
  #nameError = h("p", { class: "field-error", role: "alert", hidden: true });
  #count = h("span", { class: "count" });
  #record = h(
    "button",
    { type: "button", class: "record" },
    h("span", { class: "record-dot", "aria-hidden": "true" }),
    "Record",
  );
  #file = h("input", {
    type: "file",
    accept: "image/*",
    multiple: true,
    hidden: true,
    tabindex: -1,
    "aria-label": "Images",
  });
  #upload = h("button", { type: "button" }, icon("upload"), "Upload images");
  #remove = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": "Remove class", title: "Remove class" },
    icon("cross"),
  );
  #alert = h("div", { class: "note bad", role: "alert", hidden: true });
  #clear = h("button", { type: "button", class: "quiet" }, "Delete all pictures");
  #empty = h(
    "p",
    { class: "empty" },
    "No pictures yet.",
    h("span", { class: "for-mouse" }, " You can also drop images here."),
  );
  #grid = h("div", { class: "thumbs" });
  #thumbnails;
  #uploading = false;
  /** Ends what outlives the card: listeners at window, document and recorder, and observers. */
  #removed = new AbortController();

  /** @param {PictureClass} pictureClass @param {Parts} parts */
  constructor(pictureClass, parts) {
    this.#class = pictureClass;
    this.#parts = parts;
    this.element = h(
      "div",
      { class: "card", role: "group", "data-colour": parts.colours.of(pictureClass.id) },
      h(
        "div",
        { class: "card-head" },
        h("span", { class: "dot", "aria-hidden": "true" }),
        this.#name,
        this.#remove,
      ),
      this.#nameError,
      h("div", { class: "row" }, this.#record, this.#upload, this.#file),
      this.#alert,
      h("div", { class: "card-line" }, this.#count, this.#clear),
      h("div", { class: "pictures" }, this.#grid, this.#empty),
    );
    this.#thumbnails = new Thumbnails(this.#grid, {
      size: parts.dataset.size,
      onDelete: (picture) => this.#deleteOne(picture),
      signal: this.#removed.signal,
    });
    this.#listen();
    this.render(pictureClass);
  }

  /** @param {PictureClass} pictureClass */
  render(pictureClass) {
    this.#class = pictureClass;
    const { name, pictures } = pictureClass;
    this.element.setAttribute("aria-label", name);
    if (document.activeElement !== this.#name && this.#nameError.hidden) this.#name.value = name;
    this.#count.textContent = counted(pictures.length);
    this.#thumbnails.render(pictureClass, this.#parts.dataset.readiness().suspects);
    this.#empty.hidden = pictures.length > 0;
    this.#clear.hidden = pictures.length === 0;
    this.renderRecording();
  }

  /** Out of the page, for good: a class that comes back gets a new card. */
  remove() {
    this.element.remove();
    this.#removed.abort();
  }

  renderRecording() {
    const recording = this.#parts.recorder.current?.classId === this.#class.id;
    this.element.toggleAttribute("data-recording", recording);
    this.#record.setAttribute("aria-pressed", String(recording));
  }

  /** For a class that was just added: the name is selected, so that typing replaces it. */
  focusName() {
    this.#name.focus();
    this.#name.select();
  }

  /** @param {string} text */
  complain(text) {
    say(this.#alert, text);
  }

  #listen() {
    const { recorder } = this.#parts;
    const { signal } = this.#removed;
    onHold(
      this.#record,
      { start: () => this.#startRecording(), end: () => this.#endRecording() },
      signal,
    );
    this.#name.addEventListener("change", () => this.#rename());
    this.#name.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        this.#name.value = this.#class.name;
        this.#rename();
      }
      if (event.key === "Enter" && !event.isComposing) this.#name.blur(); // "change" follows
    });
    this.#upload.addEventListener("click", () => this.#file.click());
    this.#file.addEventListener("change", () => {
      const files = [...(this.#file.files ?? [])];
      this.#file.value = ""; // so that the same file can be chosen again
      void this.#take(files);
    });
    this.#remove.addEventListener("click", () => void this.#removeClass());
    this.#clear.addEventListener("click", () => void this.#deleteAll());
    recorder.addEventListener(
      "trouble",
      (event) => {
        const { classId, error } = /** @type {CustomEvent} */ (event).detail;
        if (classId === this.#class.id) this.complain(error.message);
      },
      { signal },
    );
    this.#acceptDrops();
  }

  #startRecording() {
    this.complain("");
    try {
      this.#parts.recorder.start(this.#class.id);
    } catch (error) {
      this.complain(error instanceof Error ? error.message : String(error));
    }
  }

  #endRecording() {
    const { recorder, news } = this.#parts;
    if (recorder.current?.classId !== this.#class.id) return; // another finger records another class, or it ended by itself
    const taken = recorder.stop();
    if (taken === 0) this.complain("The camera has not sent a picture yet. Try again in a moment.");
    else if (taken === 1)
      news.say(`1 picture added to “${this.#class.name}”. Hold Record to take more.`);
    else news.say(`${counted(taken)} added to “${this.#class.name}”.`);
  }

  #rename() {
    try {
      this.#parts.dataset.renameClass(this.#class.id, this.#name.value);
      say(this.#nameError, "");
      this.#name.removeAttribute("aria-invalid");
      this.#name.value = this.#class.name;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      say(this.#nameError, `${reason} It is still called “${this.#class.name}”.`);
      this.#name.setAttribute("aria-invalid", "true");
    }
  }

  /** @param {File[]} files */
  async #take(files) {
    const { dataset, news } = this.#parts;
    const { id } = this.#class;
    if (files.length === 0) return;
    if (this.#uploading) {
      this.complain("The images before are still being read. Wait a moment and drop these again.");
      return;
    }
    this.complain("");
    this.#uploading = true;
    const { added, problems } = await uploadPictures({
      ...{ files, dataset, classId: id, size: dataset.size },
      onProgress: (done, all) => {
        if (all > 3) news.say(`Reading image ${done + 1} of ${all} …`);
      },
    });
    this.#uploading = false;
    const rest = problems.length > 3 ? [`And ${problems.length - 3} more could not be used.`] : [];
    this.complain([...problems.slice(0, 3), ...rest].join("\n"));
    news.say(
      `${added > 0 ? counted(added) : "Nothing"} added to “${this.#class.name}”${problems.length > 0 ? `, ${problems.length} left out` : ""}.`,
    );
  }

  #acceptDrops() {
    let depth = 0; // dragenter and dragleave come for every child too
    /** @param {number} change */
    const enter = (change) => {
      depth = Math.max(0, depth + change);
      this.element.toggleAttribute("data-dropping", depth > 0);
    };
    this.element.addEventListener("dragenter", () => enter(1));
    this.element.addEventListener("dragleave", () => enter(-1));
    this.element.addEventListener("drop", (event) => {
      enter(-Infinity);
      if (!event.dataTransfer) return;
      event.preventDefault();
      const files = [...event.dataTransfer.files];
      if (files.length > 0) void this.#take(files);
      else
        this.complain(
          "Only image files can be dropped here. Save the image first, then drop the file.",
        );
    });
  }

  /** @param {Picture} picture */
  #deleteOne(picture) {
    const { id, name } = this.#class;
    const putBack = this.#parts.dataset.removePicture(id, picture.id);
    if (this.#class.pictures.length === 0) this.#record.focus();
    this.#offerUndo(`Picture deleted from “${name}”.`, putBack, "The picture is back.");
  }

  /** @param {string} text @param {() => void} putBack @param {string} done */
  #offerUndo(text, putBack, done) {
    const { news } = this.#parts;
    news.say(text, {
      label: "Undo",
      act: () => {
        try {
          putBack();
          news.say(done);
        } catch (error) {
          news.say(error instanceof Error ? error.message : String(error));
        }
      },
    });
  }

  async #deleteAll() {
    const { dataset, confirm, news } = this.#parts;
    const { id, name, pictures } = this.#class;
    const yes = await confirm.ask({
      title: `Delete all pictures of “${name}”?`,
      text: `${counted(pictures.length)} will be gone. The class stays.`,
      yes: "Delete pictures",
    });
    if (!yes) return;
    dataset.clearClass(id);
    this.#record.focus();
    news.say(`All pictures of “${name}” were deleted.`);
  }

  async #removeClass() {
    const { dataset, confirm, news } = this.#parts;
    const { id, name, pictures } = this.#class;
    if (pictures.length > 0) {
      const yes = await confirm.ask({
        title: `Remove “${name}”?`,
        text: `The class and its ${counted(pictures.length)} will be gone.`,
        yes: "Remove class",
      });
      if (!yes) return;
    }
    const putBack = dataset.removeClass(id);
    if (pictures.length > 0) news.say(`“${name}” was removed.`);
    else this.#offerUndo(`“${name}” was removed.`, putBack, `“${name}” is back.`);
  }
}
