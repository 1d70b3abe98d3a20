// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "../../www/session/pace.js";
import { Stopwatch } from "../../www/session/stopwatch.js";

const choice = /** @type {import("../../www/engine/types.js").KeptSettings} */ ({
  ...{ preset: "from_scratch", stem: "base", fineTune: "no", stopEarly: "yes", workers: 2 },
});

test("the last training of a kind says how long the next one takes, also in another visit", (t) => {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const localStorage = {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
    removeItem: (/** @type {string} */ key) => kept.delete(key),
  };
  const before = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
  Object.defineProperty(globalThis, "localStorage", { value: localStorage, configurable: true });
  t.after(() => before && Object.defineProperty(globalThis, "localStorage", before));

  const pace = new Pace();
  assert.equal(pace.estimate({ multiply_adds: 1e9 }, choice), null);
  pace.add({ multiply_adds: 1e9 }, choice, 3);
  pace.add({ multiply_adds: 0 }, choice, 3);
  for (const one of [pace, new Pace()]) {
    assert.equal(one.estimate({ multiply_adds: 2e9 }, choice), 6);
    assert.equal(one.estimate({ multiply_adds: 2e9 }, { ...choice, workers: 1 }), null);
    assert.equal(one.estimate({ multiply_adds: 2e9 }, { ...choice, preset: "careful" }), null);
  }
  pace.forget();
  assert.equal(new Pace().estimate({ multiply_adds: 1e9 }, choice), null);
  for (const nonsense of ["[", "null", '{"a":"b","c":-1}']) {
    kept.set("tab-trainer-pace", nonsense);
    assert.equal(new Pace().estimate({ multiply_adds: 1e9 }, choice), null);
  }
});

test("a stopwatch does not count pauses", () => {
  let now = 0;
  const watch = new Stopwatch(10, () => now);
  now = 2000;
  watch.pause();
  watch.pause();
  now = 60_000;
  assert.equal(watch.seconds, 12);
  watch.go();
  watch.go();
  now = 61_000;
  watch.skip(0.5);
  assert.equal(watch.seconds, 12.5);
});
