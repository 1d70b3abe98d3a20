// @ts-check
/** The terms of a sum, sorted for people: by the map that they come from. */

/**
 * @typedef {import("../pkg/tab_trainer.js").Term} Term
 * @typedef {import("./types.js").TracedLayer} TracedLayer
 *
 * The terms of one map. height and width: of the window they fill; at: the place of each in it, row by row, null where the
 * window reaches beyond the map.
 * @typedef {{ layer: number, channel: number, terms: Term[], sum: number, height: number, width: number, top: number, left: number, at: (Term | null)[] }} Group
 */

/**
 * @param {Term[]} terms
 * @param {(term: Term) => { y: number, x: number } | null} place  in the kernel, where the term has one; else its place in the map counts
 * @param {number} size  of the kernel
 * @returns {Group[]} in the order of the maps
 */
export function groups(terms, place, size) {
  /** @type {Map<string, Term[]>} */
  const maps = new Map();
  for (const term of terms) {
    const key = `${term.layer} ${term.channel}`;
    const own = maps.get(key);
    if (own) own.push(term);
    else maps.set(key, [term]);
  }
  return [...maps.values()].map((own) => {
    const { layer, channel } = own[0];
    const sum = own.reduce((sum, { value, factor }) => sum + value * factor, 0);
    return { layer, channel, terms: own, sum, ...window(own, place, size) };
  });
}

/** @param {Term[]} terms @param {Parameters<typeof groups>[1]} place @param {number} size */
function window(terms, place, size) {
  const first = place(terms[0]);
  const top = first ? terms[0].y - first.y : Math.min(...terms.map(({ y }) => y));
  const left = first ? terms[0].x - first.x : Math.min(...terms.map(({ x }) => x));
  const height = first ? size : Math.max(...terms.map(({ y }) => y)) - top + 1;
  const width = first ? size : Math.max(...terms.map(({ x }) => x)) - left + 1;
  const at = /** @type {(Term | null)[]} */ (new Array(height * width).fill(null));
  for (const term of terms) at[(term.y - top) * width + term.x - left] = term;
  return { top, left, height, width, at };
}

/**
 * Where a weight stands in its kernel; null of layers whose kernels are as large as the map, and of those without.
 * @param {TracedLayer} layer @param {number | null} weight  its place in the layer's values
 */
export function placeInKernel({ kind, parameters }, weight) {
  if (weight === null || (kind !== "conv" && kind !== "depthwise_conv")) return null;
  const [, width, ...rest] = parameters[0].shape;
  const k = Math.floor(weight / rest.reduce((product, extent) => product * extent, 1));
  return { y: Math.floor(k / width), x: k % width };
}

/**
 * The largest of the terms by what they add, in their own order, and what the others add.
 * @template {{ value: number, factor: number }} T
 * @param {T[]} terms @param {number} most @returns {{ shown: T[], rest: number, count: number }}
 */
export function leading(terms, most) {
  if (terms.length <= most) return { shown: terms, rest: 0, count: 0 };
  const size = (/** @type {T} */ { value, factor }) => Math.abs(value * factor);
  const chosen = new Set([...terms].sort((a, b) => size(b) - size(a)).slice(0, most));
  const others = terms.filter((term) => !chosen.has(term));
  return {
    shown: terms.filter((term) => chosen.has(term)),
    rest: others.reduce((sum, { value, factor }) => sum + value * factor, 0),
    count: others.length,
  };
}
