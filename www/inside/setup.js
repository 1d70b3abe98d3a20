// @ts-check
import { text } from "../text/index.js";
import { h, onPress, say } from "../view/dom.js";
import { SMALL, TRAINED } from "./networks.js";

/** @typedef {import("./types.js").Choice} Choice */

/**
 * Which network is looked into, what the picture should be, and whether it moves. Dispatches "network", "target", "live", "learn",
 * "undo" and "reset" when a person chose.
 */
export class Setup extends EventTarget {
  #network = h("select", { id: "inside-network" });
  #target = h("select", { id: "inside-target" });
  #live = h("button", { type: "button", class: "primary" });
  #learn = h("button", { type: "button" }, text("inside-learn"));
  #undo = h("button", { type: "button" }, text("inside-undo"));
  #reset = h("button", { type: "button" }, text("inside-reset"));
  #steps = h("p", { class: "hint", "aria-live": "polite", hidden: true });
  #note = h("p", { class: "hint", "aria-live": "polite", hidden: true });
  #alert = h("p", { class: "note bad", role: "alert", hidden: true });
  element = h(
    "div",
    { class: "setup panel" },
    h(
      "div",
      { class: "choices" },
      field("inside-network", text("inside-network"), this.#network),
      field("inside-target", text("inside-target"), this.#target),
      h("div", { class: "row" }, this.#live, this.#learn, this.#undo, this.#reset),
    ),
    this.#steps,
    this.#note,
    this.#alert,
  );

  constructor() {
    super();
    const tell = (/** @type {string} */ type) => this.dispatchEvent(new Event(type));
    this.#network.addEventListener("change", () => tell("network"));
    this.#target.addEventListener("change", () => tell("target"));
    onPress(this.#live, () => tell("live"));
    // Several steps in quick succession are several steps.
    this.#learn.addEventListener("click", () => tell("learn"));
    this.#undo.addEventListener("click", () => tell("undo"));
    this.#reset.addEventListener("click", () => tell("reset"));
  }

  /** The id of the network that is chosen. */
  get network() {
    return this.#network.value;
  }

  /** The number of the class that the picture should be. */
  get target() {
    return Math.max(0, this.#target.selectedIndex);
  }

  /** @param {Choice[]} choices @param {string} id  of the one that is shown */
  offer(choices, id) {
    fillSelect(
      this.#network,
      choices.map((choice) => ({ value: choice.id, name: nameOf(choice) })),
    );
    this.#network.value = id;
  }

  /** @param {ReadonlyArray<string>} classes */
  offerTargets(classes) {
    const chosen = this.target;
    fillSelect(
      this.#target,
      classes.map((name, place) => ({ value: String(place), name })),
    );
    this.#target.selectedIndex = Math.min(chosen, classes.length - 1);
  }

  /** @param {{ live: boolean, steps: number, ready: boolean }} state  ready: there is a network of one's own to apply a step to */
  show({ live, steps, ready }) {
    this.#live.textContent = text(live ? "inside-freeze" : "inside-live");
    this.#learn.setAttribute("aria-disabled", String(!ready));
    for (const button of [this.#undo, this.#reset])
      button.setAttribute("aria-disabled", String(steps === 0 || !ready));
    say(this.#steps, steps > 0 ? text("inside-steps", { count: steps }) : "");
  }

  /** What there is to know about the picture; "" for nothing. @param {string} sentence */
  note(sentence) {
    say(this.#note, sentence);
  }

  /** What is wrong; "" when nothing is. @param {string} sentence */
  complain(sentence) {
    if (this.#alert.hidden && !sentence) return;
    if (!this.#alert.hidden && this.#alert.textContent === sentence) return; // it is told with every frame
    say(this.#alert, sentence);
  }
}

/** @param {Choice} choice */
export function nameOf({ id }) {
  if (id === TRAINED) return text("inside-network-trained");
  if (id === SMALL) return text("inside-network-small");
  return text("inside-network-method", { method: text(`method-${id}`) });
}

/** Only when there is something else to choose from: a list that is open would close. @param {HTMLSelectElement} select @param {{ value: string, name: string }[]} options */
function fillSelect(select, options) {
  const listed = [...select.options].map(({ value, text }) => ({ value, name: text }));
  if (JSON.stringify(listed) === JSON.stringify(options)) return;
  select.replaceChildren(...options.map(({ value, name }) => h("option", { value }, name)));
}

/** @param {string} id @param {string} label @param {HTMLSelectElement} control */
function field(id, label, control) {
  return h("div", { class: "choice" }, h("label", { for: id }, label), control);
}
