// @ts-check
/** What a person chooses, in the engine's words. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { settingsOf } from "../../www/engine/settings.js";

/** @type {import("../../www/engine/types.js").KeptSettings} */
const KEPT = {
  ...{ preset: "careful", networkSize: "large", epochs: null, batchSize: 8, learningRate: 0.01 },
  ...{ workers: 1, sureFrom: 0.6, stopEarly: "yes", optimizer: "", schedule: "" },
  ...{ activation: "tanh", augmentation: "", stem: "base", fineTune: "no", clipNorm: 0 },
};
/** @type {import("../../www/engine/types.js").LayerSpec[]} */
const LAYERS = [{ type: "max_pool", size: 2 }];

test("a network of one's own takes the place of the method's, and of nothing else", () => {
  const { network_size, activation, ...rest } = settingsOf(KEPT);
  assert.deepEqual([network_size, activation], ["large", "tanh"]);
  assert.deepEqual(settingsOf({ ...KEPT, layers: null }), settingsOf(KEPT));
  const own = settingsOf({ ...KEPT, layers: LAYERS });
  assert.deepEqual(own, { ...rest, layers: LAYERS });
});

test("behind a stem there is no other network", () => {
  const { layers } = settingsOf({ ...KEPT, preset: "quick_eye", layers: LAYERS });
  assert.equal(layers, undefined);
});
