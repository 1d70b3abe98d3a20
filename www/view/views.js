// @ts-check
import { VIEWS, routeOf } from "../router.js";
import { text } from "../text/index.js";
import { byId, focusHeading, h, messageOf, say, styled } from "./dom.js";

/**
 * @typedef {import("../router.js").Route} Route
 * @typedef {import("../router.js").ViewName} ViewName
 *
 * What a view is handed: the section that it fills, and what it has in common with the others.
 * @typedef {object} ViewParts
 * @property {HTMLElement} place  has the view's heading, an h2; what is the first h2 when the view is shown gets the focus
 * @property {import("../session.js").Session} session
 * @property {import("../data/dataset.js").Dataset} dataset
 * @property {import("../camera/source.js").ActiveSource} source
 * @property {import("../camera/camera.js").Camera} camera
 * @property {import("../engine/stems.js").Stems} stems
 * @property {import("./settings-form.js").SettingsForm} settings
 *
 * @typedef {object} View
 * @property {(path: string) => string | void} show  it comes into sight; path: what stands behind its name in the address.
 *   Returns what it shows, for the title of the window, if that is not its name
 * @property {() => void} hide  it is out of sight: nothing it does is of use until it is shown again
 */

/** What is fetched when a view is first opened: a visit that only trains pays for none of it. */
const FETCHED = {
  inside: {
    module: () => import("../inside/index.js"),
    styles: ["inside", "strip", "player", "enlarged", "panels", "replay"].map(
      (name) => `../inside/${name}.css`,
    ),
  },
  lab: { module: () => import("../lab/index.js"), styles: ["../lab/lab.css"] },
  lesson: { module: () => import("../lesson/index.js"), styles: ["../lesson/lesson.css"] },
};

/**
 * One view at a time, which the address chooses: back and forward work, and a link leads to each. What trains goes on, whichever it is.
 * Dispatches "change" when another one came into sight.
 */
export class Views extends EventTarget {
  #parts;
  /** @type {Route} */
  #route = { view: "train", path: "" };
  #title = document.title;
  /** Those that have been opened, or are being fetched. @type {Map<ViewName, Promise<View>>} */
  #opened = new Map();
  /** The one that is told when it goes out of sight. @type {View | null} */
  #shown = null;

  /** @param {Omit<ViewParts, "place">} parts */
  constructor(parts) {
    super();
    this.#parts = parts;
    addEventListener("hashchange", () => void this.#follow({ focus: true }));
    // Nobody has chosen anything yet: the focus stays where the browser begins.
    void this.#follow({ focus: false });
  }

  /** @returns {ViewName} the one in sight */
  get current() {
    return this.#route.view;
  }

  /** @param {{ focus: boolean }} options  whether the focus goes to the view's heading */
  async #follow({ focus }) {
    const route = routeOf(location.hash);
    const { view, path } = route;
    const isAnother = view !== this.#route.view;
    this.#route = route;
    this.#shown?.hide();
    this.#shown = null;
    for (const name of VIEWS) {
      const link = byId(`nav-${name}`, HTMLAnchorElement);
      if (name === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.body.dataset.view = view;
    const place = view === "train" ? byId("main", HTMLElement) : this.#place(view);
    if (isAnother) this.dispatchEvent(new Event("change"));
    this.#entitle(view);
    if (focus) focusOn(place);
    if (view === "train") return;
    const opened = await this.#open(view, place);
    if (this.#route !== route || !opened) return;
    this.#shown = opened;
    const shown = opened.show(path);
    if (shown) this.#entitle(view, shown);
    if (focus) focusOn(place);
  }

  /** @param {ViewName} view @param {string} [shown] */
  #entitle(view, shown = text(`nav-${view}`)) {
    document.title = view === "train" ? this.#title : text("page-title-view", { view: shown });
  }

  /** The section of a view, made when it is first asked for. @param {keyof typeof FETCHED} view @returns {HTMLElement} */
  #place(view) {
    const made = document.getElementById(`view-${view}`);
    if (made) return made;
    const id = `view-${view}-title`;
    const heading = h("h2", { id, class: "view-title" }, text(`nav-${view}`));
    const waiting = h("p", { class: "hint", role: "status" }, text("view-loading"));
    const section = h("section", { id: `view-${view}`, class: "view", "aria-labelledby": id });
    section.dataset.for = view;
    section.append(heading, waiting);
    byId("main", HTMLElement).append(section);
    return section;
  }

  /**
   * @param {keyof typeof FETCHED} view @param {HTMLElement} place
   * @returns {Promise<View | null>} null when it could not be fetched, which is told in its place
   */
  async #open(view, place) {
    const status = place.querySelector(":scope > [role=status]");
    if (status instanceof HTMLElement) say(status, text("view-loading"));
    const opening = this.#opened.get(view) ?? this.#fetch(view, place);
    this.#opened.set(view, opening);
    try {
      const opened = await opening;
      status?.remove();
      return opened;
    } catch (error) {
      this.#opened.delete(view); // a lost connection may come back
      if (status instanceof HTMLElement)
        say(status, text("view-unreachable", { reason: messageOf(error) }));
      return null;
    }
  }

  /** @param {keyof typeof FETCHED} view @param {HTMLElement} place @returns {Promise<View>} */
  async #fetch(view, place) {
    const { module, styles } = FETCHED[view];
    const dressed = styles.map((path) => styled(new URL(path, import.meta.url)));
    const [{ open }] = await Promise.all([module(), ...dressed]);
    return await open({ ...this.#parts, place });
  }
}

/** Lets a person begin at the heading of what has come into sight. @param {HTMLElement} place */
function focusOn(place) {
  scrollTo({ top: 0 });
  focusHeading(place);
}
