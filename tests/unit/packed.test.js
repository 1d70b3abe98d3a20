// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { pack, unpack } from "../../www/files/packed.js";

/** As it is in a file. @param {unknown} value */
function filed(value) {
  /** @type {Map<string, Uint8Array>} */
  const files = new Map();
  const packed = pack(value, "state", (path, bytes) => files.set(path, bytes.slice()));
  const json = JSON.stringify(packed);
  const read = (/** @type {string} */ path) => {
    const bytes = files.get(path);
    assert.ok(bytes, path);
    // As from another module: somewhere in a larger buffer.
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    return larger.subarray(3);
  };
  return { files, json, back: unpack(JSON.parse(json), read) };
}

test("what is kept comes back as it was", () => {
  const kept = {
    name: "Face",
    weights: new Float32Array([0.1, -0, NaN, Infinity]),
    checkpoint: new Uint8Array([1, 2, 3]),
    none: new Uint8Array(),
    points: [{ loss: Number.POSITIVE_INFINITY, rate: 0.003 }, { loss: null }],
    fine: new Float64Array([Math.PI]),
  };
  const { back } = filed(kept);
  assert.deepEqual(back, kept);
  assert.deepEqual(
    [...new Uint32Array(back.weights.buffer)],
    [...new Uint32Array(kept.weights.buffer)],
  );
});

test("lists of numbers are files with paths of their own, and only their part of a buffer", () => {
  const buffer = new Float32Array([1, 2, 3, 4]);
  const { files, json } = filed({ list: [{ weights: buffer.subarray(1, 3) }, new Uint8Array(2)] });
  assert.deepEqual([...files.keys()], ["state/list/0/weights", "state/list/1"]);
  assert.equal(files.get("state/list/0/weights")?.length, 8);
  assert.ok(!json.includes("0,0"));
});

test("what is left out stays left out", () => {
  assert.deepEqual(filed({ a: undefined, b: null }).back, { b: null });
});

test("a file that says it is of a type that it is not is no harm", () => {
  const odd = unpack({ file: "a", type: "Float32Array" }, () => new Uint8Array(7));
  assert.equal(odd.length, 1);
  assert.deepEqual(
    unpack({ file: "a", type: "constructor" }, () => new Uint8Array()),
    { file: "a", type: "constructor" },
  );
});
