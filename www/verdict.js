// @ts-check
/** @typedef {import("./types.js").TrainingResult} TrainingResult */

/** The part of the way from always the same answer to always the right one that a network must have gone. */
const LEAST = 0.2;

/**
 * Whether a training came to something: a network that is right about as often as the commonest class comes up has learned
 * nothing, however smoothly its training ended.
 * @param {Pick<TrainingResult, "training" | "validation" | "check">} result
 * @returns {boolean} true also when nothing is known against it: no epoch was finished, or only one class was checked
 */
export function hasLearned({ training, validation, check: { baseline } }) {
  const score = validation ?? training;
  if (!score || baseline === 1) return true;
  return score.accuracy >= baseline + LEAST * (1 - baseline);
}
