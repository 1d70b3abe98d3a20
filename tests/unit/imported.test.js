// @ts-check
/** Networks on their way out and in: which pictures check a copy, and what a file becomes here. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Dataset, LONGEST_NAME } from "../../www/data/dataset.js";
import { labelledPictures, testPictures } from "../../www/elsewhere/pictures.js";
import { classNames, settingsOf, thresholdsOf } from "../../www/projects/imported.js";
import { pictures } from "./fakes.js";

/** A file's network. @param {object[]} layers @param {number[]} [thresholds] @returns {any} */
const read = (layers, thresholds = [0.6, 0.6, 0.75].map(Math.fround)) => ({
  description: { spec: { layers }, classes: ["a", "b", "c"], temperature: 1, thresholds },
  weights: new Float32Array(),
});

test("names become those of classes, each once", () => {
  const long = "x".repeat(2 * LONGEST_NAME);
  const names = classNames(["Cup", " cup ", "", long, long]);
  assert.deepEqual(names.slice(0, 3), ["Cup", "cup 2", "Class 3"]);
  assert.equal(names[3], "x".repeat(LONGEST_NAME));
  assert.equal(names[4], `${"x".repeat(LONGEST_NAME - 2)} 2`);
});

test("the layers can be trained anew, without the output that follows from the classes", () => {
  const conv = { type: "conv", filters: 4, kernel: 3 };
  const output = { type: "dense", units: 3 };
  const { preset, layers } = /** @type {any} */ (settingsOf(read([conv, output])));
  assert.deepEqual([preset, layers], ["from_scratch", [conv]]);
  const wide = { type: "dense", units: 12 };
  assert.deepEqual(/** @type {any} */ (settingsOf(read([conv, wide]))).layers, [conv, wide]);
  const stem = { type: "stem", name: "small" };
  const behind = settingsOf(read([stem, output]));
  assert.deepEqual(behind, { preset: "quick_eye", stem: "small", sureFrom: 0.6 });
});

test("classes with a threshold of their own keep it", () => {
  const classes = ["1", "2", "3"].map((id) => ({ id }));
  assert.deepEqual(thresholdsOf(read([]), classes, 0.6), { 3: 0.75 });
});

test("copies are checked with pictures of every class, first of all those of the validation set", () => {
  const dataset = new Dataset({ size: 2 });
  const classes = ["a", "b"].map((name) => dataset.addClass(name));
  for (const { id } of classes)
    for (const { rgba } of pictures(10)) dataset.addPicture(id, "r", rgba);
  const [a, b] = dataset.classes;
  const checked = a.pictures.slice(8).map(({ id }) => ({ picture: id, label: a.id }));
  const findings = /** @type {any} */ ({ tested: true, checked });
  const chosen = testPictures([a, b], findings, dataset);
  assert.equal(chosen.length, 6);
  const of = (/** @type {typeof a} */ one) => chosen.filter((two) => one.pictures.includes(two));
  assert.deepEqual([of(a).length, of(b).length], [3, 3]);
  assert.deepEqual(of(a).slice(0, 2), a.pictures.slice(8));
  const { of: measured, labelled } = labelledPictures([a, b], findings, dataset, 100);
  assert.equal(measured, "validation");
  assert.deepEqual(
    labelled,
    a.pictures.slice(8).map((picture) => ({ picture, label: 0 })),
  );
  const untested = labelledPictures([a, b], { ...findings, tested: false }, dataset, 7);
  assert.deepEqual([untested.of, untested.labelled.length], ["training", 7]);
  assert.equal(labelledPictures([a, b], null, dataset, 7).of, "project");
});
