// @ts-check
import { text } from "../text/index.js";

/** Those that have weights; others are called by their place. */
export const NAMED = ["conv", "depthwise_conv", "dense", "batch_norm", "residual", "stem"];

/**
 * "Convolution 2" says more than a place in a list that has activations and pooling in it, too.
 * @param {import("../engine/types.js").NetworkSpec} spec @returns {string[]} by the layer's place in the spec
 */
export function layerNames({ layers }) {
  /** @type {Record<string, number>} */
  const counts = {};
  return layers.map(({ type }, place) => {
    counts[type] = (counts[type] ?? 0) + 1;
    return NAMED.includes(type)
      ? text(`layer-${type}`, { number: counts[type] })
      : text("layer-other", { number: place });
  });
}
