// @ts-check
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { byId, h } from "./dom.js";
import { mayLeave } from "./leave.js";

/** Says that there is a newer version of the page, and leaves it to the person when to begin with it. */
export class NewerNote {
  #place = h("div", { class: "news", role: "status" });
  #parts;

  /** @param {import("./leave.js").Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @param {import("../workers/offline.js").Replace} replace */
  offer(replace) {
    byId("bottom", HTMLElement).prepend(this.#place);
    this.#show(text("newer-version"), replace);
  }

  /** @param {string} sentence @param {import("../workers/offline.js").Replace} replace */
  #show(sentence, replace) {
    const reload = async () => {
      if (!(await mayLeave(this.#parts, questionBeforeLoss))) return;
      const others = await replace();
      if (others > 0) this.#show(text("newer-elsewhere", { others }), replace);
    };
    render(
      html`
        <span>${sentence}</span>
        <button type="button" class="quiet" @click=${reload}>${text("newer-reload")}</button>
        <button type="button" class="quiet" @click=${() => this.#place.remove()}>
          ${text("newer-later")}
        </button>
      `,
      this.#place,
    );
  }
}

const questionBeforeLoss = () => ({
  title: text("newer-loss-title"),
  text: text("newer-loss-text"),
  yes: text("newer-loss-yes"),
});
