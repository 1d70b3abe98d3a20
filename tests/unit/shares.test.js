// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addUp,
  defaultWorkers,
  FEWEST_PICTURES,
  shareCount,
  shareOut,
} from "../../www/workers/shares.js";

test("one core is left to the page, and eight workers are enough", () => {
  assert.deepEqual(
    [1, 2, 3, 9, 64].map((cores) => defaultWorkers(cores)),
    [1, 1, 2, 8, 8],
  );
});

test("small batches are shared by fewer workers", () => {
  assert.equal(shareCount(1, 8), 1);
  assert.equal(shareCount(2 * FEWEST_PICTURES - 1, 8), 1);
  assert.equal(shareCount(2 * FEWEST_PICTURES, 8), 2);
  assert.equal(shareCount(64, 8), 8);
  assert.equal(shareCount(64, 1), 1);
});

test("shares are even, in order, and leave nothing out", () => {
  assert.deepEqual(shareOut(8, 1), [{ from: 0, to: 8 }]);
  assert.deepEqual(shareOut(10, 3), [
    { from: 0, to: 3 },
    { from: 3, to: 6 },
    { from: 6, to: 10 },
  ]);
  for (let pictures = 1; pictures <= 64; pictures++) {
    for (let count = 1; count <= Math.min(8, pictures); count++) {
      const shares = shareOut(pictures, count);
      const sizes = shares.map(({ from, to }) => to - from);
      assert.deepEqual(
        shares.map(({ from }) => from),
        [0, ...shares.map(({ to }) => to)].slice(0, -1),
      );
      assert.equal(shares.at(-1)?.to, pictures);
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1 && sizes[0] === Math.min(...sizes));
    }
  }
});

test("parts are weighted and added up in their order", () => {
  const sum = Float32Array.of(99, 99);
  addUp([Float32Array.of(1, 2), Float32Array.of(3, 6)], [0.25, 0.75], sum);
  assert.deepEqual([...sum], [2.5, 5]);
  // In f32, 1 disappears beside 2²⁶: the order shows.
  const parts = [Float32Array.of(2 ** 26), Float32Array.of(1), Float32Array.of(-(2 ** 26))];
  const added = (/** @type {Float32Array[]} */ order) => {
    addUp(order, [1, 1, 1], sum.subarray(0, 1));
    return sum[0];
  };
  assert.equal(added(parts), 0);
  assert.equal(added([parts[0], parts[2], parts[1]]), 1);
});
