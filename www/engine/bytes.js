// @ts-check
/** The bytes of a picture, wherever they are. */

/** @param {{ rgba: import("./types.js").Bytes }} picture @returns {Promise<Uint8ClampedArray>} */
export async function bytesOf({ rgba }) {
  return typeof rgba === "function" ? rgba() : rgba;
}
