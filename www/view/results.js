// @ts-check
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { byId, focusHeading, perFrame } from "./dom.js";
import { glossary } from "./help.js";
import { toldOf } from "./result.js";

/** How good the network really is: what came of the training, and whatever shows it. Out of sight until there was one. */
export class ResultsPanel {
  #session;
  #parts;
  #print;
  #panel = byId("results", HTMLElement);

  /**
   * @param {{ session: import("../session.js").Session, parts: HTMLElement[], print: () => void }} what  parts: from top to bottom;
   *   print: puts it all on paper
   */
  constructor({ session, parts, print }) {
    this.#session = session;
    this.#parts = parts;
    this.#print = print;
    const draw = perFrame(() => this.#render());
    for (const type of ["change", "progress"]) session.addEventListener(type, draw);
    this.#render();
  }

  /** Brings it into sight. */
  show() {
    focusHeading(this.#panel);
    this.#panel.scrollIntoView({ block: "start" });
  }

  #render() {
    const { training, result, error, compared } = this.#session;
    this.#panel.hidden = !training && !result && !error && compared.length === 0;
    const told = toldOf(this.#session);
    render(
      html`
        <div class="told" ?hidden=${!told}>
          <p class="result">${told?.result}</p>
          <p class="hint" ?hidden=${!told?.note}>${told?.note}</p>
          ${glossary(told?.terms ?? [])}
        </div>
        <button
          type="button"
          class="print-results"
          ?hidden=${!told || !this.#session.network}
          @click=${this.#print}
        >
          ${text("results-print")}
        </button>
        <div class="results-parts">${this.#parts}</div>
      `,
      this.#panel,
    );
  }
}
