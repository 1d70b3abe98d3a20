// @ts-check
/** A trained network for other programs: a sheet with a row for each format. */

import { download, titleOf } from "../files/download.js";
import { kilobytes, loadText, megabytes, text } from "../text/index.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { h, say, styled } from "../view/dom.js";
import { CodeLines } from "./code-lines.js";
import { FORMATS } from "./formats.js";
import { costOf } from "./cost.js";
import { reasonOf } from "./reasons.js";
import { SavedNetwork } from "./saved-network.js";

/** @typedef {import("./formats.js").Format} Format */

await Promise.all([loadText("elsewhere"), styled(new URL("elsewhere.css", import.meta.url))]);

export class ElsewhereSheet {
  #parts;
  #alert = h("p", { class: "note bad", role: "alert", hidden: true });
  #body = h("div", { class: "elsewhere" });
  #sheet = h("dialog", { class: "sheet", "aria-labelledby": "elsewhere-title" }, this.#body);
  /** @type {SavedNetwork | null} */
  #network = null;
  /** The format that is being made. @type {Format | null} */
  #making = null;
  /** What came of it, by the format's id. @type {Map<string, string>} */
  #told = new Map();
  /** By file. @type {Map<string, CodeLines>} */
  #code = new Map();

  /** @param {import("./saved-network.js").Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    document.body.append(this.#sheet);
    this.#sheet.addEventListener("click", ({ target }) => {
      if (target === this.#sheet) this.#sheet.close(); // beside it
    });
    this.#sheet.addEventListener("close", () => this.#end());
  }

  show() {
    const { network } = this.#parts.session;
    if (!network) return;
    this.#end();
    this.#network = new SavedNetwork(this.#parts, network);
    this.#told.clear();
    this.#code.clear();
    say(this.#alert, "");
    this.#render();
    this.#sheet.showModal();
  }

  /** What is being made is not wanted any more. */
  #end() {
    this.#network?.end();
    this.#network = this.#making = null;
  }

  #render() {
    render(
      html`
        <header>
          <h2 id="elsewhere-title">${text("elsewhere-title")}</h2>
          <button type="button" @click=${() => this.#sheet.close()}>
            ${text("elsewhere-done")}
          </button>
        </header>
        <p class="hint">${this.#about()}</p>
        ${this.#alert}
        <ul>
          ${FORMATS.map((format) => html`<li>${this.#row(format)}</li>`)}
        </ul>
      `,
      this.#body,
    );
  }

  /** What all files have in common, but for a project's. */
  #about() {
    const { knowsUnknown = false, hasPictures = false } = this.#network ?? {};
    return [
      text("elsewhere-about"),
      ...(knowsUnknown ? [text("elsewhere-about-unknown")] : []),
      ...(hasPictures ? [text("elsewhere-about-pictures")] : []),
    ].join(" ");
  }

  /** @param {Format} format */
  #row(format) {
    const { id, code } = format;
    const making = this.#making === format;
    return html`
      <div role="group" aria-labelledby="elsewhere-${id}">
        <h3 id="elsewhere-${id}">${text(`elsewhere-${id}`)}</h3>
        <p>${text(`elsewhere-${id}-for`)}</p>
        ${id === "page" ? this.#sizeOfPage() : nothing}
        <button
          type="button"
          aria-disabled=${this.#making ? "true" : nothing /* it keeps the focus */}
          @click=${() => void this.#save(format)}
        >
          ${text("elsewhere-save")}
        </button>
        <p class="saved" role="status">${making ? text("elsewhere-making") : this.#told.get(id)}</p>
        ${code.length > 0 ? this.#codeOf(format) : nothing}
      </div>
    `;
  }

  /** A stem is most of a page; who waits for a download, or pays for it, wants to know before. */
  #sizeOfPage() {
    const { stem = "small" } = this.#network ?? {};
    if (stem === "small") return nothing;
    return html`<p class="hint">${text("elsewhere-page-size", { stem })}</p>`;
  }

  /** @param {Format} format */
  #codeOf({ code, ending }) {
    const network = this.#network;
    if (!network) return nothing;
    const { size, classes, stem } = network;
    const lines = code.map((one) => {
      const file = `${titleOf(network.name)}${ending}`;
      const known = this.#code.get(one.file) ?? new CodeLines(one, { file, size, classes, stem });
      this.#code.set(one.file, known);
      return known;
    });
    const unfold = (/** @type {Event} */ { target }) => {
      if (/** @type {HTMLDetailsElement} */ (target).open) for (const one of lines) one.show();
    };
    return html`<details @toggle=${unfold}>
      <summary>${text("elsewhere-code")}</summary>
      ${lines.map(({ element }) => element)}
    </details>`;
  }

  /** One at a time. @param {Format} format */
  async #save(format) {
    const network = this.#network;
    if (this.#making || !network) return;
    this.#making = format;
    this.#told.delete(format.id);
    say(this.#alert, "");
    this.#render();
    /** What was made, or why nothing was. @type {{ made: import("./formats.js").Made } | { error: unknown }} */
    const result = await format.make(network).then(
      (made) => ({ made }),
      (error) => ({ error }),
    );
    if (network !== this.#network) return; // closed meanwhile, and maybe opened again
    this.#making = null;
    if ("made" in result) this.#hand(format, network, result.made);
    else {
      say(this.#alert, reasonOf(result.error, text(`elsewhere-${format.id}`), network.size));
      this.#alert.scrollIntoView({ block: "center" });
    }
    this.#render();
  }

  /** @param {Format} format @param {SavedNetwork} network @param {import("./formats.js").Made} made */
  #hand({ id, ending }, network, made) {
    const name = `${titleOf(network.name)}${ending}`;
    const type = made.type ?? "application/octet-stream";
    const file = new File([made.bytes], name, { type });
    download(file);
    this.#told.set(id, describe(file, made));
  }
}

/** @param {File} file @param {import("./formats.js").Made} made */
function describe({ name, size }, { checked = 0, holds = 0, needs, cost, measured }) {
  const said = [text("elsewhere-saved", { file: name, size: bytes(size) })];
  if (needs)
    said.push(text("elsewhere-needs", { flash: bytes(needs.flash), ram: bytes(needs.ram) }));
  if (cost) said.push(costOf(cost, measured ?? "project"));
  if (checked > 0) said.push(text("elsewhere-checked", { count: checked }));
  else if (holds > 0) said.push(text("elsewhere-holds", { count: holds }));
  return said.join(" ");
}

/** @param {number} size */
function bytes(size) {
  return size < 1e6 ? kilobytes(size) : megabytes(size);
}
