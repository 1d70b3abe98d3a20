// @ts-check
import { short, text } from "../text/index.js";
import { h } from "../view/dom.js";

/** Where the step turns: what the network says, what it should say, and the loss. */
export class LossColumn {
  #rows = h("tbody");
  #value = h("strong", { class: "loss-value" });
  #after = h("span", { class: "loss-after" });
  element = h(
    "div",
    { class: "loss-column" },
    h("p", { class: "column-name" }, text("inside-loss")),
    h(
      "table",
      {},
      h("caption", { class: "visually-hidden" }, text("inside-result")),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("td"),
          h("th", { scope: "col" }, text("inside-output")),
          h("th", { scope: "col" }, text("inside-wanted")),
        ),
      ),
      this.#rows,
    ),
    h("p", {}, this.#value, h("br"), this.#after),
  );

  /** @param {import("./types.js").Summary} summary @param {string[]} classes */
  show({ predictions, targets, loss, loss_after: after }, classes) {
    // Of two classes that one neuron tells apart, it is named after neither.
    const names = predictions.length === classes.length ? classes : [text("inside-output-alone")];
    const row = (/** @type {string} */ name, /** @type {number} */ place) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, name),
        h("td", {}, short(predictions[place])),
        h("td", {}, short(targets[place])),
      );
    this.#rows.replaceChildren(...names.map(row));
    this.#value.textContent = text("inside-loss-value", { loss });
    this.#after.textContent = after === null ? "" : text("inside-loss-after", { loss: after });
  }

  /** @param {import("./stages.js").Light} light @param {boolean} updated */
  light(light, updated) {
    this.element.dataset.light = light;
    this.#after.hidden = !updated;
  }
}
