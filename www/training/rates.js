// @ts-check
/** Learning rates: what usually works, and what is worth a try instead of another one. */

/** @typedef {{ type: string, learning_rate?: number }} Optimizer */

/** Within this factor of what usually works, the rate is not what is wrong. */
const NEAR = 4;

/** @param {Optimizer} optimizer */
export function usualRate({ type }) {
  return ["adam", "adamw", "rmsprop"].includes(type) ? 0.001 : 0.01; // those scale each gradient to about 1
}

/**
 * @template {Optimizer} T
 * @param {T} optimizer  of the spec @param {import("../engine/types.js").RollBack | null} rollBack
 * @returns {T} with the rate that is in force
 */
export function inForce(optimizer, rollBack) {
  return rollBack ? { ...optimizer, learning_rate: rollBack.learningRate } : optimizer;
}

/** @param {Optimizer} optimizer @returns {number} a tenth; far off, where that would be too much again, what usually works */
export function smallerRate(optimizer) {
  const { learning_rate: rate = 1 } = optimizer; // the default of those that search
  return Math.min(Number((rate / 10).toPrecision(1)), usualRate(optimizer));
}

/** @param {Optimizer} optimizer @returns {"small" | "large" | "usual"} usual also where a search finds it */
export function judgeRate(optimizer) {
  const { learning_rate: rate, type } = optimizer;
  const usual = usualRate(optimizer);
  if (rate === undefined || type === "gradient_descent" || type === "lbfgs") return "usual";
  if (rate > usual * NEAR) return "large";
  return rate < usual / NEAR ? "small" : "usual";
}

/** @param {Optimizer} optimizer @returns {string} what to set, without an end; "" when the rate is as usual */
export function rateAdvice(optimizer) {
  const other = { small: "larger", large: "smaller", usual: "" }[judgeRate(optimizer)];
  return other && `Set a ${other} learning rate, for example ${usualRate(optimizer)}`;
}
