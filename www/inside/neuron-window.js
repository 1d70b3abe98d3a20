// @ts-check
/** The window that a neuron saw, the weights that lie on it, and their products. */

import { text } from "../text/index.js";
import { html } from "../vendor/lit-html/lit-html.js";
import { numberGrid } from "./grid.js";
import { largest } from "./palette.js";
import { mapFigure } from "./map-picture.js";

/** @typedef {import("./terms.js").Term} Term */

/** A window of more cells is shown as a picture alone. */
const MOST_CELLS = 150;

/**
 * @param {import("./palette.js").Palette} palette
 * @param {{ summary: import("./types.js").Summary, place: import("./neuron.js").Place, names: string[], group: import("./terms.js").Group,
 *   image: ImageData | null, own: ImageData | null, back: boolean }} neuron
 */
export function neuronWindow(palette, { summary, place, names, group, image, own, back }) {
  const { height, width, top, left, at } = group;
  const called = (/** @type {{ layer: number, channel: number }} */ { layer, channel }) =>
    summary.layers[layer].kind === "input" && !back
      ? names[layer]
      : text("inside-map-of", { layer: names[layer], number: channel + 1 });
  const seen = {
    y: Math.max(0, top),
    x: Math.max(0, left),
    height: height + Math.min(0, top),
    width: width + Math.min(0, left),
  };
  const pixel = { y: place.y, x: place.x, height: 1, width: 1, kind: "pixel" };
  const pictures = html`<div class="maps-beside">
    ${mapFigure(image, called(group), { ...seen, kind: "window" })}
    ${mapFigure(own, called(place), pixel)}
  </div>`;
  if (height * width > MOST_CELLS || height * width === 1) return pictures;
  const table = (/** @type {string} */ label, /** @type {(term: Term) => number} */ value) => {
    const values = at.map((term) => term && value(term));
    return numberGrid(palette, {
      ...{ label, rows: height, columns: width },
      value: (y, x) => values[y * width + x],
      scale: largest(values.map((value) => value ?? 0)),
      term: (y, x) => (values[y * width + x] === null ? undefined : y * width + x),
    });
  };
  return html`
    ${pictures}
    <div class="window-sum">
      ${table(text(back ? "inside-neuron-deltas" : "inside-neuron-values"), ({ value }) => value)}
      <span class="operator" aria-hidden="true">×</span>
      ${table(factorsCalled(summary, group, back), ({ factor }) => factor)}
      <span class="operator" aria-hidden="true">=</span>
      ${table(text("inside-neuron-products"), ({ value, factor }) => value * factor)}
    </div>
  `;
}

/** @param {import("./types.js").Summary} summary @param {import("./terms.js").Group} group @param {boolean} back */
function factorsCalled({ layers }, { terms, layer }, back) {
  if (terms.every(({ weight }) => weight === null)) return text("inside-neuron-factors");
  const turned = back && layers[layer].kind !== "dense";
  return text(turned ? "inside-neuron-turned" : "inside-neuron-weights");
}
