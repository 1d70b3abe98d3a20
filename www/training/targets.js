// @ts-check
/**
 * Class numbers → what the network is asked to answer, and its answer → one score 0…1 per class.
 * Both directions stand here, next to each other, because they must agree.
 *
 * | loss          | classes | outputs | target                               | score                    |
 * |---------------|---------|---------|--------------------------------------|--------------------------|
 * | cross_entropy | any     | one each| one-hot                              | the probability itself   |
 * | mse           | 2       | 1       | first class +1, second −1            | (y+1)/2, and its rest    |
 * | mse           | > 2     | one each| +1 for the class, −1 for the others  | (y+1)/2                  |
 */

/**
 * @param {"cross_entropy" | "mse"} loss
 * @param {number} classCount
 */
export function outputCount(loss, classCount) {
  return loss === "mse" && classCount === 2 ? 1 : classCount;
}

/**
 * @param {"cross_entropy" | "mse"} loss
 * @param {number} classCount
 * @param {ArrayLike<number>} labels  class numbers
 * @param {Float32Array} [weights]    of the classes, for cross_entropy: its targets need not add up to 1
 * @returns {Float32Array}            [labels, outputs]
 */
export function encodeTargets(loss, classCount, labels, weights) {
  const outputs = outputCount(loss, classCount);
  const targets = new Float32Array(labels.length * outputs).fill(loss === "mse" ? -1 : 0);
  for (let row = 0; row < labels.length; row++) {
    // A single output is the first class's: it stays −1 for the second.
    const target = (loss === "cross_entropy" && weights?.[labels[row]]) || 1;
    if (labels[row] < outputs) targets[row * outputs + labels[row]] = target;
  }
  return targets;
}

/**
 * Weights with which each class counts for as much as any other, however many pictures it has; their mean over all pictures
 * is 1.
 * @param {ArrayLike<number>} labels  class numbers
 * @param {number} classCount
 * @returns {Float32Array}
 */
export function classWeights(labels, classCount) {
  const counts = new Uint32Array(classCount);
  for (const label of Array.from(labels)) counts[label]++;
  const present = counts.filter((count) => count > 0).length;
  return Float32Array.from(counts, (count) =>
    count === 0 ? 0 : labels.length / (present * count),
  );
}

/**
 * @param {"cross_entropy" | "mse"} loss
 * @param {ArrayLike<number>} answer   the network's outputs for one picture
 * @returns {Float32Array}             one score per class, 0…1
 */
export function decodeScores(loss, answer) {
  const outputs = Array.from(answer, (y) => clamp(loss === "mse" ? (y + 1) / 2 : y));
  return Float32Array.from(outputs.length === 1 ? [outputs[0], 1 - outputs[0]] : outputs);
}

/** The article's scaled tanh reaches ±1.7, and rounding can leave a probability a hair above 1. @param {number} value */
function clamp(value) {
  return Math.min(1, Math.max(0, value));
}
