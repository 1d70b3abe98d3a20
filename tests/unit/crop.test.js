// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { CENTRE, cropTo, seen, squareIn } from "../../www/camera/crop.js";

test("by default the centre square, of pictures of any shape", () => {
  assert.deepEqual(squareIn(CENTRE, 640, 480), { left: 80, top: 0, side: 480 });
  assert.deepEqual(squareIn(CENTRE, 480, 640), { left: 0, top: 80, side: 480 });
});

test("a square that is dragged stays in the picture, and comes back as it was", () => {
  const crop = { side: 0.5, x: 0.25, y: 0.75 };
  assert.deepEqual(cropTo(squareIn(crop, 640, 480), 640, 480), crop);
  assert.deepEqual(cropTo({ left: -50, top: 900, side: 240 }, 640, 480), { side: 0.5, x: 0, y: 1 });
  assert.deepEqual(cropTo({ left: 0, top: 0, side: 9999 }, 640, 480), { side: 1, x: 0, y: 0.5 });
  assert.equal(cropTo({ left: 0, top: 0, side: 1 }, 640, 480).side, 0.25);
});

test("in a mirror, left is right", () => {
  assert.deepEqual(seen({ side: 0.5, x: 0.2, y: 0.3 }, true), { side: 0.5, x: 0.8, y: 0.3 });
  assert.deepEqual(seen(seen({ side: 1, x: 0.25, y: 0 }, true), true), { side: 1, x: 0.25, y: 0 });
});
