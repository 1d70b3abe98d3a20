// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { neighbour, recordingsOf } from "../../www/data/recordings.js";

/** Pictures with these ids and recordings, the oldest first: "1a 2a 3b". @param {string} list */
const pictures = (list) =>
  list.split(" ").map(([id, recording]) => ({ id, recording, rgba: new Uint8ClampedArray(4) }));

test("recordings and their pictures are listed the newest first, also those that overlap", () => {
  const list = recordingsOf(pictures("1a 2a 3b 4a 5b 6c"));
  assert.deepEqual(
    list.map(({ id, pictures }) => [id, ...pictures.map((one) => one.id)].join(" ")),
    ["c 6", "b 5 3", "a 4 2 1"],
  );
  assert.deepEqual(recordingsOf([]), []);
});

test("what takes the place of a picture is behind it, or else before it, or in the next recording", () => {
  const list = recordingsOf(pictures("1a 2a 3b 4b 5b 6c"));
  const after = (/** @type {string[]} */ ...ids) => neighbour(list, new Set(ids))?.id;
  assert.equal(after("5"), "4");
  assert.equal(after("3"), "4");
  assert.equal(after("6"), "5");
  assert.equal(after("5", "4", "3"), "2");
  assert.equal(after("2", "1"), "3");
  assert.equal(after("9"), undefined);
  assert.equal(neighbour(recordingsOf(pictures("1a")), new Set(["1"])), null);
});
