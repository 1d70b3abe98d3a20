// @ts-check
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h, messageOf } from "../view/dom.js";
import { filled, template } from "./code.js";

/** Code for one network, with a button that copies it. Fetched when it is to be seen. */
export class CodeLines {
  element = h("div", { class: "code-lines" });
  #code;
  #network;
  #lines = "";
  /** What came of copying; "" before. */
  #told = "";
  #fetching = false;

  /** @param {import("./formats.js").Code} code @param {Parameters<typeof filled>[1]} network */
  constructor(code, network) {
    this.#code = code;
    this.#network = network;
  }

  async show() {
    if (this.#lines || this.#fetching) return;
    this.#fetching = true;
    try {
      this.#lines = filled(await template(this.#code.file), this.#network).trimEnd();
    } catch (error) {
      this.#told = text("view-unreachable", { reason: messageOf(error) });
    }
    this.#fetching = false;
    this.#render();
  }

  #render() {
    const { file } = this.#code;
    const language = text(`elsewhere-${this.#code.language}`);
    render(
      html`
        <h4 id="code-${file}">${language}</h4>
        <button
          type="button"
          class="quiet"
          ?hidden=${!this.#lines}
          aria-label=${text("elsewhere-copy-code", { language })}
          @click=${() => void this.#copy()}
        >
          ${text("elsewhere-copy")}
        </button>
        <pre
          tabindex="0"
          role="group"
          dir="ltr"
          translate="no"
          aria-labelledby="code-${file}"
          ?hidden=${!this.#lines}
        ><code>${this.#lines}</code></pre>
        <p class="hint" role="status">${this.#told}</p>
      `,
      this.element,
    );
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#lines);
      this.#told = text("elsewhere-copied");
    } catch {
      // Over plain http there is no clipboard, and a person may not allow it.
      const lines = this.element.querySelector("code");
      if (lines) getSelection()?.selectAllChildren(lines);
      this.#told = text("elsewhere-copy-self");
    }
    this.#render();
  }
}
