// @ts-check
/** What a neuron saw, and where that lies in the strip. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { areasOf } from "../../www/inside/reach.js";
import { areaOf } from "../../www/inside/tiles.js";

const at = (
  /** @type {number} */ layer,
  /** @type {number} */ channel,
  /** @type {number} */ y,
  /** @type {number} */ x,
) => ({ layer, channel, y, x });

test("terms lie in one area of each map that they come from", () => {
  const terms = [at(1, 0, 3, 5), at(1, 1, 3, 5), at(1, 0, 4, 4), at(1, 0, 5, 6)];
  assert.deepEqual(areasOf(terms), [
    { layer: 1, channel: 0, top: 3, left: 4, height: 3, width: 3 },
    { layer: 1, channel: 1, top: 3, left: 5, height: 1, width: 1 },
  ]);
  assert.deepEqual(areasOf([]), []);
});

test("an area lies in its map's tile; of a picture in its colours in the only one", () => {
  const rounded = (/** @type {Record<string, number>} */ box) =>
    Object.fromEntries(Object.entries(box).map(([side, part]) => [side, part.toFixed(6)]));
  const same = (
    /** @type {import("../../www/inside/tiles.js").Tiling} */ tiling,
    /** @type {Record<string, number>} */ box,
  ) => assert.deepEqual(rounded(areaOf(tiling, area)), rounded(box));
  // Two maps of 4×4 beside each other, with a pixel between them.
  const two = { height: 4, width: 4, count: 2, columns: 2 };
  const area = { channel: 1, top: 2, left: 1, height: 2, width: 3 };
  same(two, { left: 6 / 9, top: 2 / 4, width: 3 / 9, height: 2 / 4 });
  const coloured = { height: 4, width: 4, count: 1, columns: 1 };
  same(coloured, {
    left: 1 / 4,
    top: 2 / 4,
    width: 3 / 4,
    height: 2 / 4,
  });
});
