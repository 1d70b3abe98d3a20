// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeScores, encodeTargets, outputCount } from "../../www/training/targets.js";

/** @param {Float32Array} values */
const rounded = (values) => [...values].map((value) => Number(value.toFixed(4)));

test("cross-entropy: one-hot targets, probabilities are the scores", () => {
  assert.deepEqual([...encodeTargets("cross_entropy", 3, [0, 2])], [1, 0, 0, 0, 0, 1]);
  assert.deepEqual(rounded(decodeScores("cross_entropy", [0.2, 0.5, 0.3])), [0.2, 0.5, 0.3]);
});

test("squared error with two classes: one output, +1 for the first and −1 for the second", () => {
  assert.equal(outputCount("mse", 2), 1);
  assert.deepEqual([...encodeTargets("mse", 2, [0, 1, 0])], [1, -1, 1]);
  assert.deepEqual(rounded(decodeScores("mse", [0.5])), [0.75, 0.25]);
});

test("squared error with more classes: one output each, ±1", () => {
  assert.equal(outputCount("mse", 3), 3);
  assert.deepEqual([...encodeTargets("mse", 3, [1])], [-1, 1, -1]);
  assert.deepEqual(rounded(decodeScores("mse", [-1, 0, 1])), [0, 0.5, 1]);
});

test("answers beyond the targets are clamped to 0…1", () => {
  assert.deepEqual(rounded(decodeScores("mse", [1.7])), [1, 0]);
  assert.deepEqual(rounded(decodeScores("mse", [-1.7, 1.7, 0])), [0, 1, 0.5]);
  assert.deepEqual(rounded(decodeScores("cross_entropy", [1.0001, -1e-7])), [1, 0]);
});

test("what is encoded is decoded to the same class", () => {
  for (const loss of /** @type {const} */ (["cross_entropy", "mse"])) {
    for (const classCount of [2, 3, 5]) {
      for (let label = 0; label < classCount; label++) {
        const scores = decodeScores(loss, encodeTargets(loss, classCount, [label]));
        assert.equal(scores.length, classCount);
        assert.equal(
          scores.indexOf(Math.max(...scores)),
          label,
          `${loss}, ${classCount} classes, class ${label}`,
        );
      }
    }
  }
});
