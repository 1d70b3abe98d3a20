// @ts-check
/**
 * The page's module for files, where `usize` has 32 bits, reads what the native tests and the fuzzer read: hostile files
 * (formats/tests/hostile, which writes them) are refused with an error that says what is wrong where, and nothing traps.
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as formats from "../../www/pkg-formats/tab_trainer_formats.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const CORPUS = join(ROOT, "fuzz/corpus");
/** What memory may grow by for one file beside a multiple of its size; it never shrinks. */
const MORE = 32 << 20;
const TIMES = 40;

/** @type {string} */
let folder;
/** @type {WebAssembly.Memory} */
let memory;

before(() => {
  const wasm = readFileSync(join(ROOT, "www/pkg-formats/tab_trainer_formats_bg.wasm"));
  ({ memory } = formats.initSync({ module: new Uint8Array(wasm) }));
  folder = mkdtempSync(join(tmpdir(), "tab-trainer-"));
  const { status, stderr, stdout } = spawnSync(
    "cargo",
    ["test", "--quiet", "--workspace", "--test", "hostile", "each_is_refused"],
    { cwd: ROOT, encoding: "utf8", env: { ...process.env, TAB_TRAINER_HOSTILE: folder } },
  );
  assert.equal(status, 0, stderr + stdout);
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** What is done with a file of each format: all that is in it is read. @type {Record<string, (bytes: Uint8Array) => void>} */
const DOORS = {
  project(bytes) {
    const reader = new formats.ProjectReader(bytes);
    /** @type {{ classes: { pictures: { file: string }[] }[] }} */
    const { classes } = reader.project();
    for (const { file } of classes.flatMap(({ pictures }) => pictures)) reader.picture(file);
    reader.free();
  },
  folders(bytes) {
    const reader = new formats.FoldersReader(bytes);
    reader.paths().forEach((_, place) => reader.read(place));
    reader.free();
  },
  safetensors: (bytes) => formats.ImportedModel.safetensors(bytes).free(),
  onnx: (bytes) => formats.ImportedModel.onnx(bytes).free(),
};

/** Opens a file; the error, if it is refused. @param {string} door @param {Uint8Array} bytes */
function open(door, bytes) {
  const [size, start] = [memory.buffer.byteLength, performance.now()];
  /** @type {unknown} */
  let refused;
  try {
    DOORS[door]?.(bytes);
  } catch (error) {
    refused = error;
  }
  const grown = memory.buffer.byteLength - size;
  assert.ok(grown <= TIMES * bytes.length + MORE, `reserved ${grown} bytes`);
  assert.ok(performance.now() - start < 1000, "took more than a second");
  if (refused === undefined) return undefined;
  assert.ok(refused instanceof Error);
  // Not a trap of WebAssembly.
  assert.equal(refused.name, "FormatError", refused.stack);
  return refused;
}

test("hostile files are refused", () => {
  const names = readdirSync(folder).filter((name) => (name.split(".")[0] ?? "") in DOORS);
  assert.ok(names.length >= 40, `${names.length} files`);
  for (const name of names) {
    const error = open(name.split(".")[0] ?? "", readFileSync(join(folder, name)));
    assert.ok(error, `${name} was read`);
    assert.ok(error.message.length > 10, `${name}: ${error.message}`);
  }
});

test("what the fuzzer found is read or refused", () => {
  for (const door of Object.keys(DOORS)) {
    const names = readdirSync(join(CORPUS, door));
    assert.ok(names.length > 0, door);
    for (const name of names) open(door, readFileSync(join(CORPUS, door, name)));
  }
});
