// @ts-check
import { text } from "../text/index.js";
import { NAMED } from "../view/layer-names.js";

/** @typedef {import("./types.js").TracedLayer} TracedLayer */

/** "Convolution 2", counted by kind, also inside stems and residual blocks. @param {ReadonlyArray<TracedLayer>} layers @returns {string[]} */
export function namesOf(layers) {
  /** @type {Record<string, number>} */
  const counts = {};
  return layers.map(({ kind }) => {
    const number = (counts[kind] ?? 0) + 1;
    counts[kind] = number;
    return NAMED.includes(kind)
      ? text(`layer-${kind}`, { number })
      : text(`inside-layer-${kind}`, { number });
  });
}

/** What a layer is in particular: its function, or the size of its windows; "" for nothing. @param {TracedLayer} layer */
export function detailOf({ spec }) {
  if (!spec) return "";
  switch (spec.type) {
    case "activation":
      return functionOf(spec);
    case "conv":
    case "depthwise_conv":
      return text("inside-detail-window", { size: spec.kernel });
    case "max_pool":
    case "average_pool":
      return text("inside-detail-window", { size: spec.size });
    default:
      return "";
  }
}

/** @param {{ function: string }} spec  of an activation */
export function functionOf(spec) {
  return text(`inside-function-${spec.function}`);
}

/** "10×10×2", or "64 values". @param {TracedLayer} layer */
export function shapeOf({ output: { height, width, channels } }) {
  if (height * width === 1) return text("inside-vector", { count: channels });
  return text("inside-shape", { height, width, channels });
}
