// @ts-check
import { text } from "../text/index.js";
import { byId, h } from "./dom.js";

/**
 * Camera picture and answer across the whole screen, for a projector. It is the same part of the page in other clothes: nothing is
 * built twice, and nothing that goes on notices. Where the browser cannot give the whole screen, as on an iPhone, it fills the window.
 * Dispatches "change".
 */
export class FullScreen extends EventTarget {
  button = h("button", { type: "button", "aria-keyshortcuts": "F" });
  #session;
  #views;
  #place = byId("sticks", HTMLElement);
  /** What cannot be reached meanwhile. @type {HTMLElement[]} */
  #behind = [];
  /** Has the focus again afterwards. @type {Element | null} */
  #before = null;
  open = false;

  /** @param {{ session: import("../session.js").Session, views: import("./views.js").Views }} parts */
  constructor({ session, views }) {
    super();
    this.#session = session;
    this.#views = views;
    this.#changed();
    this.button.addEventListener("click", () => this.#toggle());
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("fullscreenchange", () => {
      if (!document.fullscreenElement) this.#leave();
    });
    views.addEventListener("change", () => this.#leave());
    session.addEventListener("trained", () => {
      if (session.answering.length === 0) this.#leave();
    });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { target, code, key, repeat } = event;
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (key === "Escape") this.#leave();
    // A letter means nothing where a person does not expect it (WCAG 2.1.4): who dictates would set it off.
    const elsewhere = !this.open && !this.#place.contains(asNode(target));
    const typed = event.ctrlKey || event.altKey || event.metaKey || repeat;
    // The key, not its letter, which is another one on a Russian keyboard.
    if (code !== "KeyF" || typed || elsewhere) return;
    if (isTyped(target)) return;
    this.#toggle();
  }

  #toggle() {
    if (this.open) this.#leave();
    else this.#enter();
  }

  #enter() {
    if (this.#session.answering.length === 0 || this.#views.current !== "train") return;
    this.open = true;
    this.#before = document.activeElement;
    const place = this.#place;
    place.setAttribute("data-full-screen", "");
    place.setAttribute("role", "dialog");
    place.setAttribute("aria-modal", "true");
    place.setAttribute("aria-label", text("full-screen"));
    this.#behind = besides(place);
    for (const one of this.#behind) one.inert = true;
    this.#changed();
    this.button.focus();
    // It fills the window in any case.
    document.documentElement.requestFullscreen?.({ navigationUI: "hide" }).then(
      () => (this.open ? undefined : document.exitFullscreen()), // left before it had begun
      () => {},
    );
  }

  #leave() {
    if (!this.open) return;
    this.open = false;
    for (const name of ["data-full-screen", "role", "aria-modal", "aria-label"])
      this.#place.removeAttribute(name);
    for (const one of this.#behind) one.inert = false;
    this.#changed();
    if (this.#before instanceof HTMLElement) this.#before.focus({ preventScroll: true });
    if (document.fullscreenElement) void document.exitFullscreen();
  }

  #changed() {
    this.button.textContent = text(this.open ? "full-screen-leave" : "full-screen");
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {EventTarget | null} target */
function asNode(target) {
  return target instanceof Node ? target : null;
}

/** Whether letters mean something there. @param {EventTarget | null} target */
function isTyped(target) {
  if (target instanceof HTMLInputElement)
    return !["radio", "checkbox", "range"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** All that the page shows beside an element; questions come above everything. @param {HTMLElement} element */
function besides(element) {
  /** @type {HTMLElement[]} */
  const found = [];
  for (let one = element; one !== document.body && one.parentElement; one = one.parentElement)
    for (const sibling of one.parentElement.children)
      if (
        sibling !== one &&
        sibling instanceof HTMLElement &&
        !(sibling instanceof HTMLDialogElement) &&
        !sibling.inert
      )
        found.push(sibling);
  return found;
}
