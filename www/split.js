// @ts-check
/**
 * Which pictures are learned and which are only used to check.
 *
 * Frames of one press of "Record" are near-duplicates: a random split would put twins on both sides and flatter the
 * network. So whole recordings are held out; only where a class has a single recording, its last part.
 */

/** @typedef {import("./types.js").LabelledPictures} LabelledPictures */
/** @typedef {{ label: number, rgba: Uint8ClampedArray }} Example  label: the place of its class in the list */

/** The share that is held out per class, and the most that whole recordings may take to come near it. */
const share = 0.2;
const most = 0.25;

/**
 * @param {ReadonlyArray<LabelledPictures>} classes
 * @returns {{ training: Example[], validation: Example[] }}  the same classes always give the same split
 */
export function split(classes) {
  /** @type {Example[]} */
  const training = [];
  /** @type {Example[]} */
  const validation = [];
  classes.forEach(({ pictures }, label) => {
    const heldOut = choose(pictures.map(({ recording }) => recording));
    pictures.forEach(({ rgba }, i) => (heldOut.has(i) ? validation : training).push({ label, rgba }));
  });
  return { training, validation };
}

/**
 * @param {string[]} recordings  of each picture of one class
 * @returns {Set<number>}        the places of the pictures to hold out, never all of them
 */
function choose(recordings) {
  const count = recordings.length;
  if (count < 2) return new Set();
  /** @type {Map<string, number[]>} */
  const members = new Map();
  recordings.forEach((recording, i) => {
    const places = members.get(recording);
    if (places) places.push(i);
    else members.set(recording, [i]);
  });
  if (members.size === 1) {
    const heldOut = Math.max(1, Math.round(count * share));
    return new Set([...recordings.keys()].slice(-heldOut));
  }
  // The newest first, so that of equals the later one is held out; then the largest that still fit.
  const bySize = [...members.values()].reverse().sort((a, b) => b.length - a.length);
  /** @type {Set<number>} */
  const heldOut = new Set();
  for (const places of bySize) {
    if (heldOut.size + places.length <= count * most && heldOut.size < count * share) places.forEach((i) => heldOut.add(i));
  }
  // Few large recordings: the smallest is too much, but better than twins on both sides.
  const smallest = bySize.find(({ length }) => length === bySize[bySize.length - 1].length) ?? [];
  return heldOut.size > 0 ? heldOut : new Set(smallest);
}
