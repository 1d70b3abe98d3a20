// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Dataset } from "../../www/data/dataset.js";
import { UndoHistory } from "../../www/data/undo-history.js";

/** A data set with a class of three pictures, and a history that each removal is added to. */
function setUp() {
  const dataset = new Dataset({ size: 2 });
  const history = new UndoHistory(dataset);
  const { id } = dataset.addClass("Face");
  for (let i = 0; i < 3; i++) dataset.addPicture(id, "r", new Uint8ClampedArray(16).fill(i));
  const [face] = dataset.classes;
  const step = (/** @type {() => void} */ undo, /** @type {string} */ undone) =>
    history.add({ undo, undone, done: "", place: id });
  return { dataset, history, face, step };
}

test("steps are undone one by one, the newest first", () => {
  const { dataset, history, face, step } = setUp();
  const all = face.pictures;
  step(dataset.removePictures([all[1].id]), "the second");
  step(dataset.removePictures([all[0].id]), "the first");
  step(dataset.removeClass(face.id), "the class");
  assert.deepEqual(dataset.classes, []);
  assert.deepEqual([history.undo(), face.pictures], ["the class", [all[2]]]);
  assert.deepEqual([history.undo(), face.pictures], ["the first", [all[0], all[2]]]);
  assert.deepEqual([history.undo(), face.pictures], ["the second", all]);
  assert.deepEqual([history.undo(), history.newest], ["", null]);
});

test("a step that cannot be undone is dropped, and those before it can still be", () => {
  const { dataset, history, face, step } = setUp();
  const all = face.pictures;
  step(dataset.removePictures([all[0].id]), "the first");
  step(() => {
    throw new Error("gone");
  }, "nothing");
  assert.throws(() => history.undo(), /gone/);
  assert.equal(history.undo(), "the first");
  assert.deepEqual(face.pictures, all);
});

test("nothing is undone in another project, and nothing that was locked meanwhile", () => {
  const { dataset, history, face, step } = setUp();
  step(dataset.removePictures([face.pictures[0].id]), "the first");
  dataset.locked = "another tab";
  assert.throws(() => history.undo(), /another tab/);
  assert.equal(face.pictures.length, 2);
  dataset.locked = "";
  step(dataset.clearClass(face.id), "the rest");
  dataset.restore([]);
  assert.equal(history.newest, null);
});

test("the oldest steps are forgotten, and with them their pictures", () => {
  const { history, step } = setUp();
  for (let i = 0; i < 150; i++) step(() => {}, String(i));
  let undone = 0;
  while (history.undo()) undone += 1;
  assert.equal(undone, 100);
});
