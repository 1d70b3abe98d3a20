// @ts-check
import { text } from "../text/index.js";
import { h } from "../view/dom.js";

/** What the colours mean, and the signs. */
export function legend() {
  return h(
    "div",
    { class: "palette-legend" },
    h(
      "p",
      { class: "palette", "aria-hidden": "true" },
      h("span", {}, text("inside-legend-least")),
      h("span", { class: "palette-bar" }),
      h("span", {}, text("inside-legend-most")),
    ),
    h("p", { class: "hint" }, text("inside-legend"), " ", text("inside-legend-signs")),
  );
}
