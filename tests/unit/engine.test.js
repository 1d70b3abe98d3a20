// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { BUILDS, chooseBuild } from "../../www/engine/engine.js";

/** @typedef {import("../../www/engine/engine.js").Build} Build */

/** A browser that runs some builds only. @param {string[]} names */
function browser(...names) {
  const runs = BUILDS.filter(({ name }) => names.includes(name)).map(({ probe }) => probe);
  return { validate: (/** @type {BufferSource} */ bytes) => runs.some((probe) => probe === bytes) };
}

test("the probes of SIMD and of no SIMD are modules", () => {
  // Relaxed SIMD is younger than some versions of Node.js; that the page takes it is tested in the browser.
  for (const { probe } of BUILDS.filter(({ name }) => name !== "relaxed"))
    assert.ok(WebAssembly.validate(probe));
});

test("the fastest build that validates is taken", () => {
  assert.equal(chooseBuild(browser("scalar", "simd128", "relaxed")).name, "relaxed");
  assert.equal(chooseBuild(browser("scalar", "simd128")).name, "simd128");
  assert.equal(chooseBuild(browser("scalar")).name, "scalar");
});

test("each probe holds an opcode of its feature", () => {
  // 0xfd is the prefix of all SIMD opcodes; a probe without it would choose a build that cannot run.
  const bytes = (/** @type {string} */ name) => [
    ...(BUILDS.find((build) => build.name === name)?.probe ?? []),
  ];
  assert.ok(!bytes("scalar").includes(0xfd));
  assert.ok(bytes("simd128").includes(0xfd));
  assert.match(bytes("relaxed").join(), /253,133,2/); // 0x105 in LEB128: f32x4.relaxed_madd
});

test("no WebAssembly at all: a sentence for people", () => {
  assert.throws(() => chooseBuild(browser()), /cannot run WebAssembly/);
});
