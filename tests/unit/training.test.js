// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { runTraining } from "../../www/training/training.js";
import { FakeNetwork, tinySpec } from "./fakes.js";

/** @typedef {import("../../www/training/training.js").Job} Job */

/** Examples whose first byte is their number; even ones are of class 0. @param {number} count */
function examples(count) {
  return {
    pictures: Array.from({ length: count }, (_, i) => new Uint8ClampedArray(16).fill(i)),
    labels: Array.from({ length: count }, (_, i) => i % 2),
  };
}

/**
 * Runs the loop with a clock that every breath and every step moves on.
 * @param {Partial<Job> & { network: FakeNetwork, look?: import("../../www/training/training.js").Team["look"] }} job  network: what starts first
 * @param {{ stopAfter?: number, msPerBreath?: number }} [options]
 */
async function run(job, { stopAfter = Infinity, msPerBreath = 50 } = {}) {
  let time = 0;
  const record = {
    progress: /** @type {import("../../www/engine/types.js").Progress[]} */ ([]),
    weights: /** @type {number[]} */ ([]),
    checkpoints: /** @type {import("../../www/engine/types.js").Checkpoint[]} */ ([]),
    result: /** @type {Awaited<ReturnType<typeof runTraining>> | null} */ (null),
    error: /** @type {any} */ (null),
  };
  /** @type {Job} */
  const whole = {
    start: (_spec, state) => team(job.network, state, job.look),
    spec: tinySpec(),
    classCount: 2,
    training: examples(10),
    validation: examples(0),
    seed: 1,
    epochs: 3,
    batchSize: 4,
    augmentation: false,
    ...job,
  };
  try {
    record.result = await runTraining(whole, {
      onProgress: (progress) => record.progress.push(progress),
      onCheckpoint: (checkpoint) => {
        const before = record.checkpoints.at(-1) ?? whole.checkpoint;
        assert.ok(!before || checkpoint.best !== before.best, "sent twice");
        record.checkpoints.push(
          /** @type {import("../../www/engine/types.js").Checkpoint} */ ({
            ...before,
            ...checkpoint,
          }),
        );
        record.weights.push(checkpoint.weights[0]);
      },
      breathe: () => new Promise((resolve) => void setImmediate(resolve)),
      stopped: () => job.network.steps >= stopAfter,
      now: () => (time += msPerBreath / 4),
    });
  } catch (error) {
    record.error = error;
  }
  return record;
}

/** @param {FakeNetwork} network @param {import("../../www/engine/types.js").NetworkState | null} state @param {import("../../www/training/training.js").Team["look"]} [look] */
function team(network, state, look = () => network.health()) {
  network.set_state(state ?? new FakeNetwork().state());
  return {
    network,
    step: async (
      /** @type {import("../../www/engine/types.js").Batch} */ { rgba, targets, augmentation },
    ) => network.train_step_rgba(rgba, targets, augmentation),
    look,
    close() {},
  };
}

test("each epoch shows every picture once, in another order, the last batch being smaller", async () => {
  const network = new FakeNetwork();
  await run({ network, epochs: 2 });
  assert.equal(network.steps, 6);
  const batches = network.seen.map(({ pictures }) => pictures);
  assert.deepEqual(
    batches.map(({ length }) => length),
    [4, 4, 2, 4, 4, 2],
  );
  const epochs = [batches.slice(0, 3).flat(), batches.slice(3).flat()];
  for (const epoch of epochs)
    assert.deepEqual(
      epoch.toSorted((a, b) => a - b),
      [...Array(10).keys()],
    );
  assert.notDeepEqual(epochs[0], epochs[1]);
});

test("targets belong to their pictures", async () => {
  const network = new FakeNetwork();
  await run({ network, epochs: 1 });
  for (const { pictures, targets } of network.seen) {
    for (let row = 0; row < targets.length / 2; row++) {
      assert.deepEqual(
        targets.slice(row * 2, row * 2 + 2),
        pictures[row] % 2 === 0 ? [1, 0] : [0, 1],
      );
    }
  }
});

test("with augmentation few pictures are shown often, each time another way, and the same seed repeats all of them", async () => {
  const shown = async () => {
    const network = new FakeNetwork();
    await run({
      network,
      epochs: 3,
      augmentation: true,
      training: { pictures: [new Uint8ClampedArray(16).fill(120)], labels: [0] },
    });
    return network.seen.map(({ first }) => Number(first));
  };
  const first = await shown();
  assert.equal(first.length, 3 * 8, "32 pictures an epoch in batches of 4");
  // Every picture shown has a number of its own: those of a batch of 4 follow its first.
  assert.deepEqual(
    first,
    first.toSorted((a, b) => a - b),
  );
  assert.ok(
    first.slice(1).every((number, i) => number - first[i] >= 4),
    String(first),
  );
  assert.deepEqual(await shown(), first);
});

test("a batch larger than the data set is the data set", async () => {
  const network = new FakeNetwork();
  await run({ network, epochs: 2, batchSize: 64 });
  assert.equal(network.steps, 2);
});

test("an optimiser that searches along a line gets the whole set as one batch", async () => {
  for (const type of ["gradient_descent", "lbfgs"]) {
    const network = new FakeNetwork();
    await run({ network, spec: { ...tinySpec(), optimizer: { type } }, epochs: 2, batchSize: 4 });
    assert.deepEqual(
      network.seen.map(({ pictures }) => pictures.length),
      [10, 10],
    );
  }
});

test("progress rises to 1 and ends every epoch, with validation where there is some", async () => {
  const { progress, result } = await run({ network: new FakeNetwork(), validation: examples(3) });
  const fractions = progress.map(({ fraction }) => fraction);
  assert.deepEqual(
    fractions,
    fractions.toSorted((a, b) => a - b),
  );
  assert.equal(fractions.at(-1), 1);
  const ended = progress.filter(({ epochEnded }) => epochEnded);
  assert.deepEqual(
    ended.map(({ epoch }) => epoch),
    [1, 2, 3],
  );
  for (const { validation, training, remainingSeconds, picturesPerSecond } of ended) {
    assert.equal(validation?.accuracy, 1);
    assert.equal(training.accuracy, 1);
    assert.ok(remainingSeconds >= 0 && picturesPerSecond > 0);
  }
  assert.equal(ended.at(-1)?.remainingSeconds, 0);
  assert.deepEqual([result?.reason, result?.epochs], ["finished", 3]);
});

test("each epoch's report tells how learning goes, always seen with the same few training pictures as they are", async () => {
  /** @type {number[][]} */
  const looks = [];
  const network = new FakeNetwork();
  const look = (
    /** @type {import("../../www/engine/types.js").Batch} */ { rgba, count, augmentation },
  ) => {
    assert.equal(augmentation, undefined);
    looks.push(Array.from({ length: count }, (_, i) => rgba[i * 16]));
    return network.health();
  };
  const { progress } = await run({
    network,
    look,
    augmentation: true,
    training: examples(100),
    batchSize: 50,
    epochs: 4,
  });
  assert.deepEqual(
    looks,
    looks.map(() => looks[0]),
  );
  assert.deepEqual(looks[0].map((place) => place % 2).toSorted(), [0, 1], "one of each class");
  const reports = progress
    .filter(({ epochEnded }) => epochEnded)
    .map(({ health }) => health?.steps);
  assert.deepEqual(reports, [2, 4, 6, 8]);
});

test("a report that cannot be had costs no training, but a defect is not hidden", async () => {
  const fail = (/** @type {string} */ name) => ({
    network: new FakeNetwork(),
    look() {
      throw Object.assign(new Error("no report"), { name });
    },
  });
  for (const name of ["DivergedError", "MemoryError"]) {
    const { result, progress } = await run(fail(name));
    assert.deepEqual([result?.reason, progress.at(-1)?.health], ["finished", null]);
  }
  assert.equal((await run(fail("InputError"))).error.message, "no report");
});

test("the weights that answered the held-out pictures best are kept, and the newest of equals", async () => {
  // 3 steps an epoch; the loss after 6 and after 9 steps is the smallest.
  const network = new FakeNetwork({ lossAt: (step) => Math.max(0.2, Math.abs(step - 7.5) / 5) });
  const { result } = await run({ network, epochs: 8, validation: examples(3) });
  assert.deepEqual([result?.reason, result?.epochs, result?.weights?.[0]], ["finished", 8, 9]);
  assert.ok(Math.abs((result?.validation?.loss ?? 0) - 0.3) < 1e-9);
});

/** Held-back pictures are answered best after 4 epochs of 3 steps. */
const bestAfterFour = () => new FakeNetwork({ lossAt: (step) => 0.2 + Math.abs(step - 12) / 100 });

test("it stops early when held-back pictures are not answered better for half the epochs, ten at least", async () => {
  for (const [epochs, end] of [
    [15, 14],
    [20, 14],
    [60, 34],
  ]) {
    const { result, progress } = await run({
      network: bestAfterFour(),
      epochs,
      validation: examples(8),
    });
    assert.deepEqual(
      [result?.reason, result?.epochs, result?.bestEpoch, result?.weights?.[0]],
      ["early", end, 4, 12],
    );
    assert.equal(progress.at(-1)?.epoch, end);
  }
  const own = await run({
    network: bestAfterFour(),
    epochs: 15,
    validation: examples(8),
    patience: 3,
  });
  assert.deepEqual(
    [own.result?.reason, own.result?.epochs, own.result?.weights?.[0]],
    ["early", 7, 12],
  );
});

test("it does not stop early without enough held-back pictures, with a rate that falls by plan, when asked not to, or at its end", async () => {
  const schedule = { type: "cosine", steps: 90 };
  for (const job of [
    { validation: examples(0) },
    { validation: examples(7) },
    { spec: { ...tinySpec(), optimizer: { ...tinySpec().optimizer, schedule } } },
    { patience: Infinity },
    { epochs: 14 }, // it is at its end anyway
  ]) {
    const { result } = await run({
      network: bestAfterFour(),
      epochs: 30,
      validation: examples(8),
      ...job,
    });
    assert.deepEqual([result?.reason, result?.epochs], ["finished", job.epochs ?? 30]);
  }
});

test("a class with few pictures counts for as much as the others", async () => {
  const network = new FakeNetwork();
  const training = { pictures: examples(4).pictures, labels: [0, 0, 0, 1] };
  await run({ network, epochs: 1, training });
  const targets = network.seen.flatMap((batch) => batch.targets);
  const sums = [0, 1].map((label) =>
    targets.filter((_, i) => i % 2 === label).reduce((sum, t) => sum + t),
  );
  assert.ok(
    sums.every((sum) => Math.abs(sum - 2) < 1e-5),
    String(sums),
  );
});

test("without held-out pictures validation is null", async () => {
  const { progress } = await run({ network: new FakeNetwork() });
  assert.ok(progress.every(({ validation }) => validation === null));
});

test("only weights that a later step proved finite are delivered", async () => {
  const network = new FakeNetwork({ lossAt: (step) => (step < 40 ? 0.5 : Infinity) });
  const { weights, error } = await run({ network, epochs: 50 });
  assert.equal(error.name, "DivergedError");
  assert.ok(weights.length > 1, "some were delivered on the way");
  assert.ok(
    weights.every((step) => step > 0 && step < 40),
    String(weights),
  );
});

/**
 * Runs with networks whose loss at a step depends on the learning rate that they were started with.
 * @param {(rate: number, step: number) => number} loss @param {Partial<Job> & { network?: FakeNetwork }} [job]
 */
async function runAtRates(loss, job = {}) {
  /** @type {{ rate: number, from: number }[]} */
  const starts = [];
  let open = 0;
  const record = await run({
    network: new FakeNetwork(),
    validation: examples(3),
    ...job,
    start(spec, state) {
      const rate = Number(spec.optimizer.learning_rate);
      const network = new FakeNetwork({ lossAt: (step) => loss(rate, step) });
      starts.push({ rate, from: state ? state.steps : 0 });
      open += 1;
      return { ...team(network, state), close: () => void (open -= 1) };
    },
  });
  assert.equal(open, 0, "every team was closed");
  return { ...record, starts };
}

for (const bad of [NaN, Infinity, 1e7]) {
  test(`a loss of ${bad} costs no training: back to the best epoch, at half the rate`, async () => {
    // 3 steps an epoch; the best of the finished ones is the second, with the loss after 6 steps.
    const { result, starts, error } = await runAtRates(
      (rate, step) => (rate > 0.05 && step >= 10 ? bad : step === 6 ? 0.2 : 0.4 - 0.001 * step),
      { epochs: 6 },
    );
    assert.equal(error, null);
    assert.deepEqual(starts, [
      { rate: 0.1, from: 0 },
      { rate: 0.05, from: 6 },
    ]);
    assert.deepEqual(result?.rollBack, { epoch: 4, to: 2, learningRate: 0.05, times: 1 });
    assert.deepEqual([result?.reason, result?.epochs, result?.weights?.[0]], ["finished", 6, 6]);
  });
}

test("weights worse than those of the start are not gone back to", async () => {
  const { result, starts } = await runAtRates(
    (rate, step) => (rate > 0.03 ? 0.7 * 10 ** step : 0.7 / (1 + step)),
    { epochs: 3 },
  );
  assert.deepEqual(
    starts.map(({ rate, from }) => [rate, from]),
    [
      [0.1, 0],
      [0.05, 0],
      [0.025, 0],
    ],
  );
  assert.deepEqual([result?.rollBack?.to, result?.rollBack?.times], [0, 2]);
  assert.equal(result?.weights?.[0], 9);
});

test("nor do they answer when it is stopped on its way from there", async () => {
  const network = new FakeNetwork(); // what asks it to stop
  const { result, starts } = await runAtRates(
    (rate, step) => {
      if (rate === 0.05 && step === 2) network.steps = Infinity;
      return rate > 0.05 && step > 0 ? 0.7 * 10 ** step : 0.7;
    },
    { network },
  );
  assert.deepEqual(
    starts.map(({ rate, from }) => [rate, from]),
    [
      [0.1, 0],
      [0.05, 0],
    ],
  );
  assert.deepEqual([result?.reason, result?.bestEpoch, result?.weights?.[0]], ["stopped", null, 3]);
});

test("without held-out pictures the training loss says which epoch to go back to", async () => {
  const { result, starts } = await runAtRates(
    (rate, step) => (rate > 0.05 && step >= 10 ? Infinity : 1 / (1 + step)),
    { validation: examples(0), epochs: 6 },
  );
  assert.deepEqual(starts[1], { rate: 0.05, from: 9 });
  assert.equal(result?.weights?.[0], 18);
});

test("after ten halvings it gives up, says what to change, and the best weights are the last that were kept", async () => {
  const { error, starts, weights } = await runAtRates(
    (_rate, step) => (step >= 10 ? NaN : 1 / (1 + step)),
    { epochs: 5 },
  );
  assert.equal(starts.length, 1 + 10);
  assert.equal(error.name, "DivergedError");
  assert.match(
    error.message,
    /in epoch 4\b.*learning rate 0\.1 .*halved 10 times.*for example 0\.01,.*last good weights were kept/,
  );
  assert.equal(weights.at(-1), 9);
});

test("where nothing was learned there is nothing to keep", async () => {
  const { error, weights } = await runAtRates(() => NaN);
  assert.doesNotMatch(error.message, /were kept/);
  assert.deepEqual(weights, []);
});

test("a training that goes back repeats, also from any of its checkpoints", async () => {
  const loss = (/** @type {number} */ rate, /** @type {number} */ step) =>
    rate > 0.03 && step >= 40 / (10 * rate + 1) ? Infinity : 1 / (1 + step);
  const job = { epochs: 20, augmentation: true };
  const { checkpoints, result } = await runAtRates(loss, job);
  assert.equal(result?.rollBack?.times, 2);
  assert.ok(
    checkpoints.some(({ rollBack }) => rollBack?.times === 1) &&
      checkpoints.some(({ rollBack }) => !rollBack),
  );
  for (const checkpoint of checkpoints) {
    const again = await runAtRates(loss, { ...job, checkpoint });
    assert.deepEqual(again.result, result);
    assert.equal(again.starts[0].rate, checkpoint.rollBack?.learningRate ?? 0.1);
  }
});

test("an error that is not divergence passes through", async () => {
  const network = new FakeNetwork();
  network.train_step_rgba = () => {
    throw new Error("inputs: 3 values do not divide");
  };
  const { error } = await run({ network });
  assert.equal(error.message, "inputs: 3 values do not divide");
});

test("stop keeps what was learned so far", async () => {
  const { result } = await run({ network: new FakeNetwork(), epochs: 100 }, { stopAfter: 7 });
  assert.deepEqual([result?.reason, result?.epochs, result?.weights?.[0]], ["stopped", 2, 7]);
});

test("stopped before the first step: nothing was learned", async () => {
  const { result } = await run({ network: new FakeNetwork() }, { stopAfter: 0 });
  assert.deepEqual(result, {
    reason: "stopped",
    epochs: 0,
    weights: null,
    bestEpoch: null,
    validation: null,
    rollBack: null,
  });
});

test("from any checkpoint an interrupted training goes on as if it had not been interrupted", async () => {
  const job = { epochs: 40, augmentation: true, validation: examples(3) };
  const { checkpoints, result } = await run({ ...job, network: new FakeNetwork() });
  assert.ok(checkpoints.some(({ from }) => from > 0) && checkpoints.length > 3);
  for (const checkpoint of checkpoints) {
    const rest = await run({ ...job, network: new FakeNetwork(), checkpoint });
    assert.deepEqual(rest.result, result);
    assert.equal(rest.progress.at(-1)?.remainingSeconds, 0);
    assert.equal(rest.progress.at(-1)?.fraction, 1);
  }
});

test("while it validates it gives signs of life and heeds Stop", async () => {
  const network = new FakeNetwork();
  const { progress } = await run(
    { network, epochs: 1, validation: examples(32 * 100) },
    { msPerBreath: 200 },
  );
  const [reports, evaluations] = [
    progress.filter(({ fraction }) => fraction === 1).length,
    network.evaluations,
  ];
  assert.ok(reports > 50, `${reports} reports in ${evaluations} evaluations`);

  const stopping = new FakeNetwork();
  Object.defineProperty(stopping, "evaluate_rgba", {
    value: () => ((stopping.steps = 1000), { loss: 1, correct: 1 }),
  });
  const { result } = await run(
    { network: stopping, epochs: 1, validation: examples(3200) },
    { stopAfter: 1000 },
  );
  assert.deepEqual([result?.reason, result?.epochs], ["stopped", 0]);
});
