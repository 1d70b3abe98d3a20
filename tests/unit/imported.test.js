// @ts-check
/** Networks on their way out and in: which pictures check a copy, and what a file becomes here. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Dataset, LONGEST_NAME } from "../../www/data/dataset.js";
import { Project } from "../../www/data/project.js";
import { labelledPictures, testPictures } from "../../www/elsewhere/pictures.js";
import { AnswerPreferences } from "../../www/live/preferences.js";
import { checkSizes, classNames, settingsOf, thresholdsOf } from "../../www/projects/imported.js";
import { loadText } from "../../www/text/index.js";
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
  // A name that one before it was given, and one that only looks like that.
  assert.deepEqual(classNames(["a", "a", "a 2", "A", "a 2"]), [
    ...["a", "a 2", "a 2 2", "A 3", "a 2 3"],
  ]);
});

test(
  "as many names as a file likes, all the same, are told apart in no time",
  { timeout: 20_000 },
  () => {
    const many = 50_000;
    let folded = 0;
    const { toLocaleLowerCase } = String.prototype;
    String.prototype.toLocaleLowerCase = function () {
      folded += 1;
      return toLocaleLowerCase.call(this);
    };
    try {
      assert.equal(new Set(classNames(Array.from({ length: many }, () => "a"))).size, many);
    } finally {
      String.prototype.toLocaleLowerCase = toLocaleLowerCase;
    }
    assert.ok(folded < 10 * many, `${folded} comparisons`);
  },
);

test("a network with more classes than there can be cards is refused, and says how many it has", async () => {
  await loadText("projects");
  const model = read([]);
  model.description.spec.input = { height: 64, width: 64 };
  const withClasses = (/** @type {number} */ count) => {
    model.description.classes = Array.from({ length: count }, () => "a");
    return model;
  };
  checkSizes(withClasses(100));
  assert.throws(() => checkSizes(withClasses(100_000)), /100,000 classes.* 100 at most/);
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
  const silent = read([]);
  silent.description.thresholds = null;
  assert.equal(thresholdsOf(silent, classes, 0.6), null);
});

test("a network that a project adopts answers with its own thresholds, or with those that are chosen when it has none", async () => {
  globalThis.document = /** @type {any} */ (new EventTarget());
  const answer = new AnswerPreferences();
  const methods = { forget: async () => {}, restore: () => {}, network: null };
  const session = Object.assign(new EventTarget(), methods);
  const storage = Object.assign(new EventTarget(), { endTraining: () => {} });
  const project = new Project(/** @type {any} */ ({ answer, session, storage }));
  const network = /** @type {any} */ ({ classes: [{ id: "1" }, { id: "2" }] });
  const chosen = { 1: 0.9, 2: 0.8, 3: 0.7 };
  for (const [thresholds, expected] of /** @type {const} */ ([
    [null, chosen],
    [{ 2: 0.5 }, { 2: 0.5, 3: 0.7 }],
    [{}, { 3: 0.7 }],
  ])) {
    answer.restore({ thresholds: chosen });
    await project.adopt(network, thresholds);
    assert.deepEqual(answer.ofClasses.thresholds, expected);
  }
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
