// @ts-check
import { text } from "../text/index.js";
import { h, onPress } from "../view/dom.js";
import { TEMPO } from "./player.js";
import { sentenceOf, titleOf } from "./says.js";

/** @typedef {import("./player.js").Player} Player */

const SHAPES = {
  play: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  back: "M6 5h3v14H6zM19 5v14l-9-7z",
  on: "M15 5h3v14h-3zM5 5v14l9-7z",
};

/** Steps, plays and scrubs through the stages, and says what happens in each. */
export class PlayerBar {
  #player;
  #play = h(
    "button",
    { type: "button", class: "primary", "aria-label": text("inside-play") },
    sign("play"),
  );
  #back = h("button", { type: "button", "aria-label": text("inside-back") }, sign("back"));
  #on = h("button", { type: "button", "aria-label": text("inside-forward") }, sign("on"));
  #timeline = h("input", {
    ...{ type: "range", min: 0, step: 1, class: "timeline" },
    "aria-label": text("inside-timeline"),
  });
  #tempo = h("input", {
    ...{ type: "range", min: TEMPO.min, max: TEMPO.max, step: 50, value: TEMPO.usual },
    "aria-label": text("inside-tempo"),
  });
  #tempoValue = h("output", { class: "tempo-value" });
  #title = h("strong", { class: "stage-title" });
  #sentence = h("span");
  #says = h("p", { class: "says" }, this.#title, " ", this.#sentence);
  element = h(
    "div",
    { class: "player" },
    h("div", { class: "player-buttons" }, this.#back, this.#play, this.#on),
    this.#timeline,
    h(
      "label",
      { class: "tempo" },
      h("span", { "aria-hidden": "true" }, text("inside-tempo")),
      this.#tempo,
      this.#tempoValue,
    ),
    this.#says,
  );

  /** @param {Player} player */
  constructor(player) {
    this.#player = player;
    onPress(this.#play, () => player.toggle());
    // Not onPress: these are pressed in quick succession.
    this.#back.addEventListener("click", () => player.go(player.at - 1));
    this.#on.addEventListener("click", () => player.go(player.at + 1));
    this.#timeline.addEventListener("input", () => player.go(this.#timeline.valueAsNumber));
    this.#tempo.addEventListener("input", () => {
      player.tempo = this.#tempo.valueAsNumber;
      this.#sayTempo();
    });
    this.#sayTempo();
  }

  /**
   * @param {import("./stages.js").Stage[]} stages
   * @param {{ summary: import("./types.js").Summary, names: string[], loss: string, live: boolean }} step  loss: its type
   */
  show(stages, { summary, names, loss, live }) {
    const { at, last, playing } = this.#player;
    const stage = titleOf(stages[at], names);
    const label = text(playing ? "inside-pause" : "inside-play");
    if (this.#play.getAttribute("aria-label") !== label) {
      this.#play.setAttribute("aria-label", label);
      this.#play.replaceChildren(sign(playing ? "pause" : "play"));
    }
    this.#timeline.max = String(last);
    this.#timeline.value = String(at);
    this.#timeline.style.setProperty("--passed", String(last ? at / last : 1));
    const place = { at: at + 1, count: last + 1, stage };
    this.#timeline.setAttribute("aria-valuetext", text("inside-place", place));
    // Disabled, they would lose the focus at either end.
    this.#back.setAttribute("aria-disabled", String(at === 0));
    this.#on.setAttribute("aria-disabled", String(at === last));
    // With every frame other numbers: nobody could listen to them.
    this.#says.setAttribute("aria-live", live ? "off" : "polite");
    set(this.#title, live ? text("inside-says-live-title") : stage);
    set(this.#sentence, live ? text("inside-says-live") : sentenceOf(stages[at], summary, loss));
  }

  #sayTempo() {
    const value = text("inside-tempo-value", { ms: this.#player.tempo });
    this.#tempoValue.textContent = value;
    this.#tempo.setAttribute("aria-valuetext", value);
  }
}

/** What is announced only when it changes. @param {HTMLElement} place @param {string} words */
function set(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

/** @param {keyof typeof SHAPES} name */
export function sign(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
