// @ts-check
import { reasonOf } from "../data/uploads.js";
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { byId, h, say } from "./dom.js";
import { whyRefused } from "./uploads.js";

/**
 * @typedef {object} Parts
 * @property {import("../session.js").Session} session
 * @property {import("../camera/source.js").ActiveSource} source
 * @property {import("../camera/still.js").StillPicture} still
 * @property {import("../data/decode.js").PictureDecoder} decoder
 * @property {import("./camera.js").CameraPanel} panel
 * @property {import("./news.js").News} news
 */

/** A picture that the network only names: it stands in place of the camera, and is added to no class. */
export class TryPicture {
  element = h("div", { class: "try-picture" });
  #parts;
  #alert = h("p", { class: "note bad", role: "alert", hidden: true });
  #input = h("input", {
    ...{ type: "file", accept: "image/*", hidden: true, tabindex: "-1" },
    "aria-label": text("try-picture"),
  });
  /** Counts files, so that one that takes long to read does not replace a later one. */
  #attempt = 0;
  /** Switches on what the picture has replaced. */
  #bringBack = () => {};

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { session, source, still } = parts;
    this.#input.addEventListener("change", () => {
      const files = [...(this.#input.files ?? [])];
      this.#input.value = ""; // so that the same file can be chosen again
      if (files.length > 0) void this.take(files);
    });
    source.addEventListener("change", () => this.#render());
    session.addEventListener("trained", () => {
      if (session.answering.length === 0 && source.current === still) source.use(null);
    });
    this.#render();
  }

  /** Whether there is a network that could name a picture, in sight. */
  get ready() {
    return this.#parts.session.answering.length > 0 && byId("answer", HTMLElement).offsetHeight > 0;
  }

  /** @param {ReadonlyArray<File>} files  the first is tried */
  async take([file, ...others]) {
    const { source, still, decoder, panel, news } = this.#parts;
    const attempt = ++this.#attempt;
    say(this.#alert, "");
    try {
      const { rgba, transparent } = await decoder.decode(file);
      if (attempt !== this.#attempt) return;
      if (source.current !== still) this.#bringBack = panel.giveWay();
      still.canvas.setAttribute("aria-label", text("try-preview", { file: file.name }));
      still.show(rgba);
      source.use(still);
      const sentences = [text("try-shown", { file: file.name })];
      if (transparent) sentences.push(text("upload-transparent"));
      if (others.length > 0) sentences.push(text("try-one"));
      news.say(sentences.join(" "));
    } catch (error) {
      if (attempt !== this.#attempt) return;
      say(this.#alert, whyRefused({ classId: null, file: file.name, ...reasonOf(error) }));
    }
  }

  #close() {
    const { source, news } = this.#parts;
    source.use(null);
    news.say(text("try-closed"));
    this.#bringBack();
    this.element.querySelector("button")?.focus();
  }

  #render() {
    const { source, still } = this.#parts;
    render(
      html`
        ${this.#alert} ${this.#input}
        <button type="button" @click=${() => this.#input.click()}>${text("try-picture")}</button>
        <button type="button" ?hidden=${source.current !== still} @click=${() => this.#close()}>
          ${text("try-close")}
        </button>
      `,
      this.element,
    );
  }
}
