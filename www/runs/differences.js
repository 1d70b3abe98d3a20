// @ts-check
/** What two trainings with the same pictures have in common, and what not. */

/**
 * @typedef {import("../trainings.js").Run} Run
 * @typedef {{ correct: number, count: number }} Tally
 *
 * classes: with how many of their pictures each of the two has right; onlyFirst, onlySecond: ids of pictures that one of them has
 * right and the other has wrong; choices: settings with both values.
 * @typedef {object} Differences
 * @property {number} pictures  that both were judged by
 * @property {boolean} tested  whether they are a validation set
 * @property {{ id: string, first: Tally, second: Tally }[]} classes
 * @property {string[]} onlyFirst
 * @property {string[]} onlySecond
 * @property {{ key: keyof Run["choice"], first: string | number, second: string | number }[]} choices
 */

/** @param {Run} first @param {Run} second @returns {Differences} */
export function differences(first, second) {
  const [a, b] = [first, second].map(({ findings }) => judged(findings));
  const both = first.findings.checked.filter(({ picture }) => b.has(picture));
  const tally = (/** @type {Map<string, boolean>} */ right, /** @type {string} */ id) => {
    const own = both.filter(({ label }) => label === id);
    return { count: own.length, correct: own.filter(({ picture }) => right.get(picture)).length };
  };
  const only = (
    /** @type {Map<string, boolean>} */ one,
    /** @type {Map<string, boolean>} */ other,
  ) => both.flatMap(({ picture }) => (one.get(picture) && !other.get(picture) ? picture : []));
  // Whose network it was stands in the name of a run.
  const keys = /** @type {Exclude<keyof Run["choice"], "layers">[]} */ (
    Object.keys(first.choice).filter((key) => key !== "layers")
  );
  return {
    pictures: both.length,
    tested: first.findings.tested,
    classes: first.findings.classes.map(({ id }) => ({
      ...{ id, first: tally(a, id), second: tally(b, id) },
    })),
    onlyFirst: only(a, b),
    onlySecond: only(b, a),
    choices: keys.flatMap((key) => {
      const [one, other] = [first.choice[key] ?? "", second.choice[key] ?? ""];
      return one === other ? [] : { key, first: one, second: other };
    }),
  };
}

/** Whether each picture was answered right. @param {import("../findings.js").Findings} findings @returns {Map<string, boolean>} */
function judged({ checked }) {
  return new Map(checked.map(({ picture, label, answer }) => [picture, label === answer]));
}

/**
 * Curves of two trainings over the same axis: x, and then of each the training and the validation set.
 * @param {ReadonlyArray<Run>} runs @param {"loss" | "accuracy"} key @returns {(number | null)[][]}
 */
export function curvesOf(runs, key) {
  const epochs = [...new Set(runs.flatMap(({ points }) => points.map(({ epoch }) => epoch)))];
  epochs.sort((a, b) => a - b);
  const lines = runs.flatMap(({ points }) => {
    const at = new Map(points.map((point) => [point.epoch, point]));
    return [
      epochs.map((epoch) => at.get(epoch)?.training[key] ?? null),
      epochs.map((epoch) => at.get(epoch)?.validation?.[key] ?? null),
    ];
  });
  return [epochs, ...lines];
}
