// @ts-check
/** Numbers as people read them. */

/** @param {number} value @returns {string} with two digits that say something: 0.00123 is 0.0012 */
export function twoDigits(value) {
  return String(Number(value.toPrecision(2)));
}
