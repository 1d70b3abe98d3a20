// @ts-check
import { neighbour, recordingsOf } from "../data/recordings.js";
import { text } from "../text/index.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { h } from "./dom.js";
import { pictureTools } from "./picture-tools.js";
import { Strip } from "./strip.js";
import { VirtualList } from "./virtual-list.js";

/**
 * @typedef {import("../data/recordings.js").Recording} Recording
 * @typedef {import("../engine/types.js").PictureClass} PictureClass
 *
 * @typedef {object} Options
 * @property {number} size  of a picture, in pixels
 * @property {HTMLElement} undo  a button that stands among the tools while they are open
 * @property {(ids: string[]) => void} onDelete
 * @property {(ids: string[]) => Promise<boolean>} onMove  asks where to, and says whether they went there
 * @property {() => void} onSelect  tools were opened or closed
 * @property {() => void} onEmpty  the last picture went away, with the focus
 * @property {AbortSignal} signal  aborted when the strips are gone
 */

/** Strips that are shown while the others are folded. */
const FOLDED = 2;
/** Pixels from one strip to the next. These must agree with .recording in collect.css. */
const STRIP = 60;
const GAP = 4;

/** The recordings of a class, the newest first, as strips. A picture that is pressed shows itself enlarged, with what can be done. */
export class Strips {
  #place;
  #options;
  #scroller = h("ul", { class: "recordings", role: "list" });
  /** @type {VirtualList | null} */
  #list = null;
  /** By the id of their recording. @type {Map<string, Strip>} */
  #strips = new Map();
  /** @type {PictureClass} */
  #class = { id: "", name: "", pictures: [] };
  /** @type {Recording[]} */
  #recordings = [];
  /** @type {ReadonlySet<string>} */
  #suspects = new Set();
  /** The id of the picture whose tools are open. @type {string | null} */
  selected = null;
  #unfolded = false;
  /** Pixels. */
  #toolsHeight = 0;

  /** @param {HTMLElement} place @param {Options} options */
  constructor(place, options) {
    this.#place = place;
    this.#options = options;
    options.signal.addEventListener("abort", () => {
      this.#list?.close();
      for (const strip of this.#strips.values()) strip.close();
    });
  }

  /** @param {PictureClass} pictureClass @param {ReadonlySet<string>} [suspects]  ids of pictures that a warning is about, also of other classes */
  show(pictureClass, suspects = new Set()) {
    this.#class = pictureClass;
    this.#suspects = suspects;
    this.#recordings = recordingsOf(pictureClass.pictures);
    if (this.selected !== null && !this.#recordingOf(this.selected)) this.#select(null);
    this.#draw();
  }

  /** Lets whoever has no pointer go on at the pictures. @returns {boolean} whether there are any */
  focus() {
    const option = this.#place.querySelector("[role=option][tabindex='0']");
    if (option instanceof HTMLElement) option.focus();
    return option !== null;
  }

  /** @param {string} id */
  #recordingOf(id) {
    return this.#recordings.find(({ pictures }) => pictures.some((one) => one.id === id));
  }

  #draw() {
    const recordings = this.#unfolded ? this.#recordings : this.#recordings.slice(0, FOLDED);
    const folded = this.#recordings.slice(recordings.length);
    const some = this.#recordings.length > FOLDED;
    render(
      html`${this.#scroller}
        <button
          type="button"
          class="quiet more"
          ?hidden=${!some}
          aria-expanded=${this.#unfolded}
          ?data-suspect=${folded.some(({ pictures }) =>
            pictures.some(({ id }) => this.#suspects.has(id)),
          )}
          @click=${() => {
            this.#unfolded = !this.#unfolded;
            this.#draw();
          }}
        >
          ${
            this.#unfolded
              ? text("recordings-show-fewer")
              : text("recordings-show-all", { count: this.#recordings.length })
          }
        </button>`,
      this.#place,
    );
    this.#drawStrips(recordings);
    const tools = this.#scroller.querySelector(".tools");
    const height = tools instanceof HTMLElement ? tools.offsetHeight : 0;
    if (height === this.#toolsHeight) return;
    this.#toolsHeight = height;
    this.#drawStrips(recordings);
  }

  /** @param {Recording[]} recordings */
  #drawStrips(recordings) {
    this.#list ??= new VirtualList(this.#scroller, { gap: GAP, onChange: () => this.#draw() });
    const selected = this.selected === null ? undefined : this.#recordingOf(this.selected);
    const place = selected ? recordings.indexOf(selected) : -1;
    const { items, total } = this.#list.update(
      recordings.map(({ id }) => id),
      (index) => STRIP + (index === place ? this.#toolsHeight : 0),
      recordings.findIndex(({ id }) =>
        this.#strips.get(id)?.element.contains(document.activeElement),
      ),
    );
    const seen = items.map(({ index }) => recordings[index]);
    for (const [id, strip] of this.#strips) {
      if (seen.some((one) => one.id === id)) continue;
      strip.close();
      this.#strips.delete(id);
    }
    render(
      html`
        <div .style=${`block-size: ${total}px`}></div>
        ${repeat(
          seen,
          ({ id }) => id,
          (recording) => this.#strip(recording).element,
        )}
      `,
      this.#scroller,
    );
    const { name, pictures } = this.#class;
    const { size } = this.#options;
    const numberOf = (/** @type {string} */ id) => numberIn(pictures, id);
    for (const [i, recording] of seen.entries()) {
      const strip = this.#strip(recording);
      strip.element.style.insetBlockStart = `${items[i].start}px`;
      const shown = { name, size, numberOf, suspects: this.#suspects, selected: this.selected };
      strip.show(recording, shown, recording === selected ? this.#tools(recording) : nothing);
    }
  }

  /** @param {Recording} recording */
  #strip({ id, pictures }) {
    let strip = this.#strips.get(id);
    if (strip) return strip;
    strip = new Strip(
      { id, pictures },
      {
        onPress: (picture) => this.#press(picture),
        onMove: (picture) => {
          if (this.selected !== null) this.#press(picture);
        },
        onDelete: (picture) => this.#delete([picture]),
        onEscape: () => this.#closeTools(),
      },
    );
    this.#strips.set(id, strip);
    return strip;
  }

  /** @param {Recording} recording */
  #tools({ pictures }) {
    const { size, undo } = this.#options;
    const ids = pictures.map(({ id }) => id);
    const picture = pictures.find(({ id }) => id === this.selected) ?? pictures[0];
    const { name } = this.#class;
    return pictureTools({
      ...{ picture, size, undo, count: ids.length },
      title: text("picture-name", { name, number: numberIn(this.#class.pictures, picture.id) }),
      onDelete: () => this.#delete([picture.id]),
      onDeleteAll: () => this.#delete(ids),
      onMove: () => void this.#move([picture.id]),
      onMoveAll: () => void this.#move(ids),
      onClose: () => this.#closeTools(),
    });
  }

  /** @param {string} id */
  #press(id) {
    this.#select(id);
    this.#draw();
    this.#scroller.querySelector(".tools")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {string | null} id */
  #select(id) {
    const changed = (id === null) !== (this.selected === null);
    this.selected = id;
    if (changed) this.#options.onSelect();
  }

  #closeTools() {
    const id = this.selected;
    if (id === null) return;
    const strip = this.#strips.get(this.#recordingOf(id)?.id ?? "");
    this.#select(null);
    this.#draw();
    strip?.focus(id);
  }

  /** @param {string[]} ids  of one recording */
  #delete(ids) {
    this.#goOn(ids, () => this.#options.onDelete(ids));
  }

  /** @param {string[]} ids  of one recording */
  async #move(ids) {
    const before = this.#recordings;
    const next = neighbour(before, new Set(ids));
    if (await this.#options.onMove(ids)) this.#goOnWith(next?.id ?? null);
  }

  /** Whoever works through the pictures goes on with the next one, where the focus was. @param {string[]} ids  of one recording @param {() => void} remove */
  #goOn(ids, remove) {
    const next = neighbour(this.#recordings, new Set(ids));
    remove();
    this.#goOnWith(next?.id ?? null);
  }

  /** @param {string | null} id */
  #goOnWith(id) {
    const button = document.activeElement?.getAttribute("data-act");
    this.#recordings = recordingsOf(this.#class.pictures);
    const recording = id === null ? undefined : this.#recordingOf(id);
    this.#select(recording ? id : null);
    this.#draw();
    if (!recording || id === null) return this.#options.onEmpty();
    const again = button && this.#place.querySelector(`[data-act="${button}"]`);
    if (again instanceof HTMLElement) again.focus();
    else this.#strips.get(recording.id)?.focus(id);
  }
}

/** Ids count up. @param {ReadonlyArray<{ id: string }>} pictures @param {string} id @returns {number} the place of a picture, from 1 */
function numberIn(pictures, id) {
  const wanted = Number(id);
  let [from, to] = [0, pictures.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (Number(pictures[middle].id) < wanted) from = middle + 1;
    else to = middle;
  }
  return from + 1;
}
