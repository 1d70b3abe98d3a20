// @ts-check
/** What a network from a file becomes here: classes, a network that answers, and settings with which it can be trained anew. */

import { LONGEST_NAME } from "../data/dataset.js";
import { fold } from "../data/folders.js";
import { PICTURE_SIZE, WITH_STEM } from "../engine/settings.js";
import { stemOf } from "../engine/stems.js";
import { text } from "../text/index.js";

/**
 * @typedef {import("../engine/types.js").LayerSpec} LayerSpec
 * @typedef {import("../files/models.js").Read} Read
 * @typedef {import("../data/storage.js").SavedNetwork} SavedNetwork
 */

/** The method whose settings go with layers of any kind. */
const METHOD = "from_scratch";
/** Each becomes a card; a file may have outputs by the hundred thousand. */
const MOST_CLASSES = 100;
/** Digits that single precision has. */
const DIGITS = 7;

/**
 * Whether the page can ask it, and show what it says: every picture here is a square of so many pixels, and every class a card.
 * @param {Read} read @throws {Error} the message is for the person
 */
export function checkSizes({ description: { spec, classes } }) {
  const { height, width } = spec.input;
  const count = classes.length;
  if (count > MOST_CLASSES)
    throw new Error(text("projects-model-too-many", { count, most: MOST_CLASSES }));
  if (height === width && height <= PICTURE_SIZE) return;
  throw new Error(text("projects-model-size", { height, width, most: PICTURE_SIZE }));
}

/** Names as classes may have them, each once. @param {ReadonlyArray<string>} given @returns {string[]} */
export function classNames(given) {
  /** @type {Set<string>} */
  const taken = new Set();
  /** The next one of each name: counting from 2 again for each of many that are the same takes forever. @type {Map<string, number>} */
  const numbers = new Map();
  return given.map((one, i) => {
    const wanted = shortened(one, LONGEST_NAME) || text("class-free-name", { number: i + 1 });
    let name = wanted;
    while (taken.has(fold(name))) {
      const number = numbers.get(fold(wanted)) ?? 2;
      numbers.set(fold(wanted), number + 1);
      const end = ` ${number}`;
      name = shortened(wanted, LONGEST_NAME - end.length) + end;
    }
    taken.add(fold(name));
    return name;
  });
}

/** @param {string} name @param {number} most  characters */
function shortened(name, most) {
  return [...name.trim()].slice(0, most).join("").trim();
}

/** @param {Read} read @param {string} file  where it comes from @param {{ id: string, name: string }[]} classes  of its outputs @returns {SavedNetwork} */
export function networkOf({ description: { spec, temperature }, weights }, file, classes) {
  return {
    ...{ spec, weights, classes, learned: true, novelty: null, imported: file },
    certainty: { temperature, calibrationError: null },
  };
}

/** The settings of a training that would make a network with the same layers. @param {Read} read */
export function settingsOf({ description: { spec, classes, thresholds } }) {
  const stem = stemOf(spec);
  return {
    ...(stem
      ? { preset: WITH_STEM, stem }
      : { preset: METHOD, layers: hidden(spec.layers, classes.length) }),
    ...(thresholds ? { sureFrom: plain(thresholds[0]) } : {}),
  };
}

/** All but the output, which follows from the classes that there will be. @param {ReadonlyArray<LayerSpec>} layers @param {number} classes */
function hidden(layers, classes) {
  const last = layers.at(-1);
  const isOutput = last?.type === "dense" && [1, classes].includes(last.units);
  return isOutput ? layers.slice(0, -1) : [...layers];
}

/**
 * Classes that are not the answer from the usual probability on, but from one of their own.
 * @param {Read} read @param {ReadonlyArray<{ id: string }>} classes @param {number | undefined} usual @returns {Record<string, number> | null} by id; null: the file says nothing of any
 */
export function thresholdsOf({ description: { thresholds } }, classes, usual) {
  if (!thresholds) return null;
  const all = thresholds.map((value, i) => [classes[i].id, plain(value)]);
  return Object.fromEntries(all.filter(([, value]) => value !== usual));
}

/** Without the digits that single precision adds. @param {number} value */
function plain(value) {
  return Number(value.toPrecision(DIGITS));
}
