// @ts-check
/** What the diagnostics say of a layer: figures, and a word for each that says whether it is healthy. */

import { finePercent, magnitude, text } from "../text/index.js";

/** @typedef {import("../engine/types.js").LayerHealth} LayerHealth */
/** @typedef {{ value: string, word: string, good: boolean, beside?: string }} Figure */
/** @typedef {(layer: LayerHealth) => Figure | null} Cell  null: the layer has no such figure */

/** A layer whose weights were replaced by others within one epoch keeps nothing of what it had learned. */
const RESTLESS = 1;
/** Less than single precision can add to a weight in some tens of steps. */
const STILL = 1e-6;

/** @type {ReadonlyArray<{ title: string, help: string, cell: Cell }>} ids of sentences */
export const COLUMNS = [
  {
    title: "health-dead",
    help: "health-dead-help",
    cell({ dead, saturated, problems }) {
      // Of S-shaped functions, saturation says it better.
      if (dead === null || saturated !== null) return null;
      const many = problems.includes("dead_units");
      return figure(finePercent(dead), many ? "dead" : dead > 0 ? "silent" : "healthy", !many);
    },
  },
  {
    title: "health-saturated",
    help: "health-saturated-help",
    cell({ saturated, problems }) {
      if (saturated === null) return null;
      const many = problems.includes("saturated");
      return figure(finePercent(saturated), many ? "saturated" : "healthy", !many);
    },
  },
  {
    title: "health-delta",
    help: "health-delta-help",
    cell({ delta_mean, delta_max, problems }) {
      const astray = problems.find((kind) => kind === "vanishing" || kind === "exploding");
      const beside = text("health-delta-max", { value: delta_max });
      return { ...figure(magnitude(delta_mean), astray ?? "healthy", !astray), beside };
    },
  },
  {
    title: "health-moved",
    help: "health-moved-help",
    cell({ update_ratio }) {
      if (update_ratio === null) return null;
      const value = finePercent(update_ratio);
      if (update_ratio > RESTLESS) return figure(value, "restless", false);
      return figure(value, update_ratio < STILL ? "at-rest" : "healthy", true);
    },
  },
];

/** @param {string} value @param {string} word  the end of its sentence's id @param {boolean} good @returns {Figure} */
function figure(value, word, good) {
  return { value, word: text(`health-word-${word}`), good };
}
