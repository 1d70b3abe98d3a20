// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { routeOf } from "../../www/router.js";

test("an address chooses a view, and what it shows", () => {
  assert.deepEqual(routeOf("#inside"), { view: "inside", path: "" });
  assert.deepEqual(routeOf("#lab"), { view: "lab", path: "" });
  assert.deepEqual(routeOf("#lab/step-size"), { view: "lab", path: "step-size" });
});

test("whatever is unknown leads to the trainer", () => {
  for (const hash of ["", "#", "#train", "#camera-title", "#Inside", "#constructor", "#/lab"])
    assert.deepEqual(routeOf(hash), { view: "train", path: "" }, hash);
});
