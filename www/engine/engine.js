// @ts-check
/**
 * Which build of the engine this browser can run, compiled once for all workers.
 *
 * A module that holds a single opcode the browser does not know fails as a whole, so every build has a probe: the
 * smallest module with an opcode of its feature. Order matters: the first build whose probe validates is taken.
 */

import { text } from "../text/index.js";

/** @typedef {{ name: string, directory: string, probe: Uint8Array<ArrayBuffer> }} Build */
/**
 * Plain data: can be posted to a worker. build: tells apart engines that may compute other numbers, which a training must not
 * change in the middle.
 * @typedef {{ script: string, module: WebAssembly.Module, build: string }} Engine
 */

/** The builds lie beside this file's folder. */
const WWW = new URL("../", import.meta.url);

// "\0asm", version 1: a module with nothing in it.
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/**
 * (module (func <instructions>)), assembled by hand because it is needed before anything is loaded.
 * @param {number[]} instructions
 */
function probe(...instructions) {
  const body = [0x00, ...instructions, 0x0b]; // no locals … end
  return new Uint8Array([
    ...HEADER,
    ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00], // types: one, () → ()
    ...[0x03, 0x02, 0x01, 0x00], // functions: one, of type 0
    ...[0x0a, body.length + 2, 0x01, body.length, ...body], // code
  ]);
}

/** i32.const 0; f32x4.splat would need an f32, i8x16.splat takes the i32 as it is. */
const VECTOR = [0x41, 0x00, 0xfd, 0x0f];
const DROP = 0x1a;

/** @type {ReadonlyArray<Build>} */
export const BUILDS = [
  // f32x4.relaxed_madd: a product and a sum in one instruction, whose rounding is the processor's own.
  {
    name: "relaxed",
    directory: "pkg-relaxed/",
    probe: probe(...VECTOR, ...VECTOR, ...VECTOR, 0xfd, 0x85, 0x02, DROP),
  },
  { name: "simd128", directory: "pkg/", probe: probe(...VECTOR, DROP) },
  { name: "scalar", directory: "pkg-scalar/", probe: probe() },
];

/**
 * @param {{ validate(bytes: BufferSource): boolean } | undefined} webAssembly
 * @returns {Build}
 */
export function chooseBuild(webAssembly = globalThis.WebAssembly) {
  const build = webAssembly && BUILDS.find(({ probe }) => webAssembly.validate(probe));
  if (!build) {
    throw new Error(text("engine-no-wasm"));
  }
  return build;
}

/** @param {URL} url @returns {Promise<{ module: WebAssembly.Module, build: string }>} */
async function fetchModule(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  const copy = response.clone();
  const [module, build] = await Promise.all([compile(response), copy.arrayBuffer().then(digest)]);
  return { module, build };
}

/** @param {Response} response */
async function compile(response) {
  // Streaming insists on the MIME type application/wasm, which not every static host sends.
  if (WebAssembly.compileStreaming && response.headers.get("content-type") === "application/wasm") {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

/** @param {ArrayBuffer} bytes */
async function digest(bytes) {
  // Over plain http there is no crypto.subtle; two builds of one length are unlikely enough.
  const hash = await globalThis.crypto?.subtle?.digest("SHA-256", bytes);
  const hex = [...new Uint8Array(hash ?? [])].map((byte) => byte.toString(16).padStart(2, "0"));
  return hash ? hex.join("") : String(bytes.byteLength);
}

/** @type {Promise<Engine> | null} */
let loading = null;

/**
 * Downloads and compiles the engine at the first call; later calls share the result.
 * @returns {Promise<Engine>}
 */
export function loadEngine() {
  loading ??= load().catch((error) => {
    loading = null; // a lost connection may come back: the next call tries again
    throw error;
  });
  return loading;
}

async function load() {
  const { directory } = chooseBuild();
  const base = new URL(directory, WWW);
  try {
    const found = await fetchModule(new URL("tab_trainer_bg.wasm", base));
    return { script: new URL("tab_trainer.js", base).href, ...found };
  } catch (cause) {
    throw new Error(text("train-no-engine"), { cause });
  }
}
