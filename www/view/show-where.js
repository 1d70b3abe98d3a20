// @ts-check
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h, messageOf, styled } from "./dom.js";
import { help } from "./help.js";

/**
 * @typedef {import("../camera/preferences.js").CameraPreferences} CameraPreferences
 * @typedef {import("../camera/source.js").ActiveSource} ActiveSource
 * @typedef {import("../live/answers.js").LiveAnswers} LiveAnswers
 * @typedef {import("../live/live.js").LiveClassifier} LiveClassifier
 * @typedef {import("../session.js").Session} Session
 */

/** The switch for the map of the evidence, once something answers. The map itself is fetched when it is first switched on. */
export class ShowWhere {
  /** Lies over the square that is used. */
  canvas = h("canvas", { class: "heat-map", hidden: true });
  element = h("div", { class: "show-where", hidden: true });
  /** How to read it; below the bars, which must not leave the screen for it. */
  words = h("div", { class: "heat-map-words", hidden: true });
  #parts;
  /** @type {Promise<import("../heat-map/index.js").HeatMap> | null} */
  #map = null;
  #on = false;
  #problem = "";

  /** @param {{ session: Session, dataset: import("../data/dataset.js").Dataset, source: ActiveSource, live: LiveClassifier, preferences: CameraPreferences }} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#render();
    this.#onChange(() => this.#render());
  }

  /** From now on the map can be shown. @param {LiveAnswers} answers */
  follow(answers) {
    this.#onChange(() => void this.#apply(answers));
    void this.#apply(answers);
  }

  /** @param {() => void} act */
  #onChange(act) {
    const { session, source, preferences } = this.#parts;
    for (const target of [session, source, preferences]) target.addEventListener("change", act);
    session.addEventListener("trained", act); // others answer, or for the first time
  }

  /** Whether there is something to show it of. */
  get #possible() {
    const { session, source } = this.#parts;
    return session.answering.length > 0 && source.current !== null;
  }

  /** @param {LiveAnswers} answers */
  async #apply(answers) {
    const wanted = () => this.#possible && this.#parts.preferences.chosen.showWhere;
    if (this.#on === wanted()) return;
    this.#on = wanted();
    this.#problem = "";
    try {
      if (this.#on) this.#map ??= this.#fetch(answers);
      const map = await this.#map;
      if (wanted()) map?.start();
      else map?.stop();
    } catch (error) {
      this.#map = null; // a lost connection may come back
      this.#on = false;
      this.#parts.preferences.choose({ showWhere: false });
      this.#problem = text("camera-show-where-failed", { reason: messageOf(error) });
    }
    this.#render();
  }

  /** @param {LiveAnswers} answers */
  async #fetch(answers) {
    const { session, dataset, source, live } = this.#parts;
    const [{ open }] = await Promise.all([
      import("../heat-map/index.js"),
      styled(new URL("../heat-map/heat-map.css", import.meta.url)),
    ]);
    const { canvas, words: place } = this;
    return open({ canvas, place, session, dataset, source, live, answers });
  }

  #render() {
    const { preferences } = this.#parts;
    const { showWhere } = preferences.chosen;
    this.element.hidden = !this.#possible;
    this.words.hidden = !showWhere || !this.#possible;
    render(
      html`
        <div class="switch-line">
          <label class="switch"
            ><input
              type="checkbox"
              .checked=${showWhere}
              @change=${() => preferences.choose({ showWhere: !showWhere })}
            /><span>${text("camera-show-where")}</span></label
          >
          ${help("camera-show-where")}
        </div>
        <p class="note bad" role="alert" ?hidden=${!this.#problem}>${this.#problem}</p>
      `,
      this.element,
    );
  }
}
