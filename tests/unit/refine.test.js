// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildSpec } from "../../www/training/presets.js";
import { proposedRate, refine, REFINEMENTS, UNREFINED } from "../../www/training/refine.js";

const spec = buildSpec({
  preset: "article",
  networkSize: "small",
  learningRate: 0.01,
  classCount: 2,
});

test("as the method has it is as the method has it", () => {
  assert.deepEqual(refine(spec, UNREFINED, 100), spec);
  const scheduled = {
    ...spec,
    optimizer: { ...spec.optimizer, schedule: { type: "cosine", steps: 7 } },
  };
  assert.deepEqual(refine(scheduled, UNREFINED, 100), scheduled);
});

test("another optimiser keeps the rate and the schedule, and nothing that only the method's own knows", () => {
  const scheduled = {
    ...spec,
    optimizer: { ...spec.optimizer, momentum: 0.5, schedule: { type: "cosine", steps: 7 } },
  };
  assert.deepEqual(refine(scheduled, { ...UNREFINED, optimizer: "adamw" }, 100).optimizer, {
    type: "adamw",
    learning_rate: 0.01,
    schedule: { type: "cosine", steps: 7 },
  });
  assert.deepEqual(refine(spec, { ...UNREFINED, optimizer: "sgd" }, 100).optimizer, {
    type: "sgd",
    learning_rate: 0.01,
    momentum: 0.9,
  });
  assert.deepEqual(
    ["", "sgd", "adam", "rmsprop"].map((type) => proposedRate(type, 0.003)),
    [0.003, 0.01, 0.001, 0.001],
  );
});

test("schedules are as long as the training, also where that is a single step", () => {
  const of = (/** @type {string} */ schedule, /** @type {number} */ steps) =>
    /** @type {any} */ (refine(spec, { ...UNREFINED, schedule }, steps).optimizer.schedule);
  assert.deepEqual(of("one_cycle", 100), { type: "one_cycle", steps: 100, warm_up: 30 });
  assert.deepEqual(of("one_cycle", 2), { type: "one_cycle", steps: 2, warm_up: 1 });
  assert.deepEqual(of("step", 100), { type: "step", every: 34, factor: 0.1 });
  for (const { value } of REFINEMENTS.schedule.slice(1)) {
    // What the engine demands: whole numbers from 1, and a way up that is shorter than the whole.
    const { steps = 1, every = 1, warm_up = 0 } = of(value, 1);
    assert.ok(
      Number.isInteger(steps) &&
        steps >= 1 &&
        Number.isInteger(every) &&
        every >= 1 &&
        warm_up < steps,
      value,
    );
  }
});

test("another activation is that of the hidden layers, and of no other", () => {
  const { layers } = refine(spec, { ...UNREFINED, activation: "leaky_relu" }, 100);
  const functions = layers.flatMap((layer) =>
    layer.type === "activation" ? [layer.function] : [],
  );
  assert.deepEqual(functions, [
    "leaky_relu",
    "leaky_relu",
    "leaky_relu",
    "leaky_relu",
    "scaled_tanh",
  ]);
  assert.deepEqual(
    layers.map(({ type }) => type),
    spec.layers.map(({ type }) => type),
  );
});

test("pictures are varied more or less, and gradients shortened, only on request", () => {
  const [gentle, strong] = ["gentle", "strong"].map(
    (variation) => /** @type {any} */ (refine(spec, { ...UNREFINED, variation }, 1)).augmentation,
  );
  for (const name of Object.keys(strong)) assert.ok(gentle[name] < strong[name], name);
  assert.equal(refine(spec, { ...UNREFINED, clipNorm: 3 }, 1).optimizer.clip_norm, 3);
});
