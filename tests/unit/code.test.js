// @ts-check
/** The lines that the page gives to whoever programs: they answer as the network does. Those in Python and Rust are run by formats/tests/. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { filled } from "../../www/elsewhere/code.js";
import * as formats from "../../www/pkg-formats/tab_trainer_formats.js";

const ROOT = new URL("../../", import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, ROOT));
const template = (/** @type {string} */ file) => read(`www/files/code/${file}`).toString();

const SIZE = 8;
const CLASSES = ['A "cup"', "Ёж", "It\\"];

/** A small network with random weights. @param {Uint8Array} pictures */
function model(pictures) {
  formats.initSync({ module: read("www/pkg-formats/tab_trainer_formats_bg.wasm") });
  const spec = {
    input: { height: SIZE, width: SIZE, channels: 3 },
    layers: [
      { type: "conv", filters: 4, kernel: 3 },
      { type: "activation", function: "relu" },
      { type: "max_pool", size: 2 },
      { type: "dense", units: CLASSES.length },
    ],
    loss: "cross_entropy",
    optimizer: { type: "sgd", learning_rate: 0.1 },
  };
  const weights = Float32Array.from({ length: 112 + 195 }, (_, i) => 0.1 * Math.sin(3 * i * i));
  const description = { spec, classes: CLASSES, temperature: 1.5, thresholds: null };
  return new formats.ExportedModel(JSON.stringify(description), weights, pictures);
}

/** The answers that are in a file. @param {Uint8Array} safetensors @returns {Float32Array} */
function scoresIn(safetensors) {
  const length = 8 + Number(new DataView(safetensors.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(safetensors.subarray(8, length)));
  const [from, to] = header["tests.scores"].data_offsets;
  return new Float32Array(safetensors.slice(length + from, length + to).buffer);
}

test("JavaScript, with onnxruntime-web", async () => {
  const area = 4 * SIZE ** 2;
  const pictures = Uint8Array.from({ length: 3 * area }, (_, i) =>
    i % 4 === 3 ? 255 : (i * i * 7) % 256,
  );
  const exported = model(pictures);
  mkdirSync(new URL("target/", ROOT), { recursive: true });
  // Inside the project, where it finds the package.
  const folder = mkdtempSync(fileURLToPath(new URL("target/code-", ROOT)));
  try {
    const [file, script] = [join(folder, "Cups & co.onnx"), join(folder, "code.mjs")];
    writeFileSync(file, exported.onnx());
    const code = template("onnx-javascript.txt");
    writeFileSync(script, filled(code, { file, size: SIZE, classes: CLASSES }));
    const { classify } = await import(pathToFileURL(script).href);
    const expected = scoresIn(exported.safetensors());
    for (let i = 0; i < 3; i++) {
      const scores = expected.subarray(3 * i, 3 * i + 3);
      const data = new Uint8ClampedArray(pictures.subarray(i * area, (i + 1) * area));
      const { name, score } = await classify({ data });
      const best = Math.max(...scores);
      assert.equal(name, CLASSES[scores.indexOf(best)]);
      assert.ok(Math.abs(score - best) < 1e-5, `${score} instead of ${best}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("lines are about one network", () => {
  const network = { file: "Cups.safetensors", size: 96, classes: CLASSES };
  const rust = filled(template("safetensors-rust.txt"), network);
  assert.match(rust, /read\("Cups\.safetensors"\)/);
  assert.match(rust, /"photo\.png"\)\?, 96\)\?; \/\/ 96×96 pixels/);
  assert.doesNotMatch(rust, /StemId/);
  const behind = filled(template("safetensors-rust.txt"), { ...network, stem: "base" });
  assert.match(behind, /StemId::Base\.load\(&fs::read\("base\.safetensors"\)\?\)/);
  const python = filled(template("onnx-python.txt"), { ...network, file: "Cups.onnx" });
  assert.match(python, /InferenceSession\("Cups\.onnx"\)/);
  assert.match(python, /\(96, 96\)/);
  for (const one of [rust, behind, python]) assert.doesNotMatch(one, /64|"model|"Background/);
});

test("what a project is called stays as it is", () => {
  const rust = template("safetensors-rust.txt");
  const filledFor = (/** @type {string} */ file, /** @type {string | undefined} */ stem) =>
    filled(rust, { file: `${file}.safetensors`, size: 96, classes: ["64 cups", "small"], stem });
  for (const name of ["Cups 64", "small", "model", "StemId::Small"])
    for (const stem of [undefined, "base"])
      assert.ok(filledFor(name, stem).includes(`import(&fs::read("${name}.safetensors")?)`), name);
  assert.match(filledFor("small", "base"), /StemId::Base\.load\(&fs::read\("base\.safetensors"\)/);
  const network = { file: "64.onnx", size: 96, classes: ["64 cups", "model.onnx"] };
  const python = filled(template("onnx-python.txt"), network);
  assert.match(python, /classes = \["64 cups", "model\.onnx"\]/);
  assert.match(python, /InferenceSession\("64\.onnx"\)/);
});
