// @ts-check
/** The Lab: the questions of the article's readers as live experiments. */

/** @param {import("../view/views.js").ViewParts} _parts @returns {import("../view/views.js").View} */
export function open(_parts) {
  return { show: () => {}, hide: () => {} };
}
