// @ts-check
/** What happens in a stage, in words. */

import { text } from "../text/index.js";
import { functionOf } from "./names.js";
import { learns } from "./stages.js";

/**
 * @typedef {import("./types.js").Summary} Summary
 * @typedef {import("./stages.js").Stage} Stage
 */

/** Its name, for the timeline. @param {Stage} stage @param {string[]} names  of the layers */
export function titleOf({ kind, layer }, names) {
  return text(`inside-stage-${kind}`, { layer: names[layer] });
}

/** One sentence, or two where a layer has weights that learn. @param {Stage} stage @param {Summary} summary @param {string} loss  its type */
export function sentenceOf({ kind, layer: place }, summary, loss) {
  const layer = summary.layers[place];
  switch (kind) {
    case "picture":
      return text("inside-says-picture", { ...layer.output });
    case "forward":
      return text(`inside-says-${layer.kind}`, particularsOf(layer));
    case "loss":
      return text(`inside-says-loss-${loss}`, { loss: summary.loss });
    case "output-delta":
      return text(`inside-says-output-delta-${loss}`);
    case "backward":
      return [through(summary, place), gradient(layer)].filter(Boolean).join(" ");
    case "update": {
      const { learning_rate: rate, loss: before, loss_after: after } = summary;
      if (after === null) return text("inside-says-update-impossible", { rate });
      return text("inside-says-update", { rate, before, after });
    }
  }
}

/** How its δ comes from those that read it. @param {Summary} summary @param {number} place */
function through({ layers }, place) {
  const readers = layers.filter(({ sources }) => sources.includes(place));
  if (readers.length === 0) return ""; // the output, whose δ was there before
  if (readers.length > 1) return text("inside-says-through-several");
  return text(`inside-says-through-${readers[0].kind}`);
}

/** @param {import("./types.js").TracedLayer} layer */
function gradient(layer) {
  return learns(layer) ? text(`inside-says-gradient-${layer.kind}`) : "";
}

/** @param {import("./types.js").TracedLayer} layer @returns {import("../text/index.js").Arguments} */
function particularsOf({ spec }) {
  if (spec?.type === "activation") return { function: functionOf(spec) };
  return spec && "size" in spec ? { size: spec.size } : {};
}
