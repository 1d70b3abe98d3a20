// @ts-check
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import init, { Network, rgba_to_input } from "../../www/pkg/tab_trainer.js";

/** @type {import("../../www/pkg/tab_trainer.js").NetworkSpec} */
const spec = {
  input: { height: 2, width: 2, channels: 1 },
  layers: [{ type: "dense", units: 2 }],
  loss: "cross_entropy",
  optimizer: { type: "sgd", learning_rate: 0.1 },
};

test("who forgets init(), or uses what was freed, is told so", async () => {
  const tooEarly = /not loaded yet; call and await init\(\)/;
  assert.throws(() => new Network(spec, 1), tooEarly);
  assert.throws(() => rgba_to_input(new Uint8Array(4), 1), tooEarly);

  await init({
    module_or_path: await readFile(new URL("../../www/pkg/tab_trainer_bg.wasm", import.meta.url)),
  });
  const network = new Network(spec, 1);
  assert.ok(network instanceof Network);
  assert.equal(network.predict(new Float32Array(4)).length, 2);
  assert.equal(rgba_to_input(new Uint8Array(4), 1).length, 1);

  const { weights } = network;
  assert.throws(() => weights(), /Network\.weights is a method; call it on a Network/);
  network.free();
  assert.throws(() => network.weights(), /this Network was freed by free\(\); make a new one/);
  network.free();
});
