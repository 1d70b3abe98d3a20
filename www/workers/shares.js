// @ts-check
/** How a batch is split among workers, and how what they found becomes what one would have found for all of it. */

/** More workers than this share memory bandwidth rather than work. */
export const MOST_WORKERS = 8;
/**
 * With fewer per worker the exchange takes longer than the help saves. Measured with the page's medium network (146 000
 * weights, 0.66 ms a picture) on two idle cores: two workers are 1.7 times as fast as one with 64 pictures in a batch, 1.56
 * times with 32. So a step's exchange takes about 3 ms, and halving a batch of 8 would lose.
 */
export const FEWEST_PICTURES = 8;

/**
 * Whether an optimiser searches along a line: it then needs the loss of the whole set again and again, in one worker.
 * @param {{ type: string }} optimizer
 */
export function takesWholeSet({ type }) {
  return type === "gradient_descent" || type === "lbfgs";
}

/** One core is left to the page and the live answers. @param {number} [cores] */
export function defaultWorkers(cores = globalThis.navigator?.hardwareConcurrency ?? 1) {
  return Math.min(MOST_WORKERS, Math.max(1, cores - 1));
}

/**
 * @param {number} pictures of a batch
 * @param {number} workers  that there are
 * @returns {number} how many of them are worth their while
 */
export function shareCount(pictures, workers) {
  return Math.max(1, Math.min(workers, Math.floor(pictures / FEWEST_PICTURES)));
}

/**
 * @param {number} pictures @param {number} count
 * @returns {{ from: number, to: number }[]}  as even as can be; never larger than the next: the first worker has to add up, too
 */
export function shareOut(pictures, count) {
  const border = (/** @type {number} */ i) => Math.floor((i * pictures) / count);
  return Array.from({ length: count }, (_, i) => ({ from: border(i), to: border(i + 1) }));
}

/**
 * Writes Σ weights[i] · parts[i] into sum, in this order: sums of floats depend on it, and a training is to repeat bit
 * for bit.
 * @template {Float32Array | Float64Array} T
 * @param {T[]} parts @param {number[]} weights @param {T} sum
 */
export function addUp(parts, weights, sum) {
  sum.fill(0);
  parts.forEach((part, p) => addScaled(weights[p], part, sum));
}

/**
 * By itself, because it is compiled better so than as a loop in a loop: 2 ns a value instead of 3.
 * @template {Float32Array | Float64Array} T
 * @param {number} scale @param {T} values @param {T} sum
 */
function addScaled(scale, values, sum) {
  const { length } = sum;
  for (let i = 0; i < length; i++) sum[i] += scale * values[i];
}
