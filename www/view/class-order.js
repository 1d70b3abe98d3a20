// @ts-check
import { text } from "../text/index.js";
import { messageOf } from "./dom.js";

/** A pointer that moved less was pressed, not dragged; pixels. */
const SLACK = 6;
/** Nearer to an edge of the window than this, pixels, a dragged card scrolls the page by so many pixels per frame. */
const EDGE = 72;
const SCROLL = 12;

/**
 * The order of the classes is changed by dragging a card by its handle, or by the arrow keys on it. While one is dragged the cards
 * are folded to their heads, so that the way is short. They move as boxes of a grid (`order`); their elements follow at the end.
 */
export class ClassOrder {
  #dataset;
  #history;
  #news;
  /** Draws the cards at once, and gives a class's handle the focus. */
  #arranged = (/** @type {string} */ _id, /** @type {boolean} */ _focus) => {};

  /**
   * @param {{ dataset: import("../data/dataset.js").Dataset, history: import("../data/undo-history.js").UndoHistory,
   *   news: import("./news.js").News }} parts
   */
  constructor({ dataset, history, news }) {
    this.#dataset = dataset;
    this.#history = history;
    this.#news = news;
  }

  /** @param {(id: string, focus: boolean) => void} act  draws the cards in their new order; focus: that one was moved by its handle */
  onArranged(act) {
    this.#arranged = act;
  }

  /** @param {string} id @param {number} to  place, from 0 @param {boolean} [focus] */
  move(id, to, focus = false) {
    const { classes } = this.#dataset;
    const one = classes.find((candidate) => candidate.id === id);
    if (!one || classes[to] === undefined || classes[to] === one) return;
    const { name } = one;
    try {
      const undo = this.#dataset.moveClass(id, to);
      this.#arranged(id, focus);
      this.#history.add({
        ...{ undo, place: id },
        done: text("class-moved", { name, place: to + 1, count: classes.length }),
        undone: text("class-moved-back", { name }),
      });
    } catch (error) {
      this.#news.say(messageOf(error));
    }
  }

  /** @param {HTMLButtonElement} handle  in the card of a class @param {string} id  of the class @param {AbortSignal} signal  aborted when the card is gone */
  handle(handle, id, signal) {
    handle.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      event.preventDefault(); // no scrolling
      const place = this.#dataset.classes.findIndex((one) => one.id === id);
      this.move(id, place + by, true);
    });
    handle.addEventListener("contextmenu", (event) => event.preventDefault()); // long press on touch screens
    let dragged = false;
    handle.addEventListener(
      "click",
      (event) => {
        if (!dragged || event.detail === 0) return; // by a key
        dragged = false;
        event.preventDefault(); // or the options would open
        event.stopImmediatePropagation();
      },
      { capture: true },
    );
    handle.addEventListener("pointerdown", (down) => {
      dragged = false;
      if (down.button !== 0 || this.#dataset.locked || this.#dataset.classes.length < 2) return;
      /** @type {Drag | null} */
      let drag = null;
      const over = new AbortController();
      const end = (/** @type {boolean} */ drop) => {
        over.abort();
        const place = drag?.end();
        if (drop && place !== undefined) this.move(id, place, true);
        if (drag) keepAt(handle, drag.y);
        drag = null;
      };
      const options = { signal: over.signal };
      handle.addEventListener(
        "pointermove",
        ({ pointerId, clientY }) => {
          if (pointerId !== down.pointerId) return;
          if (!drag && Math.abs(clientY - down.clientY) >= SLACK) {
            handle.setPointerCapture(pointerId);
            dragged = true;
            drag = new Drag(handle, down.clientY);
          }
          drag?.to(clientY);
        },
        options,
      );
      handle.addEventListener("pointerup", () => end(true), options);
      handle.addEventListener("pointercancel", () => end(false), options);
      signal.addEventListener("abort", () => end(false), { signal: over.signal });
      document.addEventListener(
        "keydown",
        (event) => {
          if (!drag || event.key !== "Escape") return;
          event.preventDefault();
          end(false);
        },
        options,
      );
    });
  }
}

/** One card on its way. */
class Drag {
  #list;
  #card;
  /** The other cards, in their order. */
  #others;
  #place;
  /** From the top of the card to where it is held. */
  #grip;
  #frame = 0;
  /** Where the pointer came from. */
  #from;
  /** Of the pointer, in the window. */
  y;

  /** @param {HTMLElement} handle @param {number} y */
  constructor(handle, y) {
    const card = handle.closest(".card");
    const list = card?.parentElement;
    if (!(card instanceof HTMLElement) || !list) throw new TypeError("a handle stands in a card");
    this.y = this.#from = y;
    this.#card = card;
    this.#list = list;
    const cards = [...list.children].filter((one) => one instanceof HTMLElement);
    this.#place = cards.indexOf(card);
    this.#others = cards.filter((one) => one !== card);
    list.toggleAttribute("data-dragging", true);
    card.toggleAttribute("data-dragged", true);
    keepAt(handle, y);
    this.#grip = handle.getBoundingClientRect().top - card.getBoundingClientRect().top;
    this.#grip += handle.offsetHeight / 2;
    this.#scroll();
  }

  /** @param {number} y  of the pointer */
  to(y) {
    this.y = y;
    const middle = ({ top, height } = this.#card.getBoundingClientRect()) => top + height / 2;
    this.#hold();
    const own = middle();
    const place = this.#others.filter((one) => middle(one.getBoundingClientRect()) < own).length;
    if (place === this.#place) return;
    this.#place = place;
    for (const [i, one] of this.#others.entries()) one.style.order = String(i < place ? i : i + 1);
    this.#card.style.order = String(place);
    this.#hold();
  }

  /** Under the pointer, wherever its own place is. */
  #hold() {
    this.#card.style.translate = "";
    const { top } = this.#card.getBoundingClientRect();
    this.#card.style.translate = `0 ${this.y - this.#grip - top}px`;
  }

  /** Frame by frame: near an edge a finger that stays goes on, unless it is on its way from there. */
  #scroll() {
    const up = this.y < EDGE && this.y < this.#from;
    const down = this.y > innerHeight - EDGE && this.y > this.#from;
    const by = up ? -SCROLL : down ? SCROLL : 0;
    if (by !== 0) {
      scrollBy({ top: by, behavior: "instant" });
      this.to(this.y);
    }
    this.#frame = requestAnimationFrame(() => this.#scroll());
  }

  /** @returns {number} the place that it has come to */
  end() {
    cancelAnimationFrame(this.#frame);
    for (const one of [this.#card, ...this.#others]) one.style.order = "";
    this.#card.style.translate = "";
    this.#list.toggleAttribute("data-dragging", false);
    this.#card.toggleAttribute("data-dragged", false);
    return this.#place;
  }
}

/** Cards fold and unfold: what is held stays under the pointer. @param {HTMLElement} handle @param {number} y  of the pointer */
function keepAt(handle, y) {
  const { top, height } = handle.getBoundingClientRect();
  scrollBy({ top: top + height / 2 - y, behavior: "instant" });
}
