// @ts-check
import { text } from "../text/index.js";
import { h, messageOf, onPress } from "./dom.js";

/** @typedef {import("../elsewhere/saved-network.js").Parts & { news: import("./news.js").News }} Parts */

/** The way to what other programs take, as soon as a network has been trained. Fetched when it is asked for. */
export class ElsewhereButton {
  element = h(
    "button",
    { type: "button", class: "quiet elsewhere-button", "aria-haspopup": "dialog" },
    text("elsewhere"),
  );
  #parts;
  /** @type {Promise<import("../elsewhere/index.js").ElsewhereSheet> | null} */
  #sheet = null;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { session } = parts;
    const show = () => {
      this.element.hidden = session.training || !session.network;
    };
    for (const type of ["change", "weights"]) session.addEventListener(type, show);
    onPress(this.element, () => void this.#open());
    show();
  }

  async #open() {
    const parts = this.#parts;
    this.#sheet ??= import("../elsewhere/index.js").then(
      ({ ElsewhereSheet }) => new ElsewhereSheet(parts),
    );
    try {
      (await this.#sheet).show();
    } catch (error) {
      this.#sheet = null; // a lost connection may come back
      parts.news.say(text("view-unreachable", { reason: messageOf(error) }));
    }
  }
}
