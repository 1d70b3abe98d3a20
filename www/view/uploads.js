// @ts-check
import { MAX_PIXELS } from "../data/decode.js";
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { bar } from "./bar.js";
import { byId, h, perFrame } from "./dom.js";

/**
 * @typedef {import("../data/uploads.js").Uploads} Uploads
 * @typedef {import("../data/uploads.js").Outcome} Outcome
 * @typedef {import("../data/uploads.js").Refused} Refused
 * @typedef {import("../data/dataset.js").Dataset} Dataset
 * @typedef {import("./news.js").News} News
 * @typedef {Pick<Outcome, "refused" | "faint">} Notes  on single files
 */

/** Most uploads are over before anyone could read how far they are. */
const SHOW_AFTER_MS = 300;
/** So many sentences about files are shown at once; more unfold. */
const LISTED = 3;

/** How far an upload is, with a way to cancel it, above the news; and, in the news, what came of it, with a way to take it back. */
export class UploadBar {
  #uploads;
  #dataset;
  #news;
  #history;
  #element = h("div", { class: "uploading", hidden: true });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #delay;

  /** @param {{ uploads: Uploads, dataset: Dataset, news: News, history: import("../data/undo-history.js").UndoHistory }} parts */
  constructor({ uploads, dataset, news, history }) {
    this.#uploads = uploads;
    this.#dataset = dataset;
    this.#news = news;
    this.#history = history;
    byId("news", HTMLElement).before(this.#element);
    uploads.addEventListener(
      "change",
      perFrame(() => this.#render()),
    );
    uploads.addEventListener("end", (event) =>
      this.#tell(/** @type {CustomEvent<Outcome>} */ (event).detail),
    );
    // What has been read is kept; the files that wait in line would be lost. The browser asks.
    window.addEventListener("beforeunload", (event) => {
      if (uploads.progress) event.preventDefault();
    });
  }

  #render() {
    const { progress } = this.#uploads;
    if (!progress) {
      clearTimeout(this.#delay);
      this.#delay = undefined;
      if (this.#element.contains(document.activeElement)) byId("news", HTMLElement).focus();
      this.#element.hidden = true;
      return;
    }
    this.#delay ??= setTimeout(() => (this.#element.hidden = false), SHOW_AFTER_MS);
    const { done, all } = progress;
    render(
      html`
        <span aria-hidden="true">${text("upload-progress", { done, count: all })}</span>
        ${bar(text("upload-reading"), done / Math.max(1, all))}
        <button type="button" class="quiet" @click=${() => this.#uploads.cancel()}>
          ${text("cancel")}
        </button>
      `,
      this.#element,
    );
  }

  /** @param {Outcome} outcome */
  #tell(outcome) {
    const sentences = summary(outcome, this.#dataset);
    if (outcome.added.length === 0 && outcome.made.length === 0) this.#news.say(sentences);
    else
      this.#history.add({
        ...{ done: sentences, undone: text("upload-undone"), place: placeOf(outcome) },
        undo: () => this.#uploads.undo(outcome),
      });
  }
}

/** The class that it was for, if it was for one. @param {Outcome} outcome */
function placeOf({ added }) {
  const ids = new Set(added.map(({ classId }) => classId));
  return ids.size === 1 ? [...ids][0] : "";
}

/** @param {Outcome} outcome @param {Dataset} dataset */
function summary({ added, refused, transparent, cancelled, gone, unread }, dataset) {
  const filled = dataset.classes.filter(({ id }) => added.some(({ classId }) => classId === id));
  const count = added.filter(({ classId }) => filled.some(({ id }) => id === classId)).length;
  const sentences = gone.map((name) => text("upload-class-gone", { name }));
  if (filled.length === 0) sentences.push(text("upload-none"));
  else if (filled.length === 1)
    sentences.push(text("upload-added", { count, name: filled[0].name }));
  else sentences.push(text("upload-added-classes", { count, classes: filled.length }));
  if (refused.length > 0) sentences.push(text("upload-refused", { count: refused.length }));
  if (transparent) sentences.push(text("upload-transparent"));
  if (cancelled) sentences.push(text("upload-cancelled", { count: unread }));
  return sentences.join(" ");
}

/** Two alerts: about files that could not be used, and about pictures that show next to nothing. @param {Notes} notes @param {() => void} close */
export function uploadNotes({ refused, faint }, close) {
  return html`
    ${note("bad", text("upload-refused", { count: refused.length }), refused.map(whyRefused), close)}
    ${note(
      "warn",
      text("upload-faint", { count: faint.length }),
      faint.map(({ file }) => file),
      close,
    )}
  `;
}

/** @param {string} kind @param {string} heading @param {string[]} list @param {() => void} close */
function note(kind, heading, list, close) {
  return html`
    <div class="note ${kind} upload-note" role="alert" ?hidden=${list.length === 0}>
      <details ?open=${list.length <= LISTED}>
        <summary>${heading}</summary>
        <ul>
          ${list.map((line) => html`<li dir="auto">${line}</li>`)}
        </ul>
      </details>
      <button type="button" class="quiet" @click=${close}>${text("upload-note-close")}</button>
    </div>
  `;
}

/** @param {Refused} refused */
export function whyRefused({ file, reason, dimensions, message = "" }) {
  const { width = 0, height = 0 } = dimensions ?? {};
  const megapixels = Math.round((width * height) / 1e6);
  switch (reason) {
    case "large":
      return text("upload-large", { file, width, height, megapixels, limit: MAX_PIXELS / 1e6 });
    case "memory":
      return text("upload-memory", { file, megapixels });
    case "unexpected":
      return text("upload-unexpected", { file, message });
    default:
      return text(`upload-${reason}`, { file });
  }
}
