// @ts-check
/** Which view an address asks for: "#inside", or "#lab/step-size". */

export const VIEWS = /** @type {const} */ (["train", "inside", "lab", "lesson"]);

/** @typedef {(typeof VIEWS)[number]} ViewName */
/** @typedef {{ view: ViewName, path: string }} Route  path: what stands behind the view's name, "" for nothing */

/** @param {string} hash  of an address, with its "#" @returns {Route} the trainer for all that is unknown */
export function routeOf(hash) {
  const [name, ...path] = hash.slice(1).split("/");
  const view = VIEWS.find((one) => one === name);
  return view ? { view, path: path.join("/") } : { view: "train", path: "" };
}
