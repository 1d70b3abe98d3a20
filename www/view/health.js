// @ts-check
import { diagnose } from "../diagnosis.js";
import { readHealth } from "../health.js";
import { inForce } from "../rates.js";
import { byId, counted, h, perFrame } from "./dom.js";

/** @typedef {import("../health.js").Row} Row */
/** @typedef {import("../health.js").Figure} Figure */

/** @type {{ title: string, help: string, cell: (row: Row) => Figure | null, beside?: (row: Row) => string }[]} */
const COLUMNS = [
  { title: "Dead", help: "units that were 0 for every picture looked at. Filters of a convolution cannot learn then; of a dense layer, half may be silent.", cell: ({ dead }) => dead },
  { title: "Saturated", help: "values at the flat ends of the S-shaped function, where next to nothing is learned.", cell: ({ saturated }) => saturated },
  {
    ...{ title: "Error", help: "how much of the error reaches the layer: mean |δ| of a unit, and the largest. Small is fine, as it shrinks with success." },
    ...{ cell: ({ delta }) => delta, beside: ({ greatest }) => `max ${greatest}` },
  },
  { title: "Moved", help: "how far the weights went since the last look, relative to their size.", cell: ({ moved }) => moved },
];

/** How learning goes, layer by layer: folded away, and opened by itself when there is advice. */
export class HealthPanel {
  #session;
  #details = byId("health", HTMLDetailsElement);
  #word = byId("health-word", HTMLElement);
  #advice = byId("health-advice", HTMLUListElement);
  #spoken = byId("health-spoken", HTMLElement);
  #table = byId("health-table", HTMLTableElement);
  #help = byId("health-help", HTMLElement);
  /** After the last finished epoch. @type {import("../types.js").Progress | null} */
  #newest = null;
  /** What is on the table. @type {import("../types.js").Progress | null} */
  #shown = null;
  /** @type {Row[]} */
  #rows = [];
  /** Kinds of advice after the epoch before. @type {Set<string>} */
  #before = new Set();
  /** Kinds that the person has been told in this training. @type {Set<string>} */
  #told = new Set();

  /** @param {import("../session.js").Session} session */
  constructor(session) {
    this.#session = session;
    const render = perFrame(() => this.#render());
    this.#details.addEventListener("toggle", () => this.#fill());
    session.addEventListener("progress", () => {
      if (session.progress?.epochEnded) this.#newest = session.progress;
      render();
    });
    session.addEventListener("change", () => {
      if (session.progress) return;
      this.#newest = null; // another training, or everything was deleted
      this.#before.clear();
      this.#told.clear();
      this.#spoken.textContent = "";
      render();
    });
  }

  #render() {
    const report = this.#newest;
    this.#details.hidden = !report?.health;
    const { points, spec } = this.#session;
    if (!report?.health || !spec || report === this.#shown) return;
    this.#shown = report;
    const { rows, advice } = readHealth(report.health, spec);
    const all = [...diagnose({ points, check: report.check, optimizer: inForce(spec.optimizer, report.rollBack) }), ...advice];
    this.#rows = rows;
    this.#fill();
    // In a young network much comes and goes: only what lasts is worth a word.
    this.#advise(all.filter((text) => this.#before.has(kind(text))));
    this.#before = new Set(all.map(kind));
  }

  /** @param {string[]} advice */
  #advise(advice) {
    this.#word.textContent = advice.length === 0 ? "all is well" : `${counted(advice.length, "thing")} to look at`;
    this.#details.toggleAttribute("data-advice", advice.length > 0);
    this.#advice.replaceChildren(...advice.map((text) => h("li", {}, text)));
    const news = advice.filter((text) => !this.#told.has(kind(text)));
    if (news.length === 0) return; // whoever has closed it since is left in peace
    for (const text of news) this.#told.add(kind(text));
    this.#details.open = true;
    this.#spoken.textContent = news.join(" ");
  }

  /** Epochs may end many times a second: what is folded away is not drawn. */
  #fill() {
    if (!this.#details.open) return;
    const rows = this.#rows;
    const columns = COLUMNS.filter(({ cell }) => rows.some((row) => cell(row)));
    this.#table.tHead?.replaceChildren(h("tr", {}, ...["Layer", ...columns.map(({ title }) => title)].map((title) => h("th", { scope: "col" }, title))));
    this.#table.tBodies[0].replaceChildren(...rows.map((row) => h("tr", {},
      h("th", { scope: "row" }, row.name),
      ...columns.map(({ cell, beside }) => {
        const found = cell(row);
        if (!found) return h("td", {}, "–");
        const more = beside ? [h("small", {}, beside(row))] : [];
        return h("td", {}, found.value, ...more, h("small", { class: found.good ? "good" : "warn" }, found.word));
      }))));
    this.#help.replaceChildren(...columns.flatMap(({ title, help }) => [h("dt", {}, title), h("dd", {}, help)]));
  }
}

/** The sentence without its figures, which change from report to report. @param {string} text */
function kind(text) {
  return text.replace(/[\d./]+/g, "");
}
