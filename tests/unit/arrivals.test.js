// @ts-check
/** What counts as a class that becomes the answer. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { HOLD_MS, Arrivals } from "../../www/live/arrivals.js";

/** What becomes the answer in a film: a letter for a frame of 50 ms, "." where no answer is sure. @param {string} film */
function seen(film, arrivals = new Arrivals()) {
  return [...film]
    .map((id, frame) => arrivals.see(id === "." ? null : id, 50 * frame) ?? "")
    .join("");
}

test("a class counts once, when it has held, however long it stays", () => {
  assert.equal(HOLD_MS, 300);
  assert.equal(seen("aaaaaa"), "", "250 ms");
  assert.equal(seen("aaaaaaa"), "a", "300 ms");
  assert.equal(seen("aaaaaaaaaaaaaaaaaaaaaaaa"), "a");
});

test("after another class, or after none, it counts again", () => {
  assert.equal(seen("aaaaaaaabbbbbbbbaaaaaaaa"), "aba");
  assert.equal(seen("aaaaaaaa........aaaaaaaa"), "aa");
});

test("what does not hold has not happened", () => {
  assert.equal(seen("aaaaaaaabbaaaaaaaaaa"), "a", "a wrong frame or two");
  assert.equal(seen("aaaaaaaa..aaaaaaaaaa"), "a", "unsure for a moment");
  assert.equal(seen("aabbaabbaabbaabb"), "", "nothing ever holds");
  assert.equal(seen("aaaaaaaa.b.b.b.aaaaaaa"), "a", "neither the gap nor the class");
});

test("slow frames count, too", () => {
  const arrivals = new Arrivals();
  assert.equal(arrivals.see("a", 0), null);
  assert.equal(arrivals.see("a", 1000), "a");
});

test("after a pause the same class counts again", () => {
  const arrivals = new Arrivals();
  assert.equal(seen("aaaaaaaa", arrivals), "a");
  arrivals.leave();
  assert.equal(arrivals.see("a", 10_000), null);
  assert.equal(arrivals.see("a", 10_300), "a");
});
