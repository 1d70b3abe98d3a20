// @ts-check
/** What is selected, and where the tiles lie that it is selected with. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Selection } from "../../www/inside/selection.js";
import { boxOf, extent, kernelTiling, mapTiling, tileAt } from "../../www/inside/tiles.js";
import { smallSummary } from "./traces.js";

const { layers } = smallSummary();
const [picture, conv, , dense] = layers;

test("a change is told once, with what changed", () => {
  const selection = new Selection();
  /** @type {string[][]} */
  const told = [];
  selection.addEventListener("change", (event) =>
    told.push([.../** @type {CustomEvent} */ (event).detail]),
  );
  selection.set({ layer: 1, channel: 1, y: 2 });
  selection.set({ layer: 1, channel: 1 });
  assert.deepEqual(told, [["layer", "channel", "y"]]);
});

test("a weight is forgotten with its layer", () => {
  const selection = new Selection();
  selection.set({ layer: 1, weight: 5 });
  selection.set({ y: 1 });
  assert.equal(selection.now.weight, 5);
  selection.set({ layer: 3 });
  assert.equal(selection.now.weight, null);
});

test("it stays inside a smaller network", () => {
  const selection = new Selection();
  selection.set({ layer: 9, channel: 30, y: 40, x: 50 });
  selection.fit(smallSummary());
  const { layer, channel, y, x } = selection.now;
  assert.deepEqual({ layer, channel, y, x }, { layer: 3, channel: 0, y: 0, x: 0 });
});

test("every pixel of a painting is found in its tile", () => {
  for (const tiling of [mapTiling(conv, "output"), { height: 2, width: 3, count: 5, columns: 2 }]) {
    const { width, height } = extent(tiling);
    /** @type {Set<string>} */
    const found = new Set();
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const hit = tileAt(tiling, (column + 0.5) / width, (row + 0.5) / height);
        if (!hit) continue;
        const { left, top } = boxOf(tiling, hit.tile);
        const inTile = [row - Math.round(top * height), column - Math.round(left * width)];
        if (inTile[0] >= tiling.height || inTile[1] >= tiling.width) continue; // a gap
        assert.deepEqual([hit.y, hit.x], inTile);
        found.add(`${hit.tile} ${hit.y} ${hit.x}`);
      }
    }
    assert.equal(found.size, tiling.count * tiling.height * tiling.width);
  }
});

test("a kernel has a row for each channel that goes in, and a column for each filter", () => {
  assert.deepEqual(kernelTiling(conv), { height: 3, width: 3, count: 2, columns: 2 });
  assert.deepEqual(kernelTiling(dense), { height: 3, width: 3, count: 2, columns: 1 });
  assert.equal(kernelTiling(picture), null);
});
