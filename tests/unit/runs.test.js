// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { curvesOf, differences } from "../../www/runs/differences.js";
import { Trainings } from "../../www/trainings.js";

/** @param {number[]} wrong  pictures; the even ones are of class a @param {object} [choice] @returns {any} */
const ran = (wrong, choice = {}) => ({
  choice: { preset: "from_scratch", epochs: 2, optimizer: "", ...choice },
  points: [],
  findings: {
    tested: true,
    classes: [
      { id: "a", name: "A" },
      { id: "b", name: "B" },
    ],
    checked: [0, 1, 2, 3].map((i) => {
      const [label, other] = i % 2 === 0 ? ["a", "b"] : ["b", "a"];
      return { picture: `${i}`, label, answer: wrong.includes(i) ? other : label, probability: 1 };
    }),
  },
});

test("two runs are compared picture by picture, class by class, setting by setting", () => {
  const found = differences(ran([0, 2]), ran([2, 3], { epochs: 9, optimizer: "adam" }));
  assert.deepEqual([found.pictures, found.tested], [4, true]);
  assert.deepEqual(found.classes, [
    { id: "a", first: { count: 2, correct: 0 }, second: { count: 2, correct: 1 } },
    { id: "b", first: { count: 2, correct: 2 }, second: { count: 2, correct: 1 } },
  ]);
  assert.deepEqual([found.onlyFirst, found.onlySecond], [["3"], ["0"]]);
  assert.deepEqual(found.choices, [
    { key: "epochs", first: 2, second: 9 },
    { key: "optimizer", first: "", second: "adam" },
  ]);
  assert.deepEqual(differences(ran([1]), ran([1])).choices, []);
});

test("their curves share an axis", () => {
  const point = (/** @type {number} */ epoch, /** @type {number | null} */ loss) => ({
    ...{ epoch, training: { loss: epoch, accuracy: 0 } },
    validation: loss === null ? null : { loss, accuracy: 0 },
  });
  const [one, two] = [ran([]), ran([])];
  one.points = [point(1, 5)];
  two.points = [point(1, null), point(2, 7)];
  assert.deepEqual(curvesOf([one, two], "loss"), [
    [1, 2],
    [1, null],
    [5, null],
    [1, 2],
    [null, 7],
  ]);
});

test("each training is a run while the pictures are the same, and only the last ones are kept", () => {
  const trainings = new Trainings();
  const classes = /** @type {any} */ ([{ id: "a", pictures: [{ id: "1" }] }]);
  const one = /** @type {any} */ ({ method: "tiny", stem: null, fineTuned: null, accuracy: 1 });
  for (let i = 0; i < 10; i++) trainings.add(classes, one, ran([]));
  assert.equal(trainings.list.length, 1);
  assert.deepEqual(
    trainings.runs.map(({ number }) => number),
    [3, 4, 5, 6, 7, 8, 9, 10],
  );
  trainings.add([{ ...classes[0], pictures: [] }], one, ran([]));
  assert.deepEqual(
    trainings.runs.map(({ number }) => number),
    [1],
  );
});
