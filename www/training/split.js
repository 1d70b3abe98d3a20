// @ts-check
/**
 * Which pictures are learned and which are only used to check.
 *
 * Frames of one press of "Record" are near-duplicates: a random split would put twins on both sides and flatter the
 * network. So whole recordings are held out; where a class has a single recording, or only large ones, the last part.
 */

/** @typedef {import("../engine/types.js").LabelledPictures} LabelledPictures */
/** @typedef {import("../engine/types.js").Check} Check */
/** @typedef {{ label: number, rgba: Uint8ClampedArray }} Example  label: the place of its class in the list */

/** The share of each class that is held out, and how far whole recordings may exceed it when several fit. */
const share = 0.2;
const slack = 1.25;
/** The most pictures of a class that are held out unless a recording is larger: more would prove little, and learned they teach. */
const enough = 60;
/**
 * The most that a whole recording may take. Beyond it the network loses more than the check gains: of two recordings
 * with ten pictures each (practice camera), learning only one answered 81 % of new pictures right, learning both but for
 * the last part 92 %.
 */
const most = 1 / 3;

/** With fewer held-back pictures a single one that is answered otherwise moves their loss too much to conclude anything from. */
export const FEWEST_HELD_BACK = 8;

/**
 * @param {ReadonlyArray<LabelledPictures>} classes
 * @returns {{ training: Example[], validation: Example[], check: Check }}  the same classes always give the same split
 */
export function split(classes) {
  /** @type {Example[]} */
  const training = [];
  /** @type {Example[]} */
  const validation = [];
  /** @type {string[]} */
  const untested = [];
  let twins = false;
  classes.forEach(({ name, pictures }, label) => {
    const recordings = pictures.map(({ recording }) => recording);
    const heldOut = choose(recordings);
    pictures.forEach(({ rgba }, i) =>
      (heldOut.has(i) ? validation : training).push({ label, rgba }),
    );
    if (pictures.length > 0 && heldOut.size === 0) untested.push(name);
    const learned = new Set(recordings.filter((_, i) => !heldOut.has(i)));
    twins ||= recordings.some((recording, i) => heldOut.has(i) && learned.has(recording));
  });
  const kind = validation.length === 0 ? "none" : twins ? "same recording" : "recordings";
  return {
    training,
    validation,
    check: { kind, untested, ...majority(validation.length > 0 ? validation : training) },
  };
}

/** @param {Example[]} examples @returns {{ pictures: number, baseline: number }} */
function majority(examples) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const { label } of examples) counts.set(label, (counts.get(label) ?? 0) + 1);
  return {
    pictures: examples.length,
    baseline: Math.max(0, ...counts.values()) / Math.max(1, examples.length),
  };
}

/**
 * @param {string[]} recordings  of each picture of one class
 * @returns {Set<number>}        the places of the pictures to hold out, never all of them
 */
function choose(recordings) {
  const count = recordings.length;
  if (count < 2) return new Set();
  /** The places of each recording's pictures, in the order in which they were begun. @type {Map<string, number[]>} */
  const members = new Map();
  recordings.forEach((recording, i) => {
    const places = members.get(recording);
    if (places) places.push(i);
    else members.set(recording, [i]);
  });
  const wanted = Math.min(count * share, enough);
  const newestFirst = [...members.values()].reverse();
  // The largest that fit, one after the other; of equals the newest.
  const bySize = [...newestFirst].sort((a, b) => b.length - a.length);
  /** @type {number[]} */
  const heldOut = [];
  for (const places of bySize) {
    if (heldOut.length + places.length <= wanted * slack && heldOut.length < wanted)
      heldOut.push(...places);
  }
  if (heldOut.length > 0) return new Set(heldOut);
  const smallest = bySize[bySize.length - 1].length;
  if (smallest <= count * most)
    return new Set(newestFirst.find(({ length }) => length === smallest));
  return new Set(newestFirst[0].slice(-Math.max(1, Math.round(wanted))));
}
