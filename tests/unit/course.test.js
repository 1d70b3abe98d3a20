// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { epochLength, stepCount } from "../../www/training/course.js";
import { runTraining } from "../../www/training/training.js";
import { FakeNetwork, tinySpec } from "./fakes.js";

test("few pictures are shown several times in an epoch, each as often as the others, if they are varied", () => {
  assert.deepEqual(
    [1, 5, 31, 32, 33, 100].map((count) => epochLength(count)),
    [32, 35, 62, 32, 33, 100],
  );
  assert.equal(epochLength(5, false), 5);
});

test("a training takes as many steps as were counted", async () => {
  /** @type {[number, number, number, boolean][]} */
  const cases = [
    [5, 3, 8, true],
    [40, 2, 16, true],
    [33, 1, 32, true],
    [7, 2, 64, true],
    [20, 3, 16, false],
  ];
  for (const [pictures, epochs, batchSize, augmentation] of cases) {
    const network = new FakeNetwork();
    const labels = Array.from({ length: pictures }, (_, i) => i % 2);
    const training = { pictures: labels.map(() => new Uint8ClampedArray(16)), labels };
    await runTraining(
      {
        ...{ spec: tinySpec(), classCount: 2, training, validation: { pictures: [], labels: [] } },
        ...{ seed: 1, epochs, batchSize, augmentation },
        start: () => ({
          network,
          step: async ({ rgba, targets, augmentation }) =>
            network.train_step_rgba(rgba, targets, augmentation),
          close() {},
        }),
      },
      {
        onProgress() {},
        onCheckpoint() {},
        breathe: async () => {},
        stopped: () => false,
        now: () => 0,
      },
    );
    assert.equal(
      network.steps,
      stepCount({ pictures, epochs, batchSize, varied: augmentation }),
      `${pictures} pictures`,
    );
  }
});
