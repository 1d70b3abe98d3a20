// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Dataset } from "../../www/data/dataset.js";
import { Project } from "../../www/data/project.js";
import { UNREFINED } from "../../www/training/refine.js";
import { Session } from "../../www/session.js";
import { tinySpec } from "./fakes.js";

/** @typedef {import("../../www/engine/types.js").TrainingOptions} TrainingOptions */

const choice = {
  preset: "fast",
  networkSize: "small",
  epochs: 5,
  batchSize: 8,
  learningRate: 0.001,
  workers: 1,
  stopEarly: "yes",
  ...UNREFINED,
};

/** A session over two classes with a picture each, whose trainings go as told. @param {(options: TrainingOptions) => Promise<unknown>} train */
function sessionWith(train) {
  const dataset = new Dataset({ size: 2 });
  for (const name of ["Face", "Background"]) {
    dataset.addPicture(
      dataset.addClass(name).id,
      dataset.startRecording(),
      new Uint8ClampedArray(16),
    );
  }
  /** @type {string[]} */
  const calls = [];
  const live = { load: () => calls.push("load"), close: () => calls.push("close") };
  const session = new Session(
    /** @type {any} */ ({ dataset, trainer: { train, stop: async () => {} }, live }),
  );
  return { session, dataset, calls };
}

/** Settings of which only what was restored is remembered. */
function fakeSettings() {
  const restored = /** @type {unknown[]} */ ([]);
  return Object.assign(new EventTarget(), {
    kept: /** @type {unknown} */ ({ preset: "article" }),
    restored,
    restore: (/** @type {unknown} */ kept) => restored.push(kept),
  });
}

/** @param {number} epoch @param {boolean} epochEnded @param {number} fraction of the training */
function progress(epoch, epochEnded, fraction) {
  const score = { loss: 1, accuracy: 0.5 };
  return {
    epoch,
    epochs: 5,
    fraction,
    epochEnded,
    remainingSeconds: 1,
    picturesPerSecond: 1,
    training: score,
    validation: score,
    health: null,
    rollBack: null,
  };
}

test("curves stay in order when a training goes on from earlier weights", async () => {
  const { session } = sessionWith(async ({ onProgress }) => {
    const steps = [
      progress(1, true, 0.2),
      progress(2, true, 0.4),
      progress(3, true, 0.6),
      progress(4, false, 0.7),
    ];
    // The worker died; its last weights were of epoch 2.
    for (const step of [...steps, progress(2, false, 0.3), progress(2, true, 0.4)])
      onProgress?.(step);
  });
  await session.train(choice);
  assert.deepEqual(
    session.points.map(({ epoch }) => epoch),
    [1, 2],
  );
});

test("what was chosen beside the method reaches the trainer", async () => {
  /** @type {TrainingOptions[]} */
  const trainings = [];
  const { session } = sessionWith(async (options) => void trainings.push(options));
  await session.train(choice);
  await session.train({
    ...choice,
    optimizer: "rmsprop",
    schedule: "cosine",
    clipNorm: 2,
    variation: "off",
    stopEarly: "no",
  });
  const [plain, refined] = trainings;
  assert.deepEqual(
    [plain.spec.optimizer.type, plain.augmentation, plain.patience],
    ["adam", true, undefined],
  );
  // Two pictures in a batch: a step an epoch, as they are not varied.
  assert.deepEqual(refined.spec.optimizer, {
    type: "rmsprop",
    learning_rate: 0.001,
    schedule: { type: "cosine", steps: 5 },
    clip_norm: 2,
  });
  assert.deepEqual([refined.augmentation, refined.patience], [false, Infinity]);
});

test("a method whose learning rate comes to rest knows how long the training is", async () => {
  /** @type {TrainingOptions["spec"][]} */
  const specs = [];
  const { session } = sessionWith(async ({ spec }) => void specs.push(spec));
  await session.train({ ...choice, preset: "careful" });
  // 32 pictures an epoch in batches of 8
  assert.deepEqual(specs[0].optimizer.schedule, { type: "cosine", steps: 20, warm_up: 1 });
});

test("the last good weights of a training that flew off are kept, also in storage", async () => {
  const spec = tinySpec();
  const { session, dataset } = sessionWith(async ({ onWeights }) => {
    onWeights?.(Float32Array.of(1), { epoch: 1, spec });
    onWeights?.(Float32Array.of(2), { epoch: 2, spec });
    throw new Error("Training flew off");
  });
  /** @type {import("../../www/data/storage.js").SavedNetwork[]} */
  const saved = [];
  Object.assign(globalThis, { document: new EventTarget() });
  const storage = { saveNetwork: (/** @type {any} */ network) => saved.push(network) };
  new Project(/** @type {any} */ ({ dataset, session, storage, settings: fakeSettings() }));
  await session.train(choice);
  assert.match(session.error?.message ?? "", /flew off/);
  assert.deepEqual(
    saved.map(({ weights, classes }) => [weights[0], classes.length]),
    [[2, 2]],
  );
});

test("what is forgotten is not kept, and nothing answers any more", async () => {
  const { session, calls } = sessionWith(async ({ onWeights }) => {
    onWeights?.(Float32Array.of(1), { epoch: 1, spec: tinySpec() });
  });
  await session.train(choice);
  await session.forget();
  assert.equal(session.network, null);
  assert.deepEqual(session.trained, []);
  assert.deepEqual(calls, ["load", "close"]);
});

test("a deletion that storage could not do is told, and a first visit's classes are there all the same", async () => {
  const { session, dataset } = sessionWith(async () => {});
  Object.assign(globalThis, { document: new EventTarget() });
  const storage = { clear: () => Promise.reject(new Error("could not empty")) };
  const project = new Project(
    /** @type {any} */ ({ dataset, session, storage, settings: fakeSettings() }),
  );
  await assert.rejects(project.deleteEverything(), /could not empty/);
  assert.deepEqual(
    dataset.classes.map(({ name, pictures }) => [name, pictures.length]),
    [
      ["Face", 0],
      ["Background", 0],
    ],
  );
});

test("a class that comes back by Undo is the one that was trained", async () => {
  const { session, dataset } = sessionWith(async ({ onWeights }) => {
    onWeights?.(Float32Array.of(1), { epoch: 1, spec: tinySpec() });
  });
  await session.train(choice);
  const putBack = dataset.removeClass(dataset.classes[1].id);
  assert.match(session.outdated, /“Background” was removed/);
  putBack();
  assert.equal(session.outdated, "");
});

test("settings come back from storage, go there when they change, and are forgotten with everything else", async () => {
  const { session, dataset } = sessionWith(async () => {});
  Object.assign(globalThis, { document: new EventTarget() });
  const settings = fakeSettings();
  const saved = /** @type {unknown[]} */ ([]);
  const storage = {
    attach: async () => ({ found: true, network: null, settings: { preset: "default" } }),
    saveSettings: (/** @type {unknown} */ kept) => saved.push(kept),
    clear: async () => {},
  };
  const project = new Project(/** @type {any} */ ({ dataset, session, storage, settings }));
  await project.open();
  assert.deepEqual(settings.restored, [{ preset: "default" }]);
  settings.dispatchEvent(new Event("change"));
  settings.kept = null; // impossible for the moment
  settings.dispatchEvent(new Event("change"));
  assert.deepEqual(saved, [{ preset: "article" }]);
  await project.deleteEverything();
  assert.deepEqual(settings.restored.at(-1), null);
});

test("what the check said about a network is kept with it, and forgotten when another one learns", async () => {
  const spec = tinySpec();
  const certainty = { temperature: 2, calibrationError: 0.01 };
  const hopeless = {
    validation: { loss: 1, accuracy: 0.5 },
    training: null,
    check: { baseline: 0.5 },
  };
  /** @type {unknown[]} */
  const during = [];
  const { session, dataset } = sessionWith(async ({ onWeights }) => {
    onWeights?.(Float32Array.of(1), { epoch: 1, spec });
    during.push(session.certainty);
    return { ...hopeless, weights: Float32Array.of(1), certainty };
  });
  /** @type {import("../../www/data/storage.js").SavedNetwork[]} */
  const saved = [];
  Object.assign(globalThis, { document: new EventTarget() });
  const storage = { saveNetwork: (/** @type {any} */ network) => saved.push(network) };
  new Project(/** @type {any} */ ({ dataset, session, storage, settings: fakeSettings() }));
  await session.train(choice);
  await session.train(choice);
  assert.deepEqual(during, [null, null]);
  assert.deepEqual([saved[1].certainty, saved[1].learned], [certainty, false]);
  await session.forget();
  assert.deepEqual([session.certainty, session.learned], [null, true]);
  session.restore(saved[1]);
  assert.deepEqual([session.certainty, session.learned], [certainty, false]);
});
