// @ts-check
/** Where a value stands on its slider: evenly, or on a logarithmic scale, where neighbours differ by the same factor. */

/** @typedef {import("./laboratory.js").Slider} Slider */

/** Of a slider on a logarithmic scale, from 0. */
export const POSITIONS = 100;
/** Of a number that such a slider gives. */
const DIGITS = 3;

/** Where a value lies on its slider, a range of the browser. @param {Slider} slider @param {number} value */
export function positionOf({ min, max, step }, value) {
  return step === null ? (POSITIONS * Math.log(value / min)) / Math.log(max / min) : value;
}

/** @param {Slider} slider @param {number} position */
export function valueAt({ min, max, step }, position) {
  if (step !== null) return position;
  const value = min * (max / min) ** (position / POSITIONS);
  return Number(Math.min(max, Math.max(min, value)).toPrecision(DIGITS));
}
