// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Dataset } from "../../www/data/dataset.js";
import { findingsOf, toCheck } from "../../www/findings.js";

/** Three pictures of each of three classes, and none of a fourth. */
function filled() {
  const dataset = new Dataset({ size: 2 });
  for (const name of ["Face", "Cup", "Plant"]) {
    const { id } = dataset.addClass(name);
    for (let i = 0; i < 3; i++) dataset.addPicture(id, "r", new Uint8ClampedArray(16).fill(i));
  }
  dataset.addClass("Empty");
  return dataset;
}

/** Ids of the engine count the pictures, from 0. @param {Dataset} dataset @param {object} report */
function found(dataset, report) {
  const all = dataset.classes.flatMap(({ pictures }) => pictures);
  const nothing = { checked: [], suspects: [], hardest: [], confusion: [[]] };
  const whole = { ...nothing, check: { kind: "recordings" }, ...report };
  return findingsOf(/** @type {any} */ (whole), dataset.classes, (id) => all[id]);
}

/** @param {number} id @param {number} predicted */
const answer = (id, predicted) => ({
  ...{ id, class: Math.floor(id / 3), predicted },
  probability: 0.9,
});

test("classes that the network does not tell apart are left out", () => {
  const dataset = filled();
  const { classes, tested } = found(dataset, {});
  assert.deepEqual(
    classes.map(({ name }) => name),
    ["Face", "Cup", "Plant"],
  );
  assert.equal(tested, true);
  assert.equal(found(dataset, { check: { kind: "none" } }).tested, false);
});

test("suspects come first, then what else is hard, each once", () => {
  const dataset = filled();
  const findings = found(dataset, {
    suspects: [answer(3, 0), answer(0, 1)],
    hardest: [answer(4, 2), answer(0, 1), answer(8, 2)],
  });
  const [face, cup, plant] = dataset.classes;
  const list = toCheck(findings, dataset);
  assert.deepEqual(
    list.map(({ picture, suspect }) => [picture, suspect]),
    [
      [cup.pictures[0], true],
      [face.pictures[0], true],
      [cup.pictures[1], false],
      [plant.pictures[2], false],
    ],
  );
  const [{ answered }] = list;
  assert.deepEqual([answered.label, answered.answer], [cup.id, face.id]);
});

test("what was moved, deleted or lost with its class has been dealt with; undone it is back", () => {
  const dataset = filled();
  const findings = found(dataset, { suspects: [answer(3, 0), answer(0, 1), answer(6, 0)] });
  const [face, cup, plant] = dataset.classes;
  const all = toCheck(findings, dataset);
  const left = () => toCheck(findings, dataset).map(({ picture }) => picture);
  const back = dataset.movePictures([cup.pictures[0].id], face.id);
  assert.deepEqual(
    left(),
    all.slice(1).map(({ picture }) => picture),
  );
  back();
  assert.deepEqual(toCheck(findings, dataset), all);
  const putBack = dataset.removePictures([face.pictures[0].id]);
  assert.equal(left().length, 2);
  putBack();
  assert.deepEqual(toCheck(findings, dataset), all);
  dataset.removeClass(plant.id);
  dataset.renameClass(cup.id, "Mug");
  assert.deepEqual(toCheck(findings, dataset), all.slice(0, 2));
});
