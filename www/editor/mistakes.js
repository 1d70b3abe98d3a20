// @ts-check
import { text, whole } from "../text/index.js";
import { fieldsOf, placeOf } from "./layers.js";

/** @typedef {import("../engine/types.js").Mistake} Mistake @typedef {import("../engine/types.js").LayerSpec} LayerSpec */

/** Which number of a layer is to be changed where the engine names none. */
const CAUSES = {
  does_not_fit: ["size", "kernel"],
  map_too_large: ["filters", "units"],
  too_many_weights: ["units", "filters"],
};

/**
 * Why a network cannot be built: at which layer, at which of its fields if it is one, and what is wrong.
 * @param {Mistake | null} mistake @param {ReadonlyArray<LayerSpec>} layers
 * @returns {{ place: number, field: string, sentence: string } | null}
 */
export function explained(mistake, layers) {
  const at = mistake && placeOf(mistake.path);
  if (!at) return null;
  const layer = layers[at.place];
  if (!layer) return null;
  const fields = fieldsOf(layer);
  const likely = CAUSES[/** @type {keyof typeof CAUSES} */ (mistake.kind)] ?? [];
  const named = at.field || likely.find((name) => fields.some((field) => field.name === name));
  return { place: at.place, field: named ?? "", sentence: sentenceOf(mistake, layer, at.field) };
}

/** @param {Mistake} mistake @param {LayerSpec} layer @param {string} name  of the field, "" where it is none */
function sentenceOf(mistake, layer, name) {
  switch (mistake.kind) {
    case "does_not_fit": {
      const { size, height, width } = mistake;
      return text("editor-does-not-fit", { size, height, width });
    }
    case "map_too_large": {
      const { given, most } = mistake;
      return text("editor-map-too-large", { given: whole(given), most: whole(most) });
    }
    case "too_many_weights": {
      const { given, most } = mistake;
      return text("editor-too-many-weights", { given: whole(given), most: whole(most) });
    }
  }
  const field = fieldsOf(layer).find((one) => one.name === name);
  if (!field) return text("editor-impossible");
  const label = text(`editor-field-${name}`);
  return field.step ? text("editor-fraction", { label }) : text("editor-whole", { label });
}
