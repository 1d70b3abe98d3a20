// @ts-check
/** Inside: one step of backpropagation on the picture that the camera sees. */

/** @param {import("../view/views.js").ViewParts} _parts @returns {import("../view/views.js").View} */
export function open(_parts) {
  return { show: () => {}, hide: () => {} };
}
