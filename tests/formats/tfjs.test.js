// @ts-check
/**
 * Exported models in TensorFlow.js: whether it loads the files and answers the test pictures as they say. `cargo xtask test formats`
 * writes one for each kind of layer, and says where.
 */

import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";

const TOLERANCE = 1e-4;
const folder = join(process.env.TAB_TRAINER_MODELS ?? "", "tfjs");
const names = existsSync(folder) ? readdirSync(folder) : [];

before(async () => {
  const wasm = new URL("../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url);
  setWasmPaths(fileURLToPath(wasm));
  await tf.setBackend("wasm");
});

test("there is a model of each kind", () => {
  assert.ok(
    names.length > 40,
    `${names.length} in ${folder}; cargo xtask test formats writes them`,
  );
});

for (const name of names) {
  test(name, async () => {
    const read = (/** @type {string} */ file) => readFileSync(join(folder, name, file));
    const file = JSON.parse(read("model.json").toString());
    const weights = read("weights.bin");
    const model = await layers.loadLayersModel({
      load: async () => ({
        modelTopology: file.modelTopology,
        weightSpecs: file.weightsManifest[0].weights,
        weightData: new Uint8Array(weights).buffer,
      }),
    });
    const metadata = JSON.parse(read("metadata.json").toString());
    const { spec, tests } = metadata.userMetadata.tab_trainer;
    const { height, width } = spec.input;
    const pictures = new Uint8Array(Buffer.from(tests.pictures, "base64"));
    const answers = tf.tidy(() => {
      const enlarged = enlarge(pictures, [tests.scores.length, height, width], 224);
      // As the library of Teachable Machine hands it over.
      const predicted = model.predict(tf.sub(tf.div(enlarged, 127), 1));
      return /** @type {number[][]} */ (/** @type {tf.Tensor} */ (predicted).arraySync());
    });
    model.dispose();
    assert.equal(metadata.labels.length, tests.scores[0].length);
    for (const [i, scores] of tests.scores.entries()) {
      const apart = scores.map((/** @type {number} */ score, /** @type {number} */ c) =>
        Math.abs(score - answers[i][c]),
      );
      assert.ok(
        Math.max(...apart) <= TOLERANCE,
        `picture ${i}: got ${answers[i]}; expected ${scores}`,
      );
    }
  });
}

/**
 * Pictures of side × side pixels whose means over equal areas are the pixels that are given, [n, height, width, 3].
 * @param {Uint8Array} pictures @param {number[]} shape @param {number} side
 */
function enlarge(pictures, [n, height, width], side) {
  const [rows, cols] = [spread(height, side), spread(width, side)];
  const enlarged = new Float32Array(n * side * side * 3);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 3; c++) {
      const at = (/** @type {number} */ y, /** @type {number} */ x) =>
        pictures[((i * height + y) * width + x) * 3 + c];
      for (let y = 0; y < height; y++) {
        const row = cols[0].map((_, x) => sum(width, (j) => at(y, j) * cols[j][x]));
        for (let tall = 0; tall < side; tall++) {
          for (let x = 0; x < side; x++)
            enlarged[((i * side + tall) * side + x) * 3 + c] += rows[y][tall] * row[x];
        }
      }
    }
  }
  return tf.tensor4d(enlarged, [n, side, side, 3]);
}

/** @param {number} count @param {(i: number) => number} term */
function sum(count, term) {
  let total = 0;
  for (let i = 0; i < count; i++) total += term(i);
  return total;
}

/**
 * A matrix [from, to] whose product with the averaging over areas is 1: its right inverse of least size, Aᵀ(A Aᵀ)⁻¹.
 * @param {number} from @param {number} to
 */
function spread(from, to) {
  const average = Array.from({ length: from }, (_, i) =>
    Array.from({ length: to }, (_, j) => {
      const shared = Math.min((i + 1) * to, (j + 1) * from) - Math.max(i * to, j * from);
      return Math.max(0, shared) / to;
    }),
  );
  const square = average.map((a) => average.map((b) => sum(to, (j) => a[j] * b[j])));
  return inverted(square).map((row) =>
    average[0].map((_, j) => sum(from, (k) => row[k] * average[k][j])),
  );
}

/** By elimination; the matrix is symmetric and positive. @param {number[][]} matrix */
function inverted(matrix) {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < n; i++) {
    const pivot = rows[i][i];
    rows[i] = rows[i].map((x) => x / pivot);
    for (let k = 0; k < n; k++) {
      if (k !== i) {
        const by = rows[k][i];
        rows[k] = rows[k].map((x, j) => x - by * rows[i][j]);
      }
    }
  }
  return rows.map((row) => row.slice(n));
}
