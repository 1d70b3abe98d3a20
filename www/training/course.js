// @ts-check
/** How long a training is. */

/** Pictures that an epoch shows at least, if they are varied. */
const FEWEST_SHOWN = 32;

/**
 * Few pictures are shown several times in an epoch, each time varied; else an epoch were a step or two.
 * @param {number} pictures that are learned @param {boolean} [varied]
 * @returns {number} pictures that an epoch shows
 */
export function epochLength(pictures, varied = true) {
  return varied ? pictures * Math.ceil(FEWEST_SHOWN / pictures) : pictures;
}

/**
 * @param {{ pictures: number, epochs: number, batchSize: number, varied?: boolean }} training
 * @returns {number} steps in all
 */
export function stepCount({ pictures, epochs, batchSize, varied = true }) {
  return epochs * Math.ceil(epochLength(pictures, varied) / batchSize);
}
