// @ts-check
import { text } from "../text/index.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { h, perFrame } from "./dom.js";
import { COLUMNS } from "./figures.js";
import { GradientCheck } from "./gradient-check.js";
import { layerNames } from "./layer-names.js";
import { describeProblems } from "./problems.js";

/** @typedef {import("../engine/types.js").Health} Health */
/** @typedef {import("../engine/types.js").LayerHealth} LayerHealth */
/** @typedef {import("../engine/types.js").Problem} Problem */
/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("./figures.js").Figure} Figure */

/** Diagnostics, layer by layer: folded away, and opened by themselves when there is a problem. */
export class HealthPanel {
  element = h("div", {});
  #details;
  #check;
  /** After the last finished epoch; null before the first. @type {{ health: Health | null, problems: Problem[] } | null} */
  #found = null;
  /** Kinds of problems that the person has been told of in this training, with their layers. @type {Set<string>} */
  #told = new Set();
  #spoken = "";
  #session;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
    this.#check = new GradientCheck(session);
    const draw = perFrame(() => this.#render());
    session.addEventListener("epoch", (event) => {
      this.#found = /** @type {CustomEvent} */ (event).detail;
      draw();
    });
    session.addEventListener("change", () => {
      if (session.progress) return;
      this.#found = null; // another training, or everything was deleted
      this.#told.clear();
      this.#spoken = "";
      draw();
    });
    this.#render();
    this.#details = this.element.querySelector("details");
  }

  #render() {
    const { health = null, problems = [] } = this.#found ?? {};
    const spec = this.#session.course?.spec;
    const advice = spec ? describeProblems(problems, spec) : [];
    const word =
      problems.length > 0
        ? text("health-things", { count: problems.length })
        : text(health ? "health-well" : "health-unknown");
    this.#tell(problems, advice);
    // Epochs may end many times a second: what is folded away is not drawn.
    const layers = (this.#details?.open && health?.layers) || [];
    render(
      html`
        <details
          class="health"
          ?hidden=${!this.#found}
          ?data-advice=${problems.length > 0}
          @toggle=${() => this.#render()}
        >
          <summary>${text("health-summary")} <b>${word}</b></summary>
          <ul class="note warn" ?hidden=${advice.length === 0}>
            ${advice.map((sentence) => html`<li>${sentence}</li>`)}
          </ul>
          ${spec && layers.length > 0 ? tableOf(layers, layerNames(spec)) : nothing}
          ${this.#check.element}
        </details>
        <p class="visually-hidden" aria-live="polite">${this.#spoken}</p>
      `,
      this.element,
    );
  }

  /** Of a problem that is new; whoever has closed the panel since is left in peace. @param {Problem[]} problems @param {string[]} advice  a sentence each */
  #tell(problems, advice) {
    const key = (/** @type {Problem} */ problem) =>
      `${problem.kind} ${"layer" in problem ? problem.layer : ""}`;
    const news = advice.filter((_, i) => !this.#told.has(key(problems[i])));
    if (news.length === 0) return;
    for (const problem of problems) this.#told.add(key(problem));
    if (this.#details) this.#details.open = true;
    this.#spoken = news.join(" ");
  }
}

/** A row for each layer, a column for each figure that one of them has, and what the columns mean. @param {LayerHealth[]} layers @param {string[]} names */
function tableOf(layers, names) {
  const columns = COLUMNS.filter(({ cell }) => layers.some((layer) => cell(layer)));
  const titles = ["health-layer", ...columns.map(({ title }) => title)];
  return html`
    <table aria-label=${text("health-table")}>
      <caption class="hint">
        ${text("health-caption")}
      </caption>
      <thead>
        <tr>
          ${titles.map((title) => html`<th scope="col">${text(title)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${layers.map(
          (layer) => html`
            <tr>
              <th scope="row">${names[layer.layer]}</th>
              ${columns.map(({ cell }) => filled(cell(layer)))}
            </tr>
          `,
        )}
      </tbody>
    </table>
    <dl class="help">
      ${columns.map(
        ({ title, help }) => html`
          <dt>${text(title)}</dt>
          <dd>${text(help)}</dd>
        `,
      )}
    </dl>
  `;
}

/** @param {Figure | null} found */
function filled(found) {
  if (!found) return html`<td>${text("health-none")}</td>`;
  const { value, word, good, beside } = found;
  return html`
    <td>
      ${value} ${beside ? html`<small>${beside}</small>` : nothing}
      <small class=${good ? "good" : "warn"}>${word}</small>
    </td>
  `;
}
