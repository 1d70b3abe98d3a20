// @ts-check
/// <reference lib="webworker" />
/**
 * The register-only peak: what one thread of this browser computes when nothing has to be loaded or stored.
 *
 * One function (iterations: i32) → f32 keeps as many accumulators busy as the registers hold, assembled by hand:
 * acc = acc · a + b, with a multiplication and an addition, or fused, where the browser has relaxed SIMD.
 */

const accumulators = 12;
const lanes = 4;
const iterations = 100_000;

const [i32, f32, v128] = [0x7f, 0x7d, 0x7b];
const get = (/** @type {number} */ local) => [0x20, local];
const set = (/** @type {number} */ local) => [0x21, local];
const simd = (/** @type {number} */ opcode) => [0xfd, ...leb(opcode)];
const constant = (/** @type {number} */ value) => [
  0x43,
  ...new Uint8Array(Float32Array.of(value).buffer),
];
const splat = simd(0x13);
const add = simd(0xe4);
const multiply = simd(0xe6);
const relaxedMadd = simd(0x105);
const firstLane = [...simd(0x1f), 0];

/** @param {number} value unsigned @returns {number[]} */
function leb(value) {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

/** @param {number} id @param {number[]} content */
const section = (id, content) => [id, ...leb(content.length), ...content];

/** @param {(accumulator: number, a: number, b: number) => number[]} step leaves the new accumulator on the stack */
function assemble(step) {
  // Locals: 0 the counter, then the accumulators, a and b.
  const all = Array.from({ length: accumulators }, (_, i) => i + 1);
  const [a, b] = [accumulators + 1, accumulators + 2];
  const body = [
    ...[0x01, ...leb(accumulators + 2), v128],
    ...all.flatMap((local) => [...constant(local), ...splat, ...set(local)]),
    ...[...constant(0.999), ...splat, ...set(a), ...constant(0.001), ...splat, ...set(b)],
    ...[0x03, 0x40], // loop
    ...all.flatMap((local) => [...step(local, a, b), ...set(local)]),
    ...[...get(0), 0x41, 0x01, 0x6b, 0x22, 0x00, 0x0d, 0x00, 0x0b], // counter -= 1; again unless it is 0; end
    ...get(1),
    ...all.slice(1).flatMap((local) => [...get(local), ...add]), // so that none of them is dead
    ...[...firstLane, 0x0b],
  ];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [0x01, 0x60, 0x01, i32, 0x01, f32]),
    ...section(3, [0x01, 0x00]),
    ...section(7, [0x01, 0x01, 0x66, 0x00, 0x00]), // exported as "f"
    ...section(10, [0x01, ...leb(body.length), ...body]),
  ]);
}

const kernels = {
  "mul+add": assemble((accumulator, a, b) => [
    ...get(accumulator),
    ...get(a),
    ...multiply,
    ...get(b),
    ...add,
  ]),
  "relaxed madd": assemble((accumulator, a, b) => [
    ...get(accumulator),
    ...get(a),
    ...get(b),
    ...relaxedMadd,
  ]),
};

/** @type {Map<string, (iterations: number) => number>} */
const functions = new Map();
for (const [name, bytes] of Object.entries(kernels)) {
  if (!WebAssembly.validate(bytes)) continue;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const compute = /** @type {(iterations: number) => number} */ (exports.f);
  for (let i = 0; i < 100; i++) compute(iterations); // until the good code is there
  functions.set(name, compute);
}

/** @param {(iterations: number) => number} compute @param {number} seconds @returns {number} GFLOP/s */
function rate(compute, seconds) {
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  // Short calls: the browser puts better code in place between them only.
  for (; elapsed < seconds; calls++) {
    compute(iterations);
    elapsed = (performance.now() - start) / 1000;
  }
  return (calls * iterations * accumulators * lanes * 2) / elapsed / 1e9;
}

onmessage = ({ data: { seconds } }) => {
  const answer = Object.fromEntries(
    [...functions].map(([name, compute]) => [name, rate(compute, seconds / functions.size)]),
  );
  postMessage({ answer });
};
