// @ts-check
import { text } from "../text/index.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { h } from "../view/dom.js";

/**
 * @typedef {import("./types.js").Summary} Summary
 * @typedef {import("./stages.js").Stage} Stage
 *
 * What a page of the walk can look at, and what it can bring about.
 * @typedef {object} Surroundings
 * @property {import("./client.js").Inside} inside
 * @property {import("./selection.js").Selection} selection
 * @property {import("./player.js").Player} player
 * @property {() => Stage[]} stages
 * @property {() => void} useSmall  looks into the small network, which the pages speak of
 * @property {HTMLElement} strip
 * @property {HTMLElement[]} panels  that open and close
 *
 * How things stood when the page was turned to.
 * @typedef {{ y: number, x: number, target: string, steps: number }} Start
 *
 * @typedef {object} Page
 * @property {string} id  the end of its sentences' ids
 * @property {(walk: Surroundings, summary: Summary) => void} prepare  brings into sight what it is about
 * @property {(walk: Surroundings, summary: Summary, start: Start) => boolean} done  whether the one thing to do has been done
 */

/** @param {Summary} summary @param {string} kind @param {number} [number]  which of them @returns {number} its place, or that of the last */
function layerOf({ layers }, kind, number = 0) {
  const places = [...layers.keys()].filter((place) => layers[place].kind === kind);
  return places[Math.min(number, places.length - 1)] ?? layers.length - 1;
}

/** @param {Surroundings} walk @param {string} id  of a panel */
function isOpen({ panels }, id) {
  const panel = panels.find((panel) => panel.id === id);
  return panel instanceof HTMLDetailsElement && panel.open;
}

/** @param {Surroundings} walk @param {string} id  of the panel to look at @param {{ open: boolean }} how  whether it is the only open one, or none is */
function turnTo({ panels }, id, { open }) {
  for (const panel of panels)
    if (panel instanceof HTMLDetailsElement) panel.open = open && panel.id === id;
  panels.find((panel) => panel.id === id)?.scrollIntoView({ block: "start" });
}

/** @param {Surroundings} walk @param {string} id  of a panel */
function openOnly(walk, id) {
  turnTo(walk, id, { open: true });
}

/** Where the person is to open it. @param {Surroundings} walk @param {string} id  of a panel */
function point(walk, id) {
  turnTo(walk, id, { open: false });
}

/** @param {Surroundings} walk @param {Stage["kind"]} kind */
function goTo({ player, stages, strip }, kind) {
  player.go(stages().findIndex((stage) => stage.kind === kind));
  strip.scrollIntoView({ block: "start" });
}

/** @param {Surroundings} walk */
function shown({ player, stages }) {
  return stages()[player.at];
}

const NEURON = { channel: 0, y: 1, x: 1 };

/** @type {ReadonlyArray<Page>} */
export const PAGES = [
  {
    id: "numbers",
    prepare: (walk) => goTo(walk, "picture"),
    done: (walk) => shown(walk)?.kind === "forward",
  },
  {
    id: "sum",
    prepare(walk, summary) {
      walk.selection.set({ ...NEURON, layer: layerOf(summary, "conv"), direction: "forward" });
      openOnly(walk, "inside-neuron");
    },
    done({ selection: { now } }, summary, start) {
      const moved = now.y !== start.y || now.x !== start.x;
      return moved && summary.layers[now.layer].kind === "conv";
    },
  },
  {
    id: "activation",
    prepare: (walk) => openOnly(walk, "inside-neuron"),
    done: ({ selection }, { layers }) => layers[selection.now.layer].kind === "activation",
  },
  {
    id: "pooling",
    prepare: (walk) => point(walk, "inside-pool"),
    done: (walk) => isOpen(walk, "inside-pool"),
  },
  {
    id: "loss",
    prepare: (walk) => goTo(walk, "forward"),
    done: (walk) => shown(walk)?.kind === "loss",
  },
  {
    id: "delta",
    prepare: (walk) => goTo(walk, "output-delta"),
    done: (_walk, { targets }, start) => targets.join() !== start.target,
  },
  {
    id: "back",
    prepare(walk, summary) {
      walk.selection.set({ ...NEURON, layer: layerOf(summary, "conv", 1), direction: "forward" });
      openOnly(walk, "inside-neuron");
    },
    done: ({ selection: { now } }, { layers }) =>
      now.direction === "backward" && layers[now.layer].kind === "conv",
  },
  {
    id: "turned",
    prepare: (walk) => point(walk, "inside-turned"),
    done: (walk) => isOpen(walk, "inside-turned"),
  },
  {
    id: "gradient",
    prepare: (walk) => point(walk, "inside-kernel"),
    done: (walk) => isOpen(walk, "inside-kernel"),
  },
  {
    id: "step",
    prepare: (walk) => openOnly(walk, "inside-update"),
    done: ({ inside }, _summary, { steps }) => inside.steps > steps,
  },
];

/** A walk in ten pages, each with one thing to do on the live view. The address says the page, so that a teacher can link to it. */
export class Walk {
  #surroundings;
  element = h("aside", { class: "walk panel", "aria-label": text("inside-walk"), hidden: true });
  #at = 0;
  /** @type {Start | null} */
  #start = null;
  #preparing = false;
  /** The pages whose task has been done. @type {Set<string>} */
  #done = new Set();

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.#surroundings = surroundings;
    const { selection, player, inside, panels } = surroundings;
    for (const target of [selection, player]) target.addEventListener("change", () => this.#look());
    inside.addEventListener("trace", () => this.#look());
    for (const panel of panels) panel.addEventListener("toggle", () => this.#look());
  }

  /** @param {string} path  what stands in the address behind the name of the view */
  follow(path) {
    const [name, number] = path.split("/");
    this.element.hidden = name !== "walk";
    if (this.element.hidden) return;
    this.#surroundings.useSmall();
    this.#turn(Math.min(PAGES.length, Math.max(1, Math.trunc(Number(number)) || 1)) - 1);
  }

  /** @param {number} at */
  #turn(at) {
    this.#at = at;
    this.#start = null;
    history.replaceState(null, "", `#inside/walk/${at + 1}`);
    this.#look();
    this.#render();
    this.element.scrollTop = 0;
  }

  #close() {
    this.element.hidden = true;
    history.replaceState(null, "", "#inside");
  }

  /** Looks whether the task has been done. The page is prepared with the first trace that there is. */
  #look() {
    const { inside, selection, stages } = this.#surroundings;
    const summary = inside.traced?.summary;
    // The stages come with the first trace.
    if (this.element.hidden || this.#preparing || !summary || stages().length === 0) return;
    const page = PAGES[this.#at];
    if (!this.#start) {
      // What is prepared is not what the person has done.
      this.#preparing = true;
      page.prepare(this.#surroundings, summary);
      this.#preparing = false;
      const { y, x } = selection.now;
      this.#start = { y, x, target: summary.targets.join(), steps: inside.steps };
      this.#render();
      return;
    }
    if (this.#done.has(page.id) || !page.done(this.#surroundings, summary, this.#start)) return;
    this.#done.add(page.id);
    this.#render();
  }

  #render() {
    const { id } = PAGES[this.#at];
    const done = this.#done.has(id);
    const last = this.#at === PAGES.length - 1;
    render(
      html`
        <header>
          <span class="hint">
            ${text("inside-walk-page", { number: this.#at + 1, count: PAGES.length })}
          </span>
          <button type="button" class="quiet" @click=${() => this.#close()}>
            ${text("inside-walk-close")}
          </button>
        </header>
        <details ?open=${true /* whoever folds it keeps it folded */}>
          <summary><h3>${text(`inside-walk-${id}-title`)}</h3></summary>
          <p>${text(`inside-walk-${id}-text`)}</p>
        </details>
        <p class="task" data-done=${done}>
          <strong>${text(done ? "inside-walk-done" : "inside-walk-task")}</strong>
          ${text(`inside-walk-${id}-task`)}
        </p>
        <p class="visually-hidden" role="status">${done ? text("inside-walk-done") : ""}</p>
        <div class="row end">
          <button
            type="button"
            ?disabled=${this.#at === 0}
            @click=${() => this.#turn(this.#at - 1)}
          >
            ${text("inside-walk-back")}
          </button>
          ${
            last
              ? nothing
              : html`<button
                  type="button"
                  class=${done ? "primary" : ""}
                  @click=${() => this.#turn(this.#at + 1)}
                >
                  ${text("inside-walk-next")}
                </button>`
          }
        </div>
      `,
      this.element,
    );
  }
}
