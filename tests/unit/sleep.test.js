// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Sleep } from "../../www/workers/sleep.js";

/** Lengths of the sleeps among steps that take so many ms. @param {number[]} steps */
function sleeps(steps) {
  const found = /** @type {number[]} */ ([]);
  const sleep = new Sleep((seconds) => found.push(seconds));
  let time = 1000;
  sleep.beat(time);
  for (const step of steps) sleep.beat((time += step));
  return found;
}

test("a gap between steps is a sleep where the steps before were much shorter", () => {
  assert.deepEqual(sleeps([40, 50, 40, 60_000, 40, 7000, 40]), [60, 7]);
});

test("a slow first step is forgotten", () => {
  assert.deepEqual(sleeps([3000, 40, 40, 10_000]), []);
  assert.deepEqual(sleeps([3000, ...Array(20).fill(40), 10_000]), [10]);
});

test("slow steps are none, nor is a short wait, nor what comes before steps are known", () => {
  assert.deepEqual(sleeps([8000, 9000, 8000, 20_000]), []);
  assert.deepEqual(sleeps([40, 50, 40, 4000]), []);
  assert.deepEqual(sleeps([60_000, 40, 40]), []);
});
