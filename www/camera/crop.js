// @ts-check
/**
 * Which square of a camera's picture is used. It is kept in fractions, so that it fits a picture of any shape: side is the square's,
 * as a fraction of the picture's shorter edge; x and y say where in the room that is left it lies, from 0 (left, top) to 1, as
 * background-position does in CSS.
 * @typedef {{ side: number, x: number, y: number }} Crop
 *
 * The same in pixels.
 * @typedef {{ left: number, top: number, side: number }} Square
 */

/** @type {Readonly<Crop>} */
export const CENTRE = Object.freeze({ side: 1, x: 0.5, y: 0.5 });
/** A quarter of 480 pixels: a smaller square has fewer pixels than a picture that is learned from. */
export const LEAST_SIDE = 0.25;

/** @param {Crop} crop @param {number} width @param {number} height @returns {Square} */
export function squareIn({ side, x, y }, width, height) {
  const pixels = side * Math.min(width, height);
  return { left: x * (width - pixels), top: y * (height - pixels), side: pixels };
}

/** The nearest crop that there can be. @param {Square} square @param {number} width @param {number} height @returns {Crop} */
export function cropTo({ left, top, side }, width, height) {
  const edge = Math.min(width, height);
  const fraction = within(side / edge, LEAST_SIDE, 1);
  const at = (/** @type {number} */ offset, /** @type {number} */ room) =>
    room > 0 ? within(offset / room, 0, 1) : 0.5;
  const pixels = fraction * edge;
  return { side: fraction, x: at(left, width - pixels), y: at(top, height - pixels) };
}

/** The crop as it looks in a mirror. @param {Crop} crop @param {boolean} mirrored @returns {Crop} */
export function seen(crop, mirrored) {
  return mirrored ? { ...crop, x: 1 - crop.x } : crop;
}

/** @param {number} value @param {number} least @param {number} most */
export function within(value, least, most) {
  return Math.min(most, Math.max(least, value));
}
