// @ts-check
/** @typedef {import("../engine/types.js").TrainingResult} TrainingResult */
/** @typedef {"learned" | "unproven" | "nothing"} Verdict */

/** The part of the way from always the same answer to always the right one that a network must have gone. */
const LEAST = 0.2;
/** How often luck alone may pass for learning. */
const LUCK = 0.05;

/**
 * Whether a training came to something: a network that is right about as often as the commonest class comes up has learned
 * nothing, however smoothly its training ended; and one that is right more often is not proven as long as that may be luck,
 * because only a few pictures were asked.
 * @param {Pick<TrainingResult, "training" | "validation" | "check">} result
 * @returns {Verdict} "learned" also when nothing is known against it: no epoch was finished, or only one class was checked
 */
export function verdict({ training, validation, check: { baseline, pictures } }) {
  const score = validation ?? training;
  if (!score || baseline === 1) return "learned";
  if (score.accuracy < baseline + LEAST * (1 - baseline)) return "nothing";
  return chance(Math.round(score.accuracy * pictures), pictures, baseline) > LUCK
    ? "unproven"
    : "learned";
}

/**
 * The binomial distribution's tail: how likely at least so many of `count` are, each with `probability`.
 * @param {number} atLeast @param {number} count @param {number} probability 0…1, both excluded
 */
export function chance(atLeast, count, probability) {
  // In logarithms: of thousands of pictures a single term would be rounded to 0.
  let term = count * Math.log(1 - probability); // of none
  let sum = 0;
  for (let right = 0; right <= count; right++) {
    if (right >= atLeast) sum += Math.exp(term);
    term += Math.log(((count - right) / (right + 1)) * (probability / (1 - probability)));
  }
  return Math.min(1, sum);
}
