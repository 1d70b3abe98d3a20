// @ts-check
/** What the engine found wrong with learning, in sentences that say what may help. */

import { text } from "../text/index.js";
import { layerNames } from "./layer-names.js";

/** @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("../engine/types.js").Problem} Problem */

/** Where on the page stands what is advised: ids of sentences. @type {Record<string, string>} */
const WHERE = {
  dead_units: "problem-where-activation",
  saturated: "problem-where-normalise",
  vanishing: "problem-where-normalise",
  exploding: "problem-where-clip",
};

/** @param {Problem[]} problems @param {NetworkSpec} spec @returns {string[]} a sentence each, and once where the remedy is */
export function describeProblems(problems, spec) {
  const names = layerNames(spec);
  return problems.map((problem, i) => {
    const sentence = describe(problem, names);
    const isLast = problems.slice(i + 1).every(({ kind }) => WHERE[kind] !== WHERE[problem.kind]);
    const where = isLast ? WHERE[problem.kind] : undefined;
    return where ? `${sentence} ${text(where)}` : sentence;
  });
}

/** @param {Problem} problem @param {string[]} names  of the layers */
function describe(problem, names) {
  const layer = "layer" in problem ? names[problem.layer] : "";
  switch (problem.kind) {
    case "dead_units": {
      const { fraction, unit } = problem;
      const id = unit === "filters" ? "problem-dead-filters" : "problem-dead-units";
      return text(id, { layer, fraction });
    }
    case "saturated":
      return text("problem-saturated", { layer, fraction: problem.fraction });
    case "vanishing":
      return text("problem-vanishing", { layer, fraction: problem.fraction });
    case "exploding":
      return text("problem-exploding", { layer, factor: problem.factor });
    case "divergence": {
      const { first, now, advice } = problem;
      // With a rate that is small already, the steps are not to blame.
      return advice.rate === "small"
        ? text("problem-divergence-labels", { first, now })
        : text("problem-divergence-smaller", { first, now, rate: advice.suggested });
    }
    case "plateau": {
      const { epochs, advice } = problem;
      const rate = advice.suggested;
      if (advice.rate === "usual") return text("problem-plateau", { epochs });
      return advice.rate === "large"
        ? text("problem-plateau-smaller", { epochs, rate })
        : text("problem-plateau-larger", { epochs, rate });
    }
    case "overfitting":
      return text("problem-overfitting", { since: problem.since });
  }
}
