// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildSpec, LIMITS, PRESETS, proposedEpochs } from "../../www/training/presets.js";

test("the default network is the one that is promised", () => {
  const spec = buildSpec({
    preset: "fast",
    networkSize: "medium",
    learningRate: 0.001,
    classCount: 3,
  });
  assert.deepEqual(spec.input, { height: 64, width: 64, channels: 3 });
  assert.deepEqual(
    spec.layers
      .filter(({ type }) => type === "conv")
      .map(({ filters, kernel, padding }) => [filters, kernel, padding]),
    [16, 32, 32].map((filters) => [filters, 3, "same"]),
  );
  assert.deepEqual(spec.layers.at(-1), { type: "dense", units: 3 });
  assert.equal(spec.loss, "cross_entropy");
  assert.deepEqual(spec.optimizer, { type: "adam", learning_rate: 0.001 });
});

test("the presets' names are those that are promised, Fast first", () => {
  assert.deepEqual(
    PRESETS.map(({ name }) => name),
    ["Fast", "Careful", "Tiny (phone)", "The article's own"],
  );
  const count = (/** @type {string} */ preset, /** @type {string} */ type) =>
    buildSpec({ preset, networkSize: "small", learningRate: 0.001, classCount: 2 }).layers.filter(
      (layer) => layer.type === type,
    ).length;
  assert.deepEqual(
    PRESETS.map(({ id }) => count(id, "batch_norm")),
    [0, 6, 0, 0],
  );
  assert.deepEqual(
    PRESETS.map(({ id }) => count(id, "conv")),
    [3, 6, 3, 3],
  );
});

test("Careful: the learning rate comes to rest with the last step", () => {
  const choice = { networkSize: "small", learningRate: 0.004, classCount: 2 };
  const { optimizer } = buildSpec({ ...choice, preset: "careful", steps: 200 });
  assert.deepEqual(optimizer.schedule, { type: "cosine", steps: 200, warm_up: 10 });
  assert.equal(buildSpec({ ...choice, preset: "careful" }).optimizer.schedule, undefined);
  assert.equal(buildSpec({ ...choice, preset: "fast", steps: 200 }).optimizer.schedule, undefined);
});

test("pictures of another size make a network for them", () => {
  const input = { height: 8, width: 10, channels: 1 };
  assert.deepEqual(
    buildSpec({
      preset: "careful",
      networkSize: "small",
      learningRate: 0.001,
      classCount: 2,
      input,
    }).input,
    input,
  );
});

test("the article's network: scaled tanh everywhere, squared error, plain gradient descent", () => {
  const spec = buildSpec({
    preset: "article",
    networkSize: "small",
    learningRate: 0.01,
    classCount: 2,
  });
  assert.deepEqual(spec.layers.slice(-2), [
    { type: "dense", units: 1 },
    { type: "activation", function: "scaled_tanh" },
  ]);
  assert.ok(
    spec.layers.every(({ type, function: f }) => type !== "activation" || f === "scaled_tanh"),
  );
  assert.equal(spec.loss, "mse");
  assert.deepEqual(spec.optimizer, { type: "sgd", learning_rate: 0.01, momentum: 0 });
  assert.equal(PRESETS.find(({ id }) => id === "article")?.settings.batchSize, 1);
  const three = buildSpec({
    preset: "article",
    networkSize: "small",
    learningRate: 0.01,
    classCount: 3,
  });
  assert.deepEqual(three.layers.at(-2), { type: "dense", units: 3 });
});

test("the settings of every preset lie within the limits", () => {
  for (const { settings } of PRESETS) {
    for (const name of /** @type {const} */ ([
      "epochs",
      "batchSize",
      "learningRate",
      "workers",
      "sureFrom",
    ])) {
      assert.ok(settings[name] >= LIMITS[name].min && settings[name] <= LIMITS[name].max, name);
    }
  }
});

test("a default training shows no more pictures when there are more of them", () => {
  const [preset] = PRESETS;
  const article = PRESETS.find(({ id }) => id === "article") ?? assert.fail("the article's preset");
  assert.deepEqual(
    [0, 1, 40, 80, 160, 10_000].map((count) => proposedEpochs(preset, count, 2)),
    [15, 15, 15, 8, 4, 3],
  );
  assert.equal(
    proposedEpochs(preset, 160, 4),
    8,
    "but more of them when there is more to tell apart",
  );
  assert.equal(proposedEpochs(article, 10_000, 2), article.settings.epochs);
});

test("sizes grow, and what does not exist is named", () => {
  const units = ["small", "medium", "large"].map((networkSize) => {
    const { layers } = buildSpec({
      preset: "fast",
      networkSize,
      learningRate: 0.001,
      classCount: 2,
    });
    return layers.reduce((sum, layer) => sum + Number(layer.filters ?? 0), 0);
  });
  assert.ok(units[0] < units[1] && units[1] < units[2]);
  const choice = { preset: "fast", networkSize: "medium", learningRate: 0.001, classCount: 2 };
  assert.throws(() => buildSpec({ ...choice, preset: "best" }), /no preset "best"/);
  assert.throws(() => buildSpec({ ...choice, networkSize: "huge" }), /no network size "huge"/);
  assert.throws(() => buildSpec({ ...choice, classCount: 1 }), /two classes/);
});
