// @ts-check
import { HealthWatch } from "../text/health.js";
import { byId, counted, h, perFrame } from "./dom.js";

/** @typedef {import("../text/health.js").Row} Row */
/** @typedef {import("../text/health.js").Figure} Figure */

/** @type {{ title: string, help: string, cell: (row: Row) => Figure | null, beside?: (row: Row) => string }[]} */
const COLUMNS = [
  {
    title: "Dead",
    help: "units that were 0 for every picture looked at. Filters of a convolution cannot learn then; of a dense layer, half may be silent.",
    cell: ({ dead }) => dead,
  },
  {
    title: "Saturated",
    help: "values at the flat ends of the S-shaped function, where next to nothing is learned.",
    cell: ({ saturated }) => saturated,
  },
  {
    ...{
      title: "Error",
      help: "how much of the error reaches the layer: mean |δ| of a unit, and the largest. Small is fine, as it shrinks with success.",
    },
    ...{ cell: ({ delta }) => delta, beside: ({ greatest }) => `max ${greatest}` },
  },
  {
    title: "Moved",
    help: "how far the weights went since the last look, relative to their size.",
    cell: ({ moved }) => moved,
  },
];

/** How learning goes, layer by layer: folded away, and opened by itself when there is advice. */
export class HealthPanel {
  #details = byId("health", HTMLDetailsElement);
  #word = byId("health-word", HTMLElement);
  #advice = byId("health-advice", HTMLUListElement);
  #spoken = byId("health-spoken", HTMLElement);
  #table = byId("health-table", HTMLTableElement);
  #help = byId("health-help", HTMLElement);
  #watch = new HealthWatch();
  /** After the last finished epoch; null before the first. @type {ReturnType<HealthWatch["take"]> | null} */
  #found = null;
  /** Kinds of advice that the person has been told in this training. @type {Set<string>} */
  #told = new Set();

  /** @param {import("../session.js").Session} session */
  constructor(session) {
    const render = perFrame(() => this.#render());
    this.#details.addEventListener("toggle", () => this.#fill());
    session.addEventListener("progress", () => {
      const { progress, points, spec } = session;
      if (!progress?.epochEnded || !spec) return;
      // Drawn or not: several epochs may end between two frames.
      this.#found = this.#watch.take(progress, points, spec);
      render();
    });
    session.addEventListener("change", () => {
      if (session.progress) return;
      this.#found = null; // another training, or everything was deleted
      this.#watch = new HealthWatch();
      this.#told.clear();
      this.#spoken.textContent = "";
      render();
    });
  }

  #render() {
    this.#details.hidden = !this.#found;
    if (!this.#found) return;
    this.#fill();
    this.#advise(this.#found);
  }

  /** @param {ReturnType<HealthWatch["take"]>} found */
  #advise({ rows, advice }) {
    this.#word.textContent =
      advice.length > 0
        ? `${counted(advice.length, "thing")} to look at`
        : rows.length > 0
          ? "all is well"
          : "not known";
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
    const rows = this.#found?.rows ?? [];
    this.#table.hidden = rows.length === 0;
    const columns = COLUMNS.filter(({ cell }) => rows.some((row) => cell(row)));
    this.#table.tHead?.replaceChildren(
      h(
        "tr",
        {},
        ...["Layer", ...columns.map(({ title }) => title)].map((title) =>
          h("th", { scope: "col" }, title),
        ),
      ),
    );
    this.#table.tBodies[0].replaceChildren(
      ...rows.map((row) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, row.name),
          ...columns.map(({ cell, beside }) => {
            const found = cell(row);
            if (!found) return h("td", {}, "–");
            const more = beside ? [h("small", {}, beside(row))] : [];
            return h(
              "td",
              {},
              found.value,
              ...more,
              h("small", { class: found.good ? "good" : "warn" }, found.word),
            );
          }),
        ),
      ),
    );
    this.#help.replaceChildren(
      ...columns.flatMap(({ title, help }) => [h("dt", {}, title), h("dd", {}, help)]),
    );
  }
}

/** The sentence without its figures, which change from report to report. @param {string} text */
function kind(text) {
  return text.replace(/[\d./]+/g, "");
}
