// @ts-check
/** What copies of a network are checked with. */

import { SquareReader, resized } from "../camera/pixels.js";
import { bytesOf } from "../engine/bytes.js";

/**
 * @typedef {import("../engine/types.js").Picture} Picture
 *
 * Which pictures a network is measured with.
 * @typedef {"validation" | "training" | "project"} Measured
 */

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

/**
 * Pictures whose class is known, to measure with: the validation set, or where there is none, whatever there is.
 * @param {ReadonlyArray<{ id: string }>} trained  the network's classes
 * @param {import("../findings.js").Findings | null} findings @param {import("../data/dataset.js").Dataset} dataset @param {number} most
 * @returns {{ of: Measured, labelled: { picture: Picture, label: number }[] }} label: the place of its class
 */
export function labelledPictures(trained, findings, dataset, most) {
  const located = dataset.located();
  const tested = new Set(findings?.tested ? findings.checked.map(({ picture }) => picture) : []);
  const all = [...located.values()].flatMap(({ picture, class: { id } }) => {
    const label = trained.findIndex((one) => one.id === id);
    return label < 0 ? [] : [{ picture, label }];
  });
  const validation = all.filter(({ picture }) => tested.has(picture.id));
  if (validation.length > 0) return { of: "validation", labelled: spread(validation, most) };
  // After another visit, nobody knows which ones the network learned from.
  return { of: findings ? "training" : "project", labelled: spread(all, most) };
}

/** Neighbours look alike. @template T @param {ReadonlyArray<T>} list @param {number} most @returns {T[]} */
function spread(list, most) {
  const count = Math.min(most, list.length);
  return Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]);
}

/**
 * Their pixels, one picture after the other, as large as a network takes them.
 * @param {ReadonlyArray<Picture>} pictures @param {number} size  pixels on a side
 */
export async function pixelsOf(pictures, size) {
  const reader = new SquareReader(size);
  const all = new Uint8Array(4 * size * size * pictures.length);
  for (const [i, picture] of pictures.entries())
    all.set(resized(await bytesOf(picture), reader), 4 * size * size * i);
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
