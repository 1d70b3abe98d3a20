// @ts-check
/** A trained network on its way into a file, and what is said when it does not become one. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { reasonOf } from "../../www/elsewhere/reasons.js";
import { factsOf } from "../../www/files/facts.js";
import * as formats from "../../www/pkg-formats/tab_trainer_formats.js";
import { bundleFor, loadText } from "../../www/text/index.js";
import { tinySpec } from "./fakes.js";

const WWW = new URL("../../www/", import.meta.url);

await loadText("elsewhere");

/** What is thrown. @param {() => unknown} job */
function thrown(job) {
  try {
    job();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
}

test("a size that TensorFlow.js cannot have is told, in the language of the page", () => {
  formats.initSync({
    module: readFileSync(new URL("pkg-formats/tab_trainer_formats_bg.wasm", WWW)),
  });
  const size = 100;
  const spec = { ...tinySpec(), input: { height: size, width: size, channels: 3 } };
  const description = { spec, classes: ["a", "b"], temperature: 1, thresholds: null };
  const weights = new Float32Array(2 * 3 * size ** 2 + 2);
  const model = new formats.ExportedModel(JSON.stringify(description), weights, new Uint8Array());
  const error = thrown(() => model.tfjs());
  assert.match(reasonOf(error, "TensorFlow.js", size), /could not be created\. .* 100×100 pixels/);
  const facts = { .../** @type {object} */ (factsOf(error)), size };
  const russian = bundleFor("ru", readFileSync(new URL("text/ru/elsewhere.ftl", WWW), "utf8"));
  for (const id of ["elsewhere-size", "elsewhere-reason"]) {
    const pattern = /** @type {any} */ (russian.getMessage(id)).value;
    const said = russian.formatPattern(pattern, { ...facts, place: "x" });
    assert.doesNotMatch(said.replace("TensorFlow.js", "").replace("«x»", ""), /[a-z]/, said);
  }
});

test("other errors of files are no English of a module either", () => {
  const details = { kind: "refused", place: "", why: "the engine's words" };
  const error = Object.assign(new Error("as it was thrown"), { name: "FormatError", details });
  assert.equal(
    reasonOf(error, "ONNX", 64),
    "ONNX could not be created. This network does not fit the format.",
  );
  assert.equal(factsOf(new Error("something else")), null);
});
