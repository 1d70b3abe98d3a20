// @ts-check
import { room } from "../data/room.js";
import { megabytes, text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h } from "./dom.js";

/** @typedef {import("../data/storage.js").ProjectStorage} ProjectStorage */

/** Browsers count what is in use now and then: more often, nothing new is to be seen. */
const EVERY_MS = 2000;

/** Where the pictures are kept, how much room they take, and what is not kept yet. */
export class StorageLine {
  #storage;
  element = h("p", { class: "hint storage-line" });
  #room = /** @type {import("../data/room.js").Room} */ ({ bytes: null, persistent: null });
  #measuring = false;

  /** @param {ProjectStorage} storage */
  constructor(storage) {
    this.#storage = storage;
    storage.addEventListener("change", () => void this.#measure());
    void this.#measure();
  }

  async #measure() {
    this.#render();
    if (this.#measuring) return;
    this.#measuring = true;
    this.#room = await room();
    this.#render();
    setTimeout(() => {
      this.#measuring = false;
      void room().then((now) => {
        this.#room = now;
        this.#render();
      });
    }, EVERY_MS);
  }

  #render() {
    const { keeps, waiting } = this.#storage;
    const { bytes, persistent } = this.#room;
    const size = bytes === null ? "" : megabytes(bytes);
    render(
      html`
        ${
          keeps
            ? text(size ? "storage-saved-size" : "storage-saved", { size })
            : text("storage-not-saved", { count: waiting })
        }
        ${
          keeps && persistent !== null
            ? text(persistent ? "storage-persistent" : "storage-not-persistent")
            : ""
        }
      `,
      this.element,
    );
  }
}
