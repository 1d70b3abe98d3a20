// @ts-check
import { loadText, text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { byId, messageOf, styled } from "./dom.js";
import { icon } from "./icon.js";

/** @typedef {import("../projects/index.js").Parts} Parts */

/** Which project this is, and the way to the others. Who has but one needs none of it, so that it is fetched when it is asked for. */
export class ProjectButton {
  #parts;
  #place = byId("project", HTMLElement);
  /** @type {Promise<import("../projects/index.js").ProjectSheet> | null} */
  #sheet = null;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    parts.projects.addEventListener("change", () => this.#render());
  }

  #render() {
    const { all, current } = this.#parts.projects;
    this.#place.toggleAttribute("data-several", all.length > 1);
    render(
      html`
        <button
          type="button"
          class="quiet"
          aria-haspopup="dialog"
          aria-label=${text("project-open", { name: current.name })}
          @click=${() => void this.#open()}
        >
          ${icon("folder")}<bdi>${current.name}</bdi>
        </button>
      `,
      this.#place,
    );
  }

  /** One that travelled as a file. @param {File} file */
  async openFile(file) {
    await this.#open((sheet) => sheet.openFile(file));
  }

  /** @param {(sheet: import("../projects/index.js").ProjectSheet) => Promise<void>} [then] */
  async #open(then) {
    try {
      this.#sheet ??= this.#fetch();
      const sheet = await this.#sheet;
      await sheet.show();
      await then?.(sheet);
    } catch (error) {
      this.#sheet = null; // a lost connection may come back
      this.#parts.news.say(text("view-unreachable", { reason: messageOf(error) }));
    }
  }

  async #fetch() {
    const [{ ProjectSheet }] = await Promise.all([
      import("../projects/index.js"),
      loadText("projects"),
      styled(new URL("../projects/projects.css", import.meta.url)),
    ]);
    return new ProjectSheet(this.#parts);
  }
}
