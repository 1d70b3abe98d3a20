// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { shuffledOrder } from "../../www/training/shuffle.js";

test("every place comes exactly once", () => {
  for (const count of [0, 1, 2, 33]) {
    assert.deepEqual(
      [...shuffledOrder(count, 7, 1)].sort((a, b) => a - b),
      [...Array(count).keys()],
    );
  }
});

test("the same seed and epoch give the same order, others another", () => {
  assert.deepEqual(shuffledOrder(50, 1, 2), shuffledOrder(50, 1, 2));
  assert.notDeepEqual(shuffledOrder(50, 1, 2), shuffledOrder(50, 1, 3));
  assert.notDeepEqual(shuffledOrder(50, 1, 2), shuffledOrder(50, 2, 2));
});

test("each place is equally likely", () => {
  const rounds = 6000;
  const hits = new Uint32Array(6);
  for (let epoch = 0; epoch < rounds; epoch++) hits[shuffledOrder(6, 3, epoch).indexOf(0)] += 1;
  // Binomial with p = 1/6: six standard deviations are 173.
  for (const count of hits) assert.ok(Math.abs(count - rounds / 6) < 173, String(hits));
});
