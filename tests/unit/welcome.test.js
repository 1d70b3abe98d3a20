// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { welcomeBack } from "../../www/view/welcome.js";

test("who comes back is told what is there, and never of 0 pictures", () => {
  assert.equal(welcomeBack(0, false), "");
  assert.match(welcomeBack(0, true), /^Welcome back\. The network .* is still here/);
  assert.match(welcomeBack(0, true, "cups.onnx"), /^The network of “cups\.onnx” is here/);
  assert.equal(welcomeBack(1, false), "Welcome back. Your picture is still here.");
  assert.equal(
    welcomeBack(12, true),
    "Welcome back. Your 12 pictures and the trained network are still here.",
  );
});
