// @ts-check
/** From what the engine finds at each place to colours and a word. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { blend, centreOf, painted, strengthsOf, wordFor } from "../../www/heat-map/evidence.js";

/** @param {"class_activation" | "sliding"} kind @param {number} width @param {number[][]} places  of each the value of each class */
const evidence = (kind, width, places) => ({
  kind,
  height: places.length / width,
  width,
  values: Float32Array.from(places.flat()),
  bias: places[0].map(() => 0),
});

/** @param {{ values: Float32Array }} strengths */
const rounded = ({ values }) => [...values].map((value) => Math.round(100 * value) / 100);

test("what all classes have in common speaks for none", () => {
  const places = [
    [5, 3],
    [4, 4],
    [1, 1.5],
    [0, 4],
  ];
  const found = evidence("class_activation", 2, places);
  assert.deepEqual(rounded(strengthsOf(found, 0)), [0.5, 0, -0.12, -1]);
  assert.deepEqual(rounded(strengthsOf(found, 1)), [-0.5, 0, 0.13, 1]);
});

test("weak evidence is not made strong", () => {
  const found = evidence("class_activation", 2, [
    [0.1, -0.1],
    [0, 0],
  ]);
  assert.deepEqual(rounded(strengthsOf(found, 0)), [0.1, 0]);
});

test("a score counts from a mere guess on", () => {
  const found = evidence("sliding", 3, [
    [1, 0, 0, 0],
    [0.25, 0.25, 0.25, 0.25],
    [0, 1, 0, 0],
  ]);
  assert.deepEqual(rounded(strengthsOf(found, 0)), [1, 0, -1]);
  assert.deepEqual(rounded(strengthsOf(found, 3)), [-1, 0, -1]);
});

test("the centre of what speaks for the class has a word", () => {
  const at = (/** @type {number} */ spot) => ({
    height: 3,
    width: 3,
    values: Float32Array.from({ length: 9 }, (_, i) => (i === spot ? 0.8 : -0.5)),
  });
  const words = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((spot) => wordFor(centreOf(at(spot))));
  assert.deepEqual(words, [
    ...["upper-left", "upper-centre", "upper-right"],
    ...["middle-left", "middle-centre", "middle-right"],
    ...["lower-left", "lower-centre", "lower-right"],
  ]);
  assert.deepEqual(centreOf({ height: 1, width: 2, values: Float32Array.of(0.4, 0.2) }), {
    x: 0.35,
    y: 0.5,
  });
  const nothing = { height: 1, width: 2, values: Float32Array.of(0.05, -1) };
  assert.equal(wordFor(centreOf(nothing)), "nowhere");
});

test("maps follow each other in steps, of one size", () => {
  const map = (/** @type {number[]} */ ...values) => ({
    height: 1,
    width: values.length,
    values: Float32Array.from(values),
  });
  assert.deepEqual(rounded(blend(map(0, 1), map(1, 0), 0.25)), [0.25, 0.75]);
  assert.deepEqual(blend(map(0, 1, 0), map(1, 0), 0.25), map(1, 0));
  assert.deepEqual(blend(null, map(1), 0.25), map(1));
});

test("no evidence leaves the picture as it is", () => {
  const rgba = painted({ height: 1, width: 3, values: Float32Array.of(1, 0, -0.5) });
  assert.ok(rgba[0] > rgba[2], "orange speaks for it");
  assert.ok(rgba[8] < rgba[10], "blue against it");
  assert.deepEqual([rgba[3], rgba[7], rgba[11]], [158, 0, 79]);
});
