// @ts-check
import { text } from "../text/index.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { h } from "./dom.js";
import { painted } from "./painted.js";
import { VirtualList } from "./virtual-list.js";

/**
 * @typedef {import("../data/recordings.js").Recording} Recording
 *
 * What the strips of a card have in common.
 * @typedef {object} Shown
 * @property {string} name  of the class
 * @property {number} size  of a picture, in pixels
 * @property {ReadonlySet<string>} suspects  ids of pictures that a warning is about
 * @property {string | null} selected  id of the picture whose tools are open
 * @property {(id: string) => number} numberOf  of a picture in its class, the oldest being 1
 */

/** These must agree with .recording-pictures in collect.css. */
const FRAME = 48;
const GAP = 6;

/** Where a key leads from a place in a strip. @type {Record<string, (place: number, count: number) => number>} */
const STEPS = {
  ArrowRight: (place) => place + 1,
  ArrowLeft: (place) => place - 1,
  Home: () => 0,
  End: (_place, count) => count - 1,
};

/** The pictures of one recording in a row, the newest first: one Tab stop, with the arrow keys inside. */
export class Strip {
  element = h("li", { class: "recording" });
  #frames = h("div", {
    class: "recording-pictures",
    role: "listbox",
    "aria-orientation": "horizontal",
  });
  /** @type {VirtualList | null} */
  #list = null;
  /** @type {Recording} */
  #recording;
  /** @type {Shown | null} */
  #shown = null;
  /** What there is to see, in short; "" while it has tools. */
  #looks = "";
  /** The picture that Tab leads to; its id. */
  #current = "";

  /**
   * @param {Recording} recording
   * @param {{ onPress: (id: string) => void, onMove: (id: string) => void, onDelete: (id: string) => void, onEscape: () => void }} on
   *   what a person does with a picture: presses it, moves the focus to it, deletes it, or leaves it
   */
  constructor(recording, on) {
    this.#recording = recording;
    const pressed = (/** @type {Event} */ { target }) =>
      (target instanceof Element &&
        target.closest("[role=option]")?.getAttribute("data-picture")) ||
      "";
    this.#frames.addEventListener("click", (event) => {
      const id = pressed(event);
      if (!id) return;
      this.focus(id);
      on.onPress(id);
    });
    this.#frames.addEventListener("keydown", (event) => {
      const id = pressed(event);
      if (!id || event.altKey || event.ctrlKey || event.metaKey) return;
      const { pictures } = this.#recording;
      const step = STEPS[event.key];
      if (step) {
        const place = pictures.findIndex((one) => one.id === id);
        const next = pictures[step(place, pictures.length)];
        if (next) {
          this.focus(next.id);
          on.onMove(next.id);
        }
      } else if (event.key === "Enter" || event.key === " ") on.onPress(id);
      else if (event.key === "Delete" || event.key === "Backspace") on.onDelete(id);
      else if (event.key === "Escape") on.onEscape();
      else return;
      event.preventDefault();
    });
  }

  /** @param {string} id  of the picture that gets the focus */
  focus(id) {
    this.#current = id;
    this.draw();
    const option = this.#frames.querySelector(`[data-picture="${id}"]`);
    if (option instanceof HTMLElement) option.focus();
  }

  /**
   * Its element has to be in the page.
   * @param {Recording} recording @param {Shown} shown @param {unknown} tools  a template that stands below the pictures, or nothing
   */
  show(recording, shown, tools) {
    // While others are scrolled into sight or recorded, most stay as they are, and a sentence for each picture takes its time.
    const looks = looksOf(recording, shown);
    if (looks === this.#looks && tools === nothing) return;
    this.#looks = tools === nothing ? looks : "";
    render([this.#frames, tools], this.element);
    this.#recording = recording;
    this.#shown = shown;
    if (recording.pictures.some(({ id }) => id === shown.selected))
      this.#current = shown.selected ?? "";
    this.#list ??= new VirtualList(this.#frames, {
      ...{ horizontal: true, gap: GAP, onChange: () => this.draw() },
    });
    this.draw();
  }

  draw() {
    if (!this.#shown || !this.#list) return;
    const { name, size, suspects, selected, numberOf } = this.#shown;
    const { pictures } = this.#recording;
    const count = pictures.length;
    const ids = pictures.map(({ id }) => id);
    const current = Math.max(0, ids.indexOf(this.#current));
    const { items, total } = this.#list.update(ids, () => FRAME, current);
    this.#frames.setAttribute("aria-label", text("recording-name", { name, count }));
    this.element.toggleAttribute(
      "data-suspect",
      suspects.size > 0 && ids.some((id) => suspects.has(id)),
    );
    render(
      html`
        <div .style=${`inline-size: ${total}px`}>
          ${repeat(
            items,
            ({ key }) => key,
            ({ index, start }) => {
              const picture = pictures[index];
              return html`
                <div
                  role="option"
                  class="recording-picture"
                  tabindex=${index === current ? 0 : -1}
                  data-picture=${picture.id}
                  aria-label=${text("picture-name", { name, number: numberOf(picture.id) })}
                  aria-selected=${picture.id === selected}
                  aria-setsize=${count}
                  aria-posinset=${index + 1}
                  ?data-suspect=${suspects.has(picture.id)}
                  .style=${`inset-inline-start:${start}px`}
                >
                  ${painted(picture, size)}
                </div>
              `;
            },
          )}
        </div>
      `,
      this.#frames,
    );
  }

  close() {
    this.#list?.close();
  }
}

/** @param {Recording} recording @param {Shown} shown */
function looksOf({ pictures }, { name, suspects, numberOf }) {
  const ends = [pictures[0], pictures[pictures.length - 1]].map(({ id }) => [id, numberOf(id)]);
  const marked = pictures.filter(({ id }) => suspects.has(id)).map(({ id }) => id);
  return JSON.stringify([name, pictures.length, ends, marked]);
}
