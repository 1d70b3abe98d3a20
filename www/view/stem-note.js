// @ts-check
import { megabytes, text } from "../text/index.js";
import { bar } from "./bar.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h, perFrame, say } from "./dom.js";

/**
 * @typedef {import("../engine/stems.js").Stems} Stems
 * @typedef {import("../session.js").Session} Session
 */

/** How far a stem that is being fetched has come, and what can be done when it does not come. */
export class StemNote {
  #parts;
  element = h("div", { class: "stem" });
  #alert = h("p", { role: "alert", hidden: true });

  /** @param {{ stems: Stems, session: Session, settings: import("./settings-form.js").SettingsForm }} parts */
  constructor(parts) {
    this.#parts = parts;
    const { stems, session, settings } = parts;
    const draw = perFrame(() => this.#render());
    stems.addEventListener("change", draw);
    session.addEventListener("change", draw);
    settings.addEventListener("change", draw);
    this.#render();
  }

  #render() {
    const { stems, session, settings } = this.#parts;
    const { progress } = stems;
    // Whoever learns from scratch needs none, and whoever has chosen another one not this.
    const needed = [settings.stem, session.answeringStem];
    const failure = needed.includes(stems.failure?.stem) ? stems.failure : null;
    say(this.#alert, failure?.message ?? "");
    render(
      html`
        ${progress && this.#progressOf(progress)}
        <div class="note bad" ?hidden=${!failure}>
          ${this.#alert}
          <div class="choices">
            <button type="button" @click=${() => session.fetchStem()}>${text("stem-again")}</button>
            <button
              type="button"
              class="quiet"
              ?hidden=${!settings.stem}
              ?disabled=${session.training}
              @click=${() => settings.pick("from_scratch")}
            >
              ${text("stem-without")}
            </button>
          </div>
        </div>
      `,
      this.element,
    );
  }

  /** @param {{ stem: string, bytes: number }} progress */
  #progressOf({ stem, bytes }) {
    const stems = this.#parts.session.description?.stems ?? [];
    const total = stems.find(({ name }) => name === stem)?.bytes ?? 0;
    const fraction = total > 0 ? Math.min(1, bytes / total) : 0;
    const done = megabytes(bytes);
    return html`
      <p class="run-line">
        <span>${text("stem-loading")}</span>
        <span>${total > 0 ? text("stem-loaded", { done, total: megabytes(total) }) : done}</span>
      </p>
      ${bar(text("stem-loading"), fraction)}
    `;
  }
}
