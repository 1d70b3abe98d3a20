// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Trainer } from "../../www/workers/trainer.js";
import { runTraining } from "../../www/training/training.js";
import { FakeNetwork, FakeWorker, fakeWorker, pictures, tinySpec } from "./fakes.js";

/** @typedef {(context: { network: FakeNetwork, worker: import("./fakes.js").FakeWorker, number: number }) => void} OnBreath */

/**
 * A trainer whose workers run the real loop over a fake network.
 * @param {OnBreath} [onBreath]  called between batches with the worker's number, from 1
 */
function fakeTrainer(onBreath = () => {}) {
  const started = /** @type {import("./fakes.js").FakeWorker[]} */ ([]);
  const jobs = /** @type {any[]} */ ([]);
  const startWorker = () => {
    const number = started.length + 1;
    let stopped = false;
    let time = 0;
    /** @type {Record<string, import("../../www/training/batches.js").Examples>} */
    const examples = {
      training: { pictures: [], labels: [] },
      validation: { pictures: [], labels: [] },
    };
    const worker = fakeWorker((emit, self) => ({
      start() {},
      pictures({ part, rgba, labels }) {
        const length = rgba.length / labels.length;
        labels.forEach((/** @type {number} */ label, /** @type {number} */ i) => {
          examples[part].pictures.push(rgba.subarray(i * length, (i + 1) * length));
          examples[part].labels.push(label);
        });
      },
      train(job) {
        jobs.push({ ...job, examples });
        const network = new FakeNetwork();
        return runTraining(
          {
            ...{ ...job, training: examples.training, validation: examples.validation },
            start(_spec, state) {
              if (state) network.set_state(state);
              return {
                network,
                step: async ({ rgba, targets, augmentation }) =>
                  network.train_step_rgba(rgba, targets, augmentation),
                look: () => network.health(),
                close() {},
              };
            },
          },
          {
            onProgress: (progress) => emit("progress", progress),
            onCheckpoint: (checkpoint) => emit("checkpoint", checkpoint),
            breathe: async () => {
              onBreath({ network, worker: self, number });
              await new Promise(setImmediate);
              if (!self.alive) await new Promise(() => {});
            },
            stopped: () => stopped,
            now: () => (time += 20),
          },
        );
      },
      stop() {
        stopped = true;
      },
    }));
    started.push(worker);
    return worker;
  };
  const trainer = new Trainer({ startWorker, engine: async () => ({}), silence: 100 });
  return { trainer, started, jobs };
}

const dataset = {
  classes: [
    { name: "a", pictures: pictures(20, "r1", 1) },
    { name: "b", pictures: pictures(20, "r2", 2) },
  ],
};
const options = { spec: tinySpec(), dataset, epochs: 20, batchSize: 4, workers: 1 };

test("trains to the end and ends its worker", async () => {
  const { trainer, started } = fakeTrainer();
  /** @type {number[]} */
  const ended = [];
  /** @type {number[]} */
  const weights = [];
  const training = trainer.train({
    ...options,
    onProgress: ({ epoch, epochEnded }) => epochEnded && ended.push(epoch),
    onWeights: (values) => weights.push(values[0]),
  });
  assert.equal(trainer.running, true);
  const result = await training;
  assert.equal(trainer.running, false);
  assert.deepEqual([result.reason, result.epochs], ["finished", 20]);
  assert.deepEqual(
    ended,
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
  // 16 training pictures of each class in batches of 4, 20 epochs
  assert.equal(result.weights?.[0], 160);
  assert.equal(weights.at(-1), 160);
  assert.equal(result.validation?.accuracy, 1);
  assert.deepEqual(
    started.map(({ alive }) => alive),
    [false],
  );
});

test("pictures of both parts arrive with their labels", async () => {
  const { trainer, jobs } = fakeTrainer();
  const many = {
    classes: [
      { name: "a", pictures: pictures(300, "r1", 1) },
      { name: "b", pictures: pictures(5, "r2", 2) },
    ],
  };
  await trainer.train({ ...options, dataset: many, epochs: 1 });
  const { training, validation } = jobs[0].examples;
  assert.deepEqual([training.labels.length, validation.labels.length], [244, 61]);
  for (const { pictures, labels } of [training, validation]) {
    labels.forEach((/** @type {number} */ label, /** @type {number} */ i) =>
      assert.equal(pictures[i][0], label + 1),
    );
  }
});

test("an optimiser that searches along a line trains in one worker", async () => {
  const { trainer, jobs } = fakeTrainer();
  await trainer.train({
    ...options,
    spec: { ...tinySpec(), optimizer: { type: "lbfgs" } },
    epochs: 1,
    workers: 3,
  });
  assert.deepEqual(
    jobs.map(({ workers }) => workers),
    [1],
  );
});

test("stop resolves when the training has ended, and keeps the network", async () => {
  const { trainer } = fakeTrainer(({ network }) => {
    if (network.steps === 30) void trainer.stop();
  });
  const result = await trainer.train({ ...options, epochs: 100_000 });
  assert.equal(result.reason, "stopped");
  // Those after which the held-out pictures were checked last.
  assert.ok(result.weights && result.weights[0] > 20);
  await trainer.stop(); // nothing to stop: no harm
});

test("stop before the worker is ready", async () => {
  const { trainer } = fakeTrainer();
  const training = trainer.train(options);
  await trainer.stop();
  const result = await training;
  assert.deepEqual([result.reason, result.epochs, result.weights], ["stopped", 0, null]);
});

test("a worker that does not heed Stop is ended", async () => {
  const { trainer } = fakeTrainer(({ network, worker }) => {
    if (network.steps !== 30) return;
    worker.scope.onmessage = null; // hangs
    void trainer.stop();
    worker.terminate();
  });
  const result = await trainer.train({ ...options, epochs: 100_000 });
  assert.equal(result.reason, "stopped");
  // Of the checks with held-out pictures, after 8 steps each, the last that went with a checkpoint was the best.
  assert.equal(result.weights?.[0], 8 * (result.bestEpoch ?? NaN));
  assert.deepEqual(result.validation, { loss: 1 / (1 + result.weights[0]), accuracy: 1 });
});

test("Stop does not wait for an engine that never comes", async () => {
  const trainer = new Trainer({
    startWorker: () => assert.fail("no worker is needed"),
    engine: () => new Promise(() => {}),
  });
  const training = trainer.train(options);
  await trainer.stop();
  assert.equal((await training).reason, "stopped");
});

test("a worker that dies without a word is replaced, and in the end nothing is lost", async () => {
  const undisturbed = await fakeTrainer().trainer.train(options);
  const { trainer, started, jobs } = fakeTrainer(({ network, worker, number }) => {
    if (number === 1 && network.steps === 100) worker.terminate();
  });
  /** @type {string[]} */
  const news = [];
  const result = await trainer.train({ ...options, onNews: (text) => news.push(text) });
  assert.equal(result.reason, "finished");
  assert.equal(started.length, 2);
  assert.match(news.join(), /restarted from the last weights/);
  const [first, second] = jobs;
  assert.equal(first.checkpoint, null);
  const { steps, epoch, from } = second.checkpoint;
  assert.ok(steps > 50 && steps < 100, `from step ${steps}`);
  assert.equal((epoch - 1) * 8 + from / 4, steps);
  assert.deepEqual(second.examples, first.examples);
  assert.deepEqual(result.weights, undisturbed.weights);
});

test("a trap in wasm is such a death too", async () => {
  const { trainer, started } = fakeTrainer(({ network, number }) => {
    if (number <= 2 && network.steps > 100) throw new WebAssembly.RuntimeError("unreachable");
  });
  const result = await trainer.train(options);
  assert.equal(result.reason, "finished");
  assert.equal(started.length, 3);
});

test("after several deaths it gives up with a sentence", async () => {
  const { trainer, started } = fakeTrainer(() => {
    throw new WebAssembly.RuntimeError("unreachable");
  });
  await assert.rejects(trainer.train(options), /stopped working 4 times.*pictures.*kept/);
  assert.equal(started.length, 4);
  assert.equal(trainer.running, false);
});

test("workers whose scripts do not come are a matter of the connection, not of memory", async () => {
  let started = 0;
  /** @type {string[]} */
  const news = [];
  const startWorker = () => {
    started += 1;
    const worker = new FakeWorker();
    setImmediate(() => worker.onerror?.({})); // as when the script cannot be loaded
    return worker;
  };
  const trainer = new Trainer({ startWorker, engine: async () => ({}), silence: 100 });
  const training = trainer.train({ ...options, onNews: (text) => news.push(text) });
  await assert.rejects(training, /could not be started.*pictures are kept.*check the connection/);
  assert.deepEqual([started, news], [4, []]);
});

test("divergence reaches the caller by name", async () => {
  const { trainer } = fakeTrainer(({ network }) => {
    if (network.steps > 30) network.lossAt = () => NaN;
  });
  await assert.rejects(trainer.train(options), { name: "DivergedError" });
});

test("one training at a time", async () => {
  const { trainer } = fakeTrainer();
  const training = trainer.train(options);
  await assert.rejects(trainer.train(options), /running already/);
  await training;
});

test("what cannot be trained is refused, and the trainer stays usable", async () => {
  const { trainer, started } = fakeTrainer();
  for (const wrong of [
    { batchSize: 0 },
    { batchSize: 1.5 },
    { epochs: NaN },
    { epochs: -1 },
    { workers: 0 },
  ]) {
    await assert.rejects(
      trainer.train({ ...options, ...wrong }),
      /(batchSize|epochs|workers): got .*; expected a whole number/,
    );
  }
  for (const patience of [0, -3, NaN])
    await assert.rejects(trainer.train({ ...options, patience }), /patience: got .*; expected/);
  await assert.rejects(
    trainer.train({ ...options, dataset: { classes: [{ name: "a", pictures: [] }] } }),
    /no pictures/,
  );
  assert.equal(started.length, 0);
  assert.equal((await trainer.train(options)).reason, "finished");
});
