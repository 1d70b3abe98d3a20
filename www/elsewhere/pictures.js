// @ts-check
/** What copies of a network are checked with. */

import { SquareReader } from "../camera/pixels.js";
import { bytesOf } from "../engine/bytes.js";

/** @typedef {import("../engine/types.js").Picture} Picture */

/** So many are enough to notice a copy that is not one; of many classes one each, while they fit a small file. */
const WANTED = 6;
const MOST = 24;
/** Drawn where a project has no pictures. */
const PATTERNS = 4;

/**
 * Of each class at least one, first of all from the validation set.
 * @param {ReadonlyArray<{ id: string }>} trained  the network's classes
 * @param {import("../findings.js").Findings | null} findings @param {import("../data/dataset.js").Dataset} dataset
 * @returns {Picture[]}
 */
export function testPictures(trained, findings, dataset) {
  const located = dataset.located();
  const tested = findings?.tested ? findings.checked : [];
  const each = Math.max(1, Math.ceil(WANTED / trained.length));
  const chosen = trained.flatMap(({ id }) => {
    const validation = tested.flatMap(({ picture, label }) =>
      label === id ? (located.get(picture)?.picture ?? []) : [],
    );
    const all = dataset.classes.find((one) => one.id === id)?.pictures ?? [];
    const some = spread(validation, each);
    const others = all.filter((one) => !validation.includes(one));
    return [...some, ...spread(others, each - some.length)];
  });
  return spread(chosen, MOST);
}

/** Neighbours look alike. @template T @param {ReadonlyArray<T>} list @param {number} most @returns {T[]} */
function spread(list, most) {
  const count = Math.min(most, list.length);
  return Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]);
}

/**
 * Their pixels, one picture after the other, as large as a network takes them.
 * @param {ReadonlyArray<Picture>} pictures @param {number} from  pixels on a side that they have @param {number} size  that they get
 */
export async function pixelsOf(pictures, from, size) {
  const canvas = Object.assign(document.createElement("canvas"), { width: from, height: from });
  const context = canvas.getContext("2d");
  const reader = new SquareReader(size);
  const all = new Uint8Array(4 * size * size * pictures.length);
  for (const [i, picture] of pictures.entries()) {
    const rgba = new Uint8ClampedArray(await bytesOf(picture));
    context?.putImageData(new ImageData(rgba, from), 0, 0);
    all.set(reader.read(canvas, from, from), 4 * size * size * i);
  }
  return all;
}

/** Pictures of nothing, in place of those that a project does not have. @param {number} size  pixels on a side @returns {Uint8Array} as pixelsOf() */
export function patterns(size) {
  const all = new Uint8Array(4 * size * size * PATTERNS);
  const wave = (/** @type {number} */ angle) => Math.round(127.5 * (1 + Math.sin(angle)));
  for (let i = 0; i < all.length / 4; i++) {
    const [x, y] = [i % size, Math.floor(i / size) % size];
    const number = 1 + Math.floor(i / size ** 2);
    const [across, along] = [(6 * number * x) / size, (9 * y) / size / number];
    all.set([wave(across), wave(along), wave(across + 2 * along), 255], 4 * i);
  }
  return all;
}
