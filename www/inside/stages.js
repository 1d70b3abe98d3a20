// @ts-check
/**
 * One step of training as a sequence of stages: forward layer by layer, the loss, δ of the output, back layer by layer with
 * each kernel's gradient, the update.
 */

/** @typedef {import("./types.js").Summary} Summary */
/** @typedef {import("./types.js").Quantity} Quantity */
/** @typedef {"picture" | "forward" | "loss" | "output-delta" | "backward" | "update"} StageKind */
/** @typedef {{ kind: StageKind, layer: number }} Stage  layer: which it is about; of the loss and the update, the last one */

/** @param {Pick<Summary, "layers">} summary @returns {Stage[]} */
export function stagesOf({ layers }) {
  const last = layers.length - 1;
  const places = [...layers.keys()];
  /** @param {number} place */
  const isBack = (place) => layers[place].has_delta && (place !== last || learns(layers[place]));
  return [
    { kind: "picture", layer: 0 },
    ...places.slice(1).map((layer) => /** @type {Stage} */ ({ kind: "forward", layer })),
    { kind: "loss", layer: last },
    { kind: "output-delta", layer: last },
    ...places
      .filter(isBack)
      .reverse()
      .map((layer) => /** @type {Stage} */ ({ kind: "backward", layer })),
    { kind: "update", layer: last },
  ];
}

/** Whether a layer has a gradient of its own. @param {import("./types.js").TracedLayer} layer */
export function learns({ parameters }) {
  return parameters.some(({ trainable }) => trainable);
}

/** In the step that a stage belongs to: computed in it, before it, or still to come. @typedef {"now" | "done" | "later"} Light */

/**
 * @param {Stage[]} stages @param {number} at  the stage that is shown
 * @param {number} layer @param {Quantity | "loss"} quantity @returns {Light}
 */
export function lightOf(stages, at, layer, quantity) {
  const last = stages[stages.length - 1].layer;
  const computed = stages.findIndex((stage) => {
    if (quantity === "loss") return stage.kind === "loss";
    if (stage.layer !== layer) return false;
    if (quantity === "output") return stage.kind === "picture" || stage.kind === "forward";
    if (quantity === "delta" && layer === last) return stage.kind === "output-delta";
    return stage.kind === "backward" && quantity !== "weights";
  });
  // Weights are there before the step, and move at its end.
  if (quantity === "weights") return stages[at].kind === "update" ? "now" : "done";
  if (computed === at) return "now";
  return computed < at && computed >= 0 ? "done" : "later";
}
