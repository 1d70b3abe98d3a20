// @ts-check
/** The list of layers that a person edits: what can be done with it, and what can be undone. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  History,
  KINDS,
  changed,
  entriesOf,
  entryOf,
  fieldsOf,
  inserted,
  moved,
  placeOf,
  removed,
} from "../../www/editor/layers.js";

/** @typedef {import("../../www/editor/layers.js").Entries} Entries */

const LIST = entriesOf([
  { type: "conv", filters: 8, kernel: 3, stride: 1, padding: "same" },
  { type: "activation", function: "leaky_relu", slope: 0.1 },
  { type: "max_pool", size: 2, stride: 2 },
]);
const kinds = (/** @type {Entries} */ entries) => entries.map(({ layer }) => layer.type);
const keys = (/** @type {Entries} */ entries) => entries.map(({ key }) => key);

test("layers are added, removed and moved, and each stays the same one", () => {
  const [a, b, c] = keys(LIST);
  const dense = entryOf({ type: "dense", units: 3 });
  assert.deepEqual(keys(inserted(LIST, 1, dense)), [a, dense.key, b, c]);
  assert.deepEqual(keys(inserted(LIST, 3, dense)), [a, b, c, dense.key]);
  assert.deepEqual(keys(removed(LIST, 1)), [a, c]);
  assert.deepEqual(keys(moved(LIST, 2, -1)), [a, c, b]);
  assert.deepEqual(keys(moved(LIST, 0, 1)), [b, a, c]);
  assert.deepEqual(keys(LIST), [a, b, c], "the list itself stays as it was");
});

test("nothing moves beyond the ends", () => {
  assert.equal(moved(LIST, 0, -1), LIST);
  assert.equal(moved(LIST, 2, 1), LIST);
});

test("a number changes alone, and another function takes nothing of the last one with it", () => {
  const wider = changed(LIST, 0, "filters", 32);
  assert.deepEqual(wider[0].layer, { ...LIST[0].layer, filters: 32 });
  assert.deepEqual(keys(wider), keys(LIST));
  assert.equal(wider[1], LIST[1]);
  const tanh = changed(LIST, 1, "function", "tanh")[1].layer;
  assert.deepEqual(tanh, { type: "activation", function: "tanh" });
});

test("every kind that can be added has what can be chosen of it", () => {
  for (const { layer, fields } of KINDS) {
    assert.equal(fieldsOf(layer), fields);
    for (const { name, choices } of fields) {
      const value = /** @type {Record<string, any>} */ (layer)[name];
      if (choices) assert.ok(choices.includes(value), `${layer.type}.${name}`);
      else assert.equal(typeof value, "number", `${layer.type}.${name}`);
    }
  }
  assert.deepEqual(fieldsOf({ type: "stem", name: "base" }), []);
});

test("places are those that the engine names", () => {
  assert.deepEqual(placeOf("layers[12].filters"), { place: 12, field: "filters" });
  assert.deepEqual(placeOf("layers[0]"), { place: 0, field: "" });
  assert.equal(placeOf("input"), null);
});

test("changes are undone one after the other, digits of a number together", () => {
  /** @type {History<Entries>} */
  const history = new History();
  assert.equal(history.back(), undefined);
  const pooled = removed(LIST, 0);
  history.keep(LIST);
  history.keep(pooled, "0 size"); // 1
  history.keep(changed(pooled, 0, "size", 1), "0 size"); // 12
  history.keep(changed(pooled, 0, "size", 12), "1 stride");
  assert.deepEqual(kinds(history.back() ?? []), ["activation", "max_pool"]);
  assert.equal(history.back(), pooled);
  assert.equal(history.back(), LIST);
  assert.ok(history.isEmpty);
});
