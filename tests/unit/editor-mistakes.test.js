// @ts-check
/** Why a network cannot be built: at which layer, which of its fields, and in which words. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { loadText } from "../../www/text/index.js";

/** @typedef {import("../../www/engine/types.js").LayerSpec} LayerSpec */

await loadText("editor");
const { explained } = await import("../../www/editor/mistakes.js");

/** @type {LayerSpec[]} */
const LAYERS = [
  { type: "conv", filters: 8, kernel: 3 },
  { type: "max_pool", size: 4, stride: 4 },
  { type: "dropout", rate: 0.3 },
  { type: "dense", units: 2 },
];

test("a window that does not fit is explained at the number that says how large it is", () => {
  const numbers = { size: 4, height: 2, width: 2 };
  const found = explained({ path: "layers[1]", kind: "does_not_fit", ...numbers }, LAYERS);
  assert.equal(found?.place, 1);
  assert.equal(found?.field, "size");
  assert.match(found?.sentence ?? "", /4×4 does not fit: .* only 2×2 pixels/);
  const conv = explained({ path: "layers[0]", kind: "does_not_fit", ...numbers }, LAYERS);
  assert.equal(conv?.field, "kernel");
});

test("too much of it is explained at what makes it so much", () => {
  const map = explained(
    { path: "layers[0]", kind: "map_too_large", given: 409_600_000, most: 67_108_864 },
    LAYERS,
  );
  assert.deepEqual([map?.place, map?.field], [0, "filters"]);
  assert.match(map?.sentence ?? "", /409,600,000 .* 67,108,864/);
  const weights = explained(
    { path: "layers[3]", kind: "too_many_weights", given: 1e9, most: 5 },
    LAYERS,
  );
  assert.deepEqual([weights?.place, weights?.field], [3, "units"]);
});

test("a number that makes no sense is explained by what is expected", () => {
  const filters = explained({ path: "layers[0].filters", kind: "wrong_value" }, LAYERS);
  assert.equal(filters?.sentence, "Filters must be a whole number from 1.");
  const rate = explained({ path: "layers[2].rate", kind: "wrong_value" }, LAYERS);
  assert.equal(rate?.sentence, "Fraction must be a number from 0 to below 1.");
});

test("without a mistake, or with one at no layer, nothing is at fault", () => {
  assert.equal(explained(null, LAYERS), null);
  assert.equal(explained({ path: "layers[9]", kind: "wrong_value" }, LAYERS), null);
});
