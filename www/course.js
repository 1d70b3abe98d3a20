// @ts-check
/** How long a training with varied pictures is. */

/** Pictures that an epoch shows at least. */
const FEWEST_SHOWN = 32;

/**
 * Few pictures are shown several times in an epoch, each time varied; else an epoch were a step or two.
 * @param {number} pictures that are learned
 * @returns {number} pictures that an epoch shows
 */
export function epochLength(pictures) {
  return pictures * Math.ceil(FEWEST_SHOWN / pictures);
}

/**
 * @param {{ pictures: number, epochs: number, batchSize: number }} training
 * @returns {number} steps in all
 */
export function stepCount({ pictures, epochs, batchSize }) {
  return epochs * Math.ceil(epochLength(pictures) / batchSize);
}
