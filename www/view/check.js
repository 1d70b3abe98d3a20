// @ts-check
/** What a check of the gradients found, in sentences. */

import { text } from "../text/index.js";
import { layerNames } from "./layer-names.js";

/** @typedef {import("../engine/types.js").LayerCheck} LayerCheck */
/** @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec */
/** @typedef {{ agrees: boolean, sentence: string }} Finding */

/**
 * A forgotten factor, or a kernel flipped the wrong way, is off by tens of percent. The engine's own 2% are for
 * small pictures: in a large one, a weight of the first layer acts in thousands of places, and ReLU bends in many of them.
 */
const MISTAKEN = 0.1;

/**
 * One for each layer, with the weight that is furthest off.
 * @param {LayerCheck[]} checks @param {NetworkSpec} spec
 * @returns {Finding[]}
 */
export function readCheck(checks, spec) {
  const names = layerNames(spec);
  return checks.map(({ layer: place, compared, worst }) => {
    const layer = names[place];
    if (!worst) return { agrees: true, sentence: text("check-nothing", { layer }) };
    const { name, index, backpropagation, relative_error: error } = worst;
    // Were one of the others not 0, it would be further off, if only by rounding.
    if (error === 0 && backpropagation === 0)
      return { agrees: true, sentence: text("check-no-error", { layer, compared }) };
    const agrees = error < MISTAKEN;
    const parameter = name.split(".").pop() ?? name;
    const found = { layer, compared, parameter, index, error };
    return { agrees, sentence: text(agrees ? "check-right" : "check-wrong", found) };
  });
}
