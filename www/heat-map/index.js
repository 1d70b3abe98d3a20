// @ts-check
/** Where in the picture the evidence for a class is: a map over the camera's picture, and how to read it. */

import { asked } from "../live/asked.js";
import { LiveClassifier } from "../live/live.js";
import { loadText, text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { messageOf } from "../view/dom.js";
import { blend, centreOf, painted, strengthsOf, wordFor } from "./evidence.js";

/**
 * @typedef {import("./evidence.js").Strengths} Strengths
 * @typedef {import("../engine/types.js").Evidence} Evidence
 * @typedef {import("../camera/source.js").ActiveSource} ActiveSource
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("../live/answers.js").LiveAnswers} LiveAnswers
 * @typedef {import("../live/answers.js").NamedAnswer} NamedAnswer
 */

/** ms from one map to the next, at least: more of them nobody can follow. */
const EVERY = 100;
/** How much of the newest map counts, and where people want less motion. */
const BLEND = 0.5;
const CALM_BLEND = 0.15;
/** ms that a place has to stay the same before it is told. */
const HELD = 800;

/**
 * @param {{ canvas: HTMLCanvasElement, place: HTMLElement, session: Session, dataset: import("../data/dataset.js").Dataset,
 *   source: ActiveSource, live: LiveClassifier, answers: LiveAnswers }} parts
 *   canvas: lies over the picture; place: for the words beside it; live: has the network that answers
 */
export async function open(parts) {
  await loadText("heat-map");
  return new HeatMap(parts);
}

/** Works while it is started. A worker of its own finds the maps, so that answers come as fast as without them. */
export class HeatMap {
  #parts;
  #looking = new LiveClassifier();
  #calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  #started = false;
  #busy = false;
  /** When the next map may be asked for. */
  #due = 0;
  /** The class that was chosen; "" for the one that leads. */
  #chosen = "";
  /** The class that led last. */
  #leading = 0;
  /** Of which class the map is. */
  #shownId = "";
  /** @type {Strengths | null} */
  #strengths = null;
  /** @type {Evidence["kind"] | ""} */
  #kind = "";
  #problem = "";
  /** The word for the place, as told, and the one that may follow it. */
  #word = "";
  #next = { word: "", since: 0 };

  /** @param {Parameters<typeof open>[0]} parts */
  constructor(parts) {
    this.#parts = parts;
    const { session, source, answers } = parts;
    answers.addEventListener("answer", (event) => {
      const answer = /** @type {CustomEvent<NamedAnswer>} */ (event).detail;
      this.#leading = answer.class;
    });
    source.addEventListener("frame", () => void this.#ask());
    source.addEventListener("change", () => this.#clear());
    session.addEventListener("trained", () => this.#clear());
  }

  start() {
    this.#started = true;
    this.#render();
  }

  stop() {
    this.#started = false;
    this.#looking.close();
    this.#clear();
  }

  #clear() {
    this.#strengths = null;
    this.#kind = "";
    this.#problem = "";
    this.#word = "";
    this.#due = 0;
    this.#paint();
    this.#render();
  }

  async #ask() {
    const { session, source, live } = this.#parts;
    if (!this.#started || this.#busy || performance.now() < this.#due) return;
    if (session.answering.length === 0 || !live.network) return;
    const rgba = source.grab();
    if (!rgba) return;
    this.#busy = true;
    const from = performance.now();
    try {
      if (this.#looking.network !== live.network) this.#looking.load(live.network);
      const isOfUse = asked(session, source);
      const evidence = await this.#looking.evidence(rgba);
      this.#problem = "";
      if (this.#started && isOfUse()) this.#show(evidence);
    } catch (error) {
      if (!this.#started || session.answering.length === 0) return; // ended, or forgotten, meanwhile
      this.#problem = messageOf(error);
      this.#strengths = null;
      this.#paint();
      this.#render();
    } finally {
      this.#busy = false;
      // Where a map takes long, half of the time is left for everything else.
      const now = performance.now();
      this.#due = Math.max(from + EVERY, now + (now - from));
    }
  }

  /** @param {Evidence} evidence */
  #show(evidence) {
    const { answering } = this.#parts.session;
    const chosen = answering.findIndex(({ id }) => id === this.#chosen);
    const place = chosen >= 0 ? chosen : this.#leading;
    const { id } = answering[place] ?? answering[0];
    const before = id === this.#shownId ? this.#strengths : null;
    const part = this.#calm.matches ? CALM_BLEND : BLEND;
    this.#strengths =
      evidence.kind === "none" ? null : blend(before, strengthsOf(evidence, place), part);
    this.#kind = evidence.kind;
    this.#tell(this.#strengths ? wordFor(centreOf(this.#strengths)) : "", id !== this.#shownId);
    this.#shownId = id;
    this.#paint();
    this.#render();
  }

  /** @param {string} word @param {boolean} atOnce */
  #tell(word, atOnce) {
    const now = performance.now();
    if (word !== this.#next.word) this.#next = { word, since: now };
    if (atOnce || !this.#word || now - this.#next.since > HELD) this.#word = word;
  }

  #paint() {
    const { canvas } = this.#parts;
    const strengths = this.#strengths;
    canvas.hidden = !strengths;
    if (!strengths) return;
    const { width, height } = strengths;
    if (canvas.width !== width || canvas.height !== height)
      Object.assign(canvas, { width, height });
    canvas.getContext("2d")?.putImageData(new ImageData(painted(strengths), width, height), 0, 0);
  }

  #render() {
    const { session, dataset, place } = this.#parts;
    const { answering } = session;
    const shown = answering.find(({ id }) => id === this.#shownId);
    const name = shown?.name ?? "";
    const told = this.#started && shown && this.#word;
    const where = told ? text("heat-map-where", { name, place: this.#word }) : "";
    render(
      html`
        <label class="field" ?hidden=${this.#kind === "none"}
          ><span>${text("heat-map-class")}</span
          ><select
            @change=${(/** @type {Event} */ { target }) => {
              this.#chosen = /** @type {HTMLSelectElement} */ (target).value;
              this.#due = 0;
            }}
          >
            <option value="" .selected=${this.#chosen === ""}>${text("heat-map-leading")}</option>
            ${dataset
              .inOrder(answering)
              .map(
                ({ id, name }) =>
                  html`<option value=${id} .selected=${id === this.#chosen}>${name}</option>`,
              )}
          </select></label
        >
        <p class="heat-map-key" ?hidden=${!this.#strengths}>
          <span class="heat-map-for">${text("heat-map-for", { name })}</span>
          <span class="heat-map-against">${text("heat-map-against")}</span>
        </p>
        <p class="hint" ?hidden=${!this.#kind}>${this.#kind && this.#reading(this.#kind)}</p>
        <p class="visually-hidden">${where}</p>
        <p class="note bad" role="alert" ?hidden=${!this.#problem}>${this.#problem}</p>
      `,
      place,
    );
  }

  /** @param {Evidence["kind"]} kind */
  #reading(kind) {
    return {
      class_activation: text("heat-map-class-activation"),
      sliding: text("heat-map-sliding"),
      none: text("heat-map-none"),
    }[kind];
  }
}
