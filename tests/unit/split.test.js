// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { split } from "../../www/training/split.js";

/**
 * A class whose pictures carry their place in red, from recordings of the given lengths.
 * @param {...number} lengths
 */
function recorded(...lengths) {
  let place = 0;
  const pictures = lengths.flatMap((length, recording) =>
    Array.from({ length }, () => ({
      recording: `r${recording}`,
      rgba: Uint8ClampedArray.of(place++, 0, 0, 255),
    })),
  );
  return { name: "any", pictures };
}

/** The places that were held out of one class. @param {...number} lengths */
function heldOut(...lengths) {
  const { training, validation } = split([recorded(...lengths)]);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const places = [...training, ...validation].map(({ rgba }) => rgba[0]).sort((a, b) => a - b);
  assert.deepEqual(
    places,
    Array.from({ length: total }, (_, i) => i),
    "each picture is on exactly one side",
  );
  return validation.map(({ rgba }) => rgba[0]);
}

/** @param {number} from @param {number} to */
const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);

test("whole recordings are held out, about a fifth of the pictures", () => {
  assert.deepEqual(heldOut(10, 10, 10, 10, 10), range(40, 50));
  assert.deepEqual(heldOut(40, 10), range(40, 50));
  assert.deepEqual(heldOut(10, 40), range(0, 10));
  assert.deepEqual(heldOut(50, 3, 37, 10), [...range(50, 53), ...range(90, 100)]);
});

test("of three the smallest is held out, of equals the newest", () => {
  assert.deepEqual(heldOut(30, 30, 30), range(60, 90));
  assert.deepEqual(heldOut(40, 30, 40), range(40, 70));
});

test("where every recording is large, the newest gives its last part: the network must not lose half of what it could learn", () => {
  assert.deepEqual(heldOut(30, 30), range(48, 60));
  assert.deepEqual(heldOut(30, 20), range(40, 50));
});

test("of many pictures no more are held out than prove something, unless a recording is larger", () => {
  const heldBack = (/** @type {number[]} */ ...lengths) =>
    split([recorded(...lengths)]).validation.length;
  assert.equal(heldBack(500), 60);
  assert.equal(heldBack(...range(0, 600).map(() => 1)), 60);
  assert.equal(heldBack(300, 200, 300), 200);
});

test("the only recording gives its last part", () => {
  assert.deepEqual(heldOut(10), [8, 9]);
  assert.deepEqual(heldOut(2), [1]);
  assert.deepEqual(heldOut(3), [2]);
});

test("recordings of single pictures, as from uploads one by one", () => {
  assert.deepEqual(heldOut(1, 1), [1]);
  assert.deepEqual(heldOut(1, 1, 1, 1, 1, 1, 1, 1, 1, 1), [8, 9]);
});

test("a class with one picture keeps it for training; an empty class is no obstacle", () => {
  const { training, validation } = split([recorded(1), recorded(), recorded(10)]);
  assert.equal(training.filter(({ label }) => label === 0).length, 1);
  assert.deepEqual(new Set(validation.map(({ label }) => label)), new Set([2]));
});

test("no class ever loses all its training pictures", () => {
  for (let first = 0; first < 12; first++) {
    for (let second = 0; second < 12; second++) {
      for (let third = 0; third < 4; third++) {
        const count = first + second + third;
        const held = heldOut(first, second, third).length;
        assert.ok(count === 0 || held < count, `${first} + ${second} + ${third}: ${held} held out`);
        assert.ok(held <= count / 2, `${first} + ${second} + ${third}: more than half held out`);
        assert.equal(held > 0, count >= 2, `${first} + ${second} + ${third}: ${held} held out`);
      }
    }
  }
});

test("labels are the places of the classes, and the split is the same each time", () => {
  const classes = [recorded(5), recorded(4, 6)];
  assert.deepEqual(split(classes), split(classes));
  assert.equal(split(classes).training.filter(({ label }) => label === 1).length, 8);
});

test("it says what the check is worth", () => {
  const kind = (/** @type {number[][]} */ ...classes) =>
    split(classes.map((lengths) => recorded(...lengths))).check.kind;
  assert.equal(kind([10, 10, 10, 10, 10], [30, 30, 30]), "recordings");
  assert.equal(kind([10], [10]), "same recording");
  assert.equal(kind([30, 30], [30, 30, 30]), "same recording");
  assert.equal(kind([30, 30, 30], [1]), "recordings");
  assert.equal(kind([1], [1]), "none");
});

test("classes that cannot be tested are named, and the commonest answer is the baseline", () => {
  const { check } = split([
    { ...recorded(10), name: "Face" },
    { ...recorded(1), name: "Cup" },
    { ...recorded(), name: "empty" },
    { ...recorded(30), name: "Room" },
  ]);
  assert.deepEqual(check, {
    kind: "same recording",
    untested: ["Cup"],
    pictures: 8,
    baseline: 6 / 8,
  });
  // Nothing held back: those that are learned.
  assert.deepEqual(split([recorded(1), recorded(1)]).check, {
    kind: "none",
    untested: ["any", "any"],
    pictures: 2,
    baseline: 0.5,
  });
  assert.equal(split([]).check.baseline, 0);
});
