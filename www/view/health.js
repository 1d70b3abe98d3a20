// @ts-check
import { finePercent, magnitude, text } from "../text/index.js";
import { byId, h, perFrame } from "./dom.js";
import { layerNames } from "./layer-names.js";
import { describeProblems } from "./problems.js";

/** @typedef {import("../engine/types.js").Health} Health */
/** @typedef {import("../engine/types.js").LayerHealth} LayerHealth */
/** @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("../engine/types.js").Problem} Problem */
/** @typedef {{ value: string, word: string, good: boolean, beside?: string }} Figure */
/** @typedef {(layer: LayerHealth) => Figure | null} Cell  null: the layer has no such figure */

/** A layer whose weights were replaced by others within one epoch keeps nothing of what it had learned. */
const RESTLESS = 1;
/** Less than single precision can add to a weight in some tens of steps. */
const STILL = 1e-6;

/** @type {ReadonlyArray<{ title: string, help: string, cell: Cell }>} ids of sentences */
const COLUMNS = [
  {
    title: "health-dead",
    help: "health-dead-help",
    cell({ dead, saturated, problems }) {
      // Of S-shaped functions, saturation says it better.
      if (dead === null || saturated !== null) return null;
      const many = problems.includes("dead_units");
      return figure(finePercent(dead), many ? "dead" : dead > 0 ? "silent" : "healthy", !many);
    },
  },
  {
    title: "health-saturated",
    help: "health-saturated-help",
    cell({ saturated, problems }) {
      if (saturated === null) return null;
      const many = problems.includes("saturated");
      return figure(finePercent(saturated), many ? "saturated" : "healthy", !many);
    },
  },
  {
    title: "health-delta",
    help: "health-delta-help",
    cell({ delta_mean, delta_max, problems }) {
      const astray = problems.find((kind) => kind === "vanishing" || kind === "exploding");
      const beside = text("health-delta-max", { value: delta_max });
      return { ...figure(magnitude(delta_mean), astray ?? "healthy", !astray), beside };
    },
  },
  {
    title: "health-moved",
    help: "health-moved-help",
    cell({ update_ratio }) {
      if (update_ratio === null) return null;
      const value = finePercent(update_ratio);
      if (update_ratio > RESTLESS) return figure(value, "restless", false);
      return figure(value, update_ratio < STILL ? "at-rest" : "healthy", true);
    },
  },
];

/** Diagnostics, layer by layer: folded away, and opened by themselves when there is a problem. */
export class HealthPanel {
  #details = byId("health", HTMLDetailsElement);
  #word = byId("health-word", HTMLElement);
  #advice = byId("health-advice", HTMLUListElement);
  #spoken = byId("health-spoken", HTMLElement);
  #table = byId("health-table", HTMLTableElement);
  #help = byId("health-help", HTMLElement);
  /** After the last finished epoch; null before the first. @type {{ health: Health | null, problems: Problem[] } | null} */
  #found = null;
  /** Kinds of problems that the person has been told of in this training, with their layers. @type {Set<string>} */
  #told = new Set();
  #session;

  /** @param {import("../session.js").Session} session */
  constructor(session) {
    this.#session = session;
    const render = perFrame(() => this.#render());
    this.#details.addEventListener("toggle", () => this.#fill());
    session.addEventListener("epoch", (event) => {
      this.#found = /** @type {CustomEvent} */ (event).detail;
      render();
    });
    session.addEventListener("change", () => {
      if (session.progress) return;
      this.#found = null; // another training, or everything was deleted
      this.#told.clear();
      this.#spoken.textContent = "";
      render();
    });
  }

  /** Of the network that is looked at. @returns {NetworkSpec | undefined} */
  get #spec() {
    return this.#session.course?.spec;
  }

  #render() {
    this.#details.hidden = !this.#found;
    if (!this.#found) return;
    this.#fill();
    this.#advise(this.#found);
  }

  /** @param {{ health: Health | null, problems: Problem[] }} found */
  #advise({ health, problems }) {
    const advice = this.#spec ? describeProblems(problems, this.#spec) : [];
    this.#word.textContent =
      problems.length > 0
        ? text("health-things", { count: problems.length })
        : text(health ? "health-well" : "health-unknown");
    this.#details.toggleAttribute("data-advice", problems.length > 0);
    this.#advice.replaceChildren(...advice.map((sentence) => h("li", {}, sentence)));
    const key = (/** @type {Problem} */ problem) =>
      `${problem.kind} ${"layer" in problem ? problem.layer : ""}`;
    const news = advice.filter((_, i) => !this.#told.has(key(problems[i])));
    if (news.length === 0) return; // whoever has closed it since is left in peace
    for (const problem of problems) this.#told.add(key(problem));
    this.#details.open = true;
    this.#spoken.textContent = news.join(" ");
  }

  /** Epochs may end many times a second: what is folded away is not drawn. */
  #fill() {
    if (!this.#details.open) return;
    const layers = this.#found?.health?.layers ?? [];
    this.#table.hidden = layers.length === 0;
    if (!this.#spec || layers.length === 0) return this.#help.replaceChildren();
    const names = layerNames(this.#spec);
    const columns = COLUMNS.filter(({ cell }) => layers.some((layer) => cell(layer)));
    this.#table.tHead?.replaceChildren(
      h(
        "tr",
        {},
        ...["health-layer", ...columns.map(({ title }) => title)].map((title) =>
          h("th", { scope: "col" }, text(title)),
        ),
      ),
    );
    this.#table.tBodies[0].replaceChildren(
      ...layers.map((layer) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, names[layer.layer]),
          ...columns.map(({ cell }) => filled(cell(layer))),
        ),
      ),
    );
    this.#help.replaceChildren(
      ...columns.flatMap(({ title, help }) => [h("dt", {}, text(title)), h("dd", {}, text(help))]),
    );
  }
}

/** One for each column. @param {LayerHealth} layer @returns {(Figure | null)[]} */
export function figuresOf(layer) {
  return COLUMNS.map(({ cell }) => cell(layer));
}

/** @param {Figure | null} found */
function filled(found) {
  if (!found) return h("td", {}, text("health-none"));
  const { value, word, good, beside } = found;
  return h(
    "td",
    {},
    value,
    ...(beside ? [h("small", {}, beside)] : []),
    h("small", { class: good ? "good" : "warn" }, word),
  );
}

/** @param {string} value @param {string} word  the end of its sentence's id @param {boolean} good @returns {Figure} */
function figure(value, word, good) {
  return { value, word: text(`health-word-${word}`), good };
}
