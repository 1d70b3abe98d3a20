// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { describeObstacle, describeReady, describeWarnings } from "../../www/view/readiness.js";
import { pictures } from "./fakes.js";

/** @typedef {import("../../www/session.js").NamedPlan} NamedPlan */

/** @param {Record<string, number>} counts  pictures of each class @param {object} [parts] @returns {NamedPlan} */
function plan(counts, parts = {}) {
  const classes = Object.entries(counts).map(([name, count]) => ({
    ...{ id: name, name },
    pictures: pictures(count),
  }));
  const nothing = { ready: true, obstacle: null, warnings: [], suspects: new Set() };
  return /** @type {NamedPlan} */ (/** @type {unknown} */ ({ ...nothing, ...parts, classes }));
}

test("training needs two classes with pictures", () => {
  const obstacle = (/** @type {object} */ obstacle) => ({ ready: false, obstacle });
  const emptyClasses = (/** @type {number} */ filled) =>
    obstacle({ kind: "empty_classes", filled });
  assert.match(
    describeObstacle(plan({ Face: 3 }, obstacle({ kind: "one_class" }))),
    /^Add a second class/,
  );
  assert.match(
    describeObstacle(plan({ Face: 3 }, obstacle({ kind: "one_class" })), true),
    /^Switch a second class on/,
  );
  assert.match(describeObstacle(plan({ Face: 0, Background: 0 }, emptyClasses(0))), /two classes/);
  assert.match(describeObstacle(plan({ Face: 3, Background: 0 }, emptyClasses(1))), /“Background”/);
  assert.equal(describeObstacle(plan({ Face: 3, Background: 3 })), "");
  assert.equal(
    describeReady(plan({ Face: 3, Background: 1, Cup: 0 })),
    "Ready: 4 pictures in 2 classes.",
  );
});

/** @param {Record<string, number>} counts @param {...object} warnings */
const warned = (counts, ...warnings) => describeWarnings(plan(counts, { warnings })).join("\n");

test("very unequal classes, empty ones and those with a single picture are warned about", () => {
  assert.equal(warned({ Face: 5, Background: 5 }), "");
  assert.match(
    warned({ Face: 40, Background: 10 }, { kind: "unequal", most: 0, least: 1, ratio: 4 }),
    /“Face” has 4 times as many pictures as “Background”, which will be recognised less reliably\./,
  );
  assert.match(
    warned({ Face: 5, Background: 5, Cup: 0 }, { kind: "empty_class", class: 2 }),
    /“Cup” has no pictures/,
  );
  assert.match(
    warned({ Face: 1, Background: 3, Cup: 1 }, { kind: "single_picture", classes: [0, 2] }),
    /“Face” and “Cup” have only a single picture each: .* not tested/,
  );
  const both = plan(
    { Face: 9, Background: 1, Cup: 0 },
    {
      warnings: [
        { kind: "single_picture", classes: [1] },
        { kind: "empty_class", class: 2 },
      ],
    },
  );
  assert.equal(describeWarnings(both).length, 2);
});

test("a picture in two classes is named, and of several the first", () => {
  const twin = (/** @type {number} */ place) => ({
    ...{ kind: "duplicate", classes: [0, 1], pictures: [place, 10 + place] },
    places: [place, place + 1],
  });
  assert.equal(
    warned({ Face: 3, Background: 3 }, twin(2)),
    "Picture 2 of “Face” is also picture 3 of “Background”: it cannot be both. Delete one of them; both are outlined in step 2.",
  );
  assert.match(
    warned({ Face: 3, Background: 3 }, twin(1), twin(2)),
    /^Picture 1 of .*Background” \(and 1 more like this\): it cannot be both[^\n]*$/,
  );
});

test("pictures with nothing in them are named", () => {
  const uniform = (/** @type {number[]} */ ...places) =>
    warned({ Face: 2, Background: 4 }, { kind: "uniform", class: 1, pictures: places, places });
  assert.equal(
    uniform(3),
    "Picture 3 of “Background” has a uniform colour, as if the camera had been covered. Delete it; it is outlined in step 2.",
  );
  assert.match(
    uniform(3, 4),
    /^2 pictures of “Background”, the first being picture 3, have a uniform colour/,
  );
});

test("copies of one picture are warned about", () => {
  const copies = { kind: "copies", class: 0, pictures: [2, 3, 4], places: [2, 3, 4] };
  assert.match(
    warned({ Face: 9, Background: 4 }, copies),
    /^3 pictures of “Face”, the first being picture 2, are copies of others/,
  );
});
