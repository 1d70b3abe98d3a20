// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { BUILDS, chooseBuild } from "../../www/engine.js";

test("every probe is a module that a browser with all features accepts", () => {
  for (const { name, probe } of BUILDS) assert.ok(WebAssembly.validate(probe), name);
});

test("the first build that validates is taken", () => {
  assert.equal(chooseBuild().name, "simd128");
  const withoutSimd = { validate: (/** @type {BufferSource} */ bytes) => bytes === BUILDS.at(-1)?.probe };
  assert.equal(chooseBuild(withoutSimd).name, "scalar");
});

test("the SIMD probe fails without SIMD", () => {
  // 0xfd is the prefix of all SIMD opcodes; a probe without it would choose a build that cannot run.
  const simd = BUILDS.find(({ name }) => name === "simd128");
  assert.ok(simd?.probe.includes(0xfd));
  assert.ok(!BUILDS.find(({ name }) => name === "scalar")?.probe.includes(0xfd));
});

test("no WebAssembly at all: a sentence for people", () => {
  assert.throws(() => chooseBuild({ validate: () => false }), /cannot run WebAssembly/);
});
