// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { StemError } from "../../www/engine/stems.js";
import { pump } from "../../www/workers/pump.js";
import { Trainer, defaultWorkers } from "../../www/workers/trainer.js";
import { fakeEngine } from "./fake-engine.js";
import { FakeWorker, fakeWorker, pictures } from "./fakes.js";

/** @typedef {(context: { steps: number, worker: FakeWorker, number: number }) => void} OnStep */

/**
 * A trainer whose workers run the real pump over an engine that only keeps its contract.
 * @param {OnStep} [onStep]  called before each step is applied, with the worker's number, from 1
 * @param {() => Promise<Uint8Array>} [fetchStem]
 */
function fakeTrainer(onStep = () => {}, fetchStem = async () => new Uint8Array(4)) {
  const started = /** @type {FakeWorker[]} */ ([]);
  /** Engines and requests, worker by worker. */
  const engines = /** @type {ReturnType<typeof fakeEngine>[]} */ ([]);
  const requests = /** @type {string[][]} */ ([]);
  const startWorker = () => {
    const number = started.length + 1;
    const engine = fakeEngine({
      onStep: ({ steps }) => onStep({ steps, worker: started[number - 1], number }),
    });
    let time = 0;
    const asked = /** @type {string[]} */ ([]);
    const worker = fakeWorker((emit, self) => {
      const handlers = pump({
        ...{ load: async () => engine.module, emit, now: () => (time += 20) },
        breathe: async () => {
          await new Promise(setImmediate);
          if (!self.alive) await new Promise(() => {});
        },
      });
      return Object.fromEntries(
        Object.entries(handlers).map(([type, handler]) => [
          type,
          (/** @type {any} */ data) => {
            asked.push(type);
            return handler(data);
          },
        ]),
      );
    });
    started.push(worker);
    engines.push(engine);
    requests.push(asked);
    return worker;
  };
  /** What was done about stems. @type {string[]} */
  const asked = [];
  /** @type {Uint8Array | undefined} */
  let file;
  const stems = {
    get: () => file,
    async load(/** @type {string} */ stem) {
      if (!file) asked.push(`fetch ${stem}`);
      return (file ??= await fetchStem());
    },
    refuse(/** @type {string} */ stem) {
      file = undefined;
      return new StemError(stem, "it arrived damaged");
    },
  };
  const trainer = new Trainer({ startWorker, engine: async () => ({}), silence: 100, stems });
  return { trainer, started, engines, requests, asked, stems };
}

const dataset = {
  classes: [
    { name: "a", pictures: pictures(16, "r1", 1) },
    { name: "b", pictures: pictures(16, "r2", 2) },
  ],
};
const options = { dataset, epochs: 20, batch_size: 4, workers: 1 };

test("one core is left to the page, and eight workers are enough", () => {
  assert.deepEqual(
    [1, 2, 3, 9, 64].map((cores) => defaultWorkers(cores)),
    [1, 1, 2, 8, 8],
  );
});

test("says what can be chosen, with a learning rate for each optimiser", async () => {
  const { trainer } = fakeTrainer();
  const { methods, limits, rates, stems } = await trainer.describe(["sgd", "adam"]);
  assert.deepEqual(
    methods.map(({ id }) => id),
    ["quick_eye", "from_scratch"],
  );
  assert.equal(limits.epochs.max, 500);
  assert.deepEqual(stems, [{ name: "base", bytes: 4 }]);
  const both = { sgd: 0.01, adam: 0.001 };
  assert.deepEqual(rates, { quick_eye: both, from_scratch: both });
});

test("trains to the end; its worker stays, with the pictures", async () => {
  const { trainer, started, requests } = fakeTrainer();
  /** @type {number[]} */
  const ended = [];
  /** @type {number[]} */
  const weights = [];
  const training = trainer.train({
    ...options,
    onProgress: ({ events }) =>
      ended.push(...events.flatMap((event) => (event.kind === "epoch_ended" ? event.epoch : []))),
    onNetwork: (network) => weights.push(network.weights[0]),
  });
  assert.equal(trainer.running, true);
  const { report, network, snapshots } = await training;
  assert.equal(trainer.running, false);
  assert.deepEqual([report?.reason, report?.epochs], ["finished", 20]);
  assert.deepEqual(
    ended,
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
  // 32 pictures in batches of 4, 20 epochs
  assert.equal(network?.weights[0], 160);
  assert.equal(weights.at(-1), 160);
  assert.ok(weights.length > 3, "weights came on the way");
  assert.deepEqual(network?.classes, ["a", "b"]);
  assert.deepEqual(
    snapshots.map(({ epoch, weights: [steps] }) => [epoch, steps]),
    Array.from({ length: 21 }, (_, epoch) => [epoch, 8 * epoch]),
  );
  requests[0].length = 0;
  await trainer.train({ ...options, epochs: 1 });
  assert.deepEqual(requests[0], ["configure", "plan", "train"], "no picture is sent twice");
  assert.deepEqual(
    started.map(({ alive }) => alive),
    [true],
  );
  trainer.close();
  assert.equal(started[0].alive, false);
});

test("pictures arrive with their classes and recordings, each once, and change where they are", async () => {
  const { trainer, engines } = fakeTrainer();
  const [a, b, c] = [pictures(300, "r1", 1), pictures(5, "r2", 2), pictures(3, "r3", 3)];
  /** @param {[name: string, pictures: typeof a][]} classes */
  const plan = async (...classes) => {
    await trainer.plan({
      dataset: { classes: classes.map(([name, pictures]) => ({ name, pictures })) },
    });
    const [{ pictures, settings }] = engines[0].seen.trainers;
    const held = [...pictures.values()].map(({ byte, label, recording }) => {
      assert.equal(recording, `r${byte}`);
      return `${byte}${settings.classes[label]}`;
    });
    return held.filter((one, i) => one !== held[i - 1]).join(" ");
  };
  assert.equal(await plan(["a", a], ["b", b]), "1a 2b");
  assert.equal(engines[0].seen.trainers[0].pictures.size, 305);
  assert.equal(await plan(["a", a], ["c", c], ["b", b]), "1a 2b 3c");
  assert.equal(await plan(["c", c], ["b", b]), "2b 3c", "a class was removed, the others moved up");
  assert.equal(await plan(["b", b.slice(1)], ["c", [...c, b[0]]]), "2c 2b 3c");
  const { pictures: held } = engines[0].seen.trainers[0];
  const [id] = held.keys();
  assert.equal(trainer.picture(id), b[0]);
  assert.equal(await plan(["b", []], ["c", []]), "");
});

test("a plan waits for a training that runs", async () => {
  const { trainer, requests } = fakeTrainer();
  const training = trainer.train(options);
  const plan = trainer.plan({ dataset, epochs: 3 });
  await training;
  assert.equal((await plan).epochs, 3);
  assert.deepEqual(requests[0].slice(-3), ["train", "configure", "plan"]);
});

test("stop resolves when the training has ended, and keeps the network", async () => {
  const { trainer } = fakeTrainer(({ steps }) => {
    if (steps === 30) void trainer.stop();
  });
  const { report, network } = await trainer.train({ ...options, epochs: 100_000 });
  assert.equal(report?.reason, "stopped");
  assert.ok(network && network.weights[0] >= 30);
  await trainer.stop(); // nothing to stop: no harm
});

test("stop before the worker is ready", async () => {
  const { trainer } = fakeTrainer();
  const training = trainer.train(options);
  await trainer.stop();
  assert.deepEqual(await training, { report: null, network: null, snapshots: [] });
});

test("Stop does not wait for an engine that never comes", async () => {
  const trainer = new Trainer({
    startWorker: () => assert.fail("no worker is needed"),
    engine: () => new Promise(() => {}),
  });
  const training = trainer.train(options);
  await trainer.stop();
  assert.deepEqual(await training, { report: null, network: null, snapshots: [] });
});

test("a worker that does not heed Stop is ended, and another says what it had learned at its last checkpoint", async () => {
  const { trainer, started } = fakeTrainer(({ steps, worker, number }) => {
    if (number > 1 || steps !== 30) return;
    worker.scope.onmessage = null; // hangs
    void trainer.stop();
    worker.terminate();
  });
  const { report, network } = await trainer.train({ ...options, epochs: 100_000 });
  assert.deepEqual([report?.reason, network?.weights[0], started.length], ["stopped", 20, 2]);
});

test("a worker that dies without a word is replaced, and in the end nothing is lost", async () => {
  const undisturbed = await fakeTrainer().trainer.train(options);
  const { trainer, started, requests } = fakeTrainer(({ steps, worker, number }) => {
    if (number === 1 && steps === 100) worker.terminate();
  });
  // Its pictures are no longer in the order of the classes.
  const [a, b] = dataset.classes;
  await trainer.plan({ dataset: { classes: [a, { ...b, pictures: b.pictures.slice(1) }] } });
  await trainer.plan({ dataset: { classes: [a, { ...b, pictures: [] }] } });
  /** @type {unknown[]} */
  const news = [];
  const result = await trainer.train({ ...options, onNews: (one) => news.push(one) });
  assert.equal(result.report?.reason, "finished");
  assert.equal(started.length, 2);
  assert.deepEqual(news, [{ kind: "restarted", from_weights: true }]);
  assert.deepEqual(requests[1], ["start", "restore", "pictures", "train"]);
  assert.deepEqual(result.network?.weights, undisturbed.network?.weights);
  // It knows the first weights from the seed, and those since the checkpoint, which was after 100 steps.
  const epochs = result.snapshots.map(({ epoch }) => epoch);
  assert.deepEqual(epochs, [0, 13, 14, 15, 16, 17, 18, 19, 20]);
});

test("one that dies before its first checkpoint begins anew", async () => {
  const { trainer, requests } = fakeTrainer(({ steps, worker, number }) => {
    if (number === 1 && steps === 10) worker.terminate();
  });
  /** @type {unknown[]} */
  const news = [];
  const result = await trainer.train({ ...options, onNews: (one) => news.push(one) });
  assert.equal(result.network?.weights[0], 160);
  assert.deepEqual(news, [{ kind: "restarted", from_weights: false }]);
  assert.deepEqual(requests[1], ["start", "configure", "pictures", "plan", "train"]);
});

test("a trap in wasm is such a death too", async () => {
  const { trainer, started } = fakeTrainer(({ steps, number }) => {
    if (number <= 2 && steps > 100) throw new WebAssembly.RuntimeError("unreachable");
  });
  assert.equal((await trainer.train(options)).report?.reason, "finished");
  assert.equal(started.length, 3);
});

test("after several deaths it gives up by name", async () => {
  const { trainer, started } = fakeTrainer(() => {
    throw new WebAssembly.RuntimeError("unreachable");
  });
  /** @type {unknown[]} */
  const news = [];
  await assert.rejects(trainer.train({ ...options, onNews: (one) => news.push(one) }), {
    ...{ name: "GaveUp", deaths: 4, started: true },
  });
  assert.deepEqual([started.length, news.length, trainer.running], [4, 3, false]);
});

test("workers whose scripts do not come are no news, and told from those that die", async () => {
  let started = 0;
  /** @type {unknown[]} */
  const news = [];
  const startWorker = () => {
    started += 1;
    const worker = new FakeWorker();
    setImmediate(() => worker.onerror?.({})); // as when the script cannot be loaded
    return worker;
  };
  const trainer = new Trainer({ startWorker, engine: async () => ({}), silence: 100 });
  const training = trainer.train({ ...options, onNews: (one) => news.push(one) });
  await assert.rejects(training, { name: "GaveUp", started: false });
  assert.deepEqual([started, news], [4, []]);
});

test("divergence reaches the caller by name and with its data, and the last good weights before", async () => {
  const { trainer } = fakeTrainer(({ steps }) => {
    if (steps < 50) return;
    const details = { kind: "diverged", learning_rate: 1 };
    throw Object.assign(new Error("the loss is inf"), { name: "DivergedError", details });
  });
  /** @type {number[]} */
  const weights = [];
  await assert.rejects(
    trainer.train({ ...options, onNetwork: (network) => weights.push(network.weights[0]) }),
    { name: "DivergedError", details: { kind: "diverged", learning_rate: 1 } },
  );
  assert.equal(weights.at(-1), 50);
});

test("a pause changes no weight, whatever steps are taken in it, and meanwhile the worker owes nothing", async () => {
  const undisturbed = await fakeTrainer().trainer.train(options);
  const { trainer, requests } = fakeTrainer(({ steps }) => {
    if (steps === 50) trainer.pause();
  });
  /** @type {(import("../../www/workers/pump.js").Step | null)[]} */
  const pauses = [];
  /** @type {number[]} */
  const kept = [];
  const result = await trainer.train({
    ...options,
    onNetwork: ({ weights }) => kept.push(weights[0]),
    onPause(step) {
      pauses.push(step);
      if (pauses.length < 3) trainer.step();
      // Longer than a worker that owes an answer may be silent.
      else setTimeout(() => trainer.go(), 300);
    },
  });
  assert.deepEqual(result.network?.weights, undisturbed.network?.weights);
  assert.deepEqual(result.report, undisturbed.report);
  assert.equal(requests.length, 1, "it is the same worker");
  const [first, ...steps] = pauses;
  const [at, ...after] = kept.slice(kept.findIndex((steps) => steps >= 50));
  assert.equal(first, null);
  assert.deepEqual(after.slice(0, 2), [at + 1, at + 2], "what a step comes to answers and is kept");
  assert.deepEqual(
    steps,
    [at, at + 1].map((n) => ({ pictures: 4, before: 1 / (1 + n), after: 1 / (2 + n) })),
  );
});

test("a single step looks at pictures first, where a stem has not; and Stop ends a pause", async () => {
  const { trainer } = fakeTrainer();
  /** @type {unknown[]} */
  const pauses = [];
  const { report } = await trainer.train({
    ...{ ...options, method: "quick_eye", paused: true },
    onPlan: () => setTimeout(() => trainer.step(), 5),
    onPause(step) {
      pauses.push(step);
      void trainer.stop();
    },
  });
  assert.deepEqual(pauses, [{ pictures: 4, before: 1, after: 0.5 }]);
  assert.equal(report?.reason, "stopped");
});

test("a worker that dies in a pause is replaced when there is something to do", async () => {
  const { trainer, started } = fakeTrainer(({ steps, number }) => {
    if (number === 1 && steps === 50) trainer.pause();
  });
  const result = await trainer.train({
    ...options,
    onPause() {
      started[0].terminate();
      trainer.go();
    },
  });
  assert.deepEqual([started.length, result.network?.weights[0]], [2, 160]);
});

test("one training at a time", async () => {
  const { trainer } = fakeTrainer();
  const training = trainer.train(options);
  await assert.rejects(trainer.train(options), /running already/);
  await training;
});

test("what cannot be trained is refused, and the trainer stays usable", async () => {
  const { trainer } = fakeTrainer();
  for (const workers of [0, 1.5, NaN])
    await assert.rejects(trainer.train({ ...options, workers }), /workers: got .*; expected/);
  await assert.rejects(trainer.train({ ...options, epochs: 0 }), { name: "InputError" });
  assert.equal((await trainer.train(options)).report?.reason, "finished");
});

test("several workers train together, and a helper that is lost is told", async () => {
  const alone = await fakeTrainer().trainer.train({ ...options, batch_size: 16 });
  const { module } = fakeEngine();
  let helpers = 0;
  const startWorker = (/** @type {string} */ name) =>
    name === "helper" ? fakeHelper((helpers += 1)) : fakeTraining();
  const fakeHelper = (/** @type {number} */ number) =>
    fakeWorker(() => ({
      start() {},
      join() {},
      step({ shard }) {
        if (number === 1) throw new WebAssembly.RuntimeError("unreachable");
        return shard && { gradients: Float32Array.of(1, shard.bytes.reduce(sum)) };
      },
    }));
  const sum = (/** @type {number} */ all, /** @type {number} */ one) => all + one;
  const fakeTraining = () =>
    fakeWorker((emit) =>
      pump({
        ...{ load: async () => module, emit, helpers: { startWorker } },
        breathe: () => new Promise((resolve) => void setImmediate(resolve)),
      }),
    );
  const trainer = new Trainer({ startWorker, engine: async () => ({}) });
  /** @type {unknown[]} */
  const news = [];
  const together = await trainer.train({
    ...{ ...options, batch_size: 16, workers: 2 },
    onNews: (one) => news.push(one),
  });
  assert.deepEqual(news, [{ kind: "helper_lost", last: false }]);
  assert.deepEqual(together.network?.weights, alone.network?.weights);
  assert.equal(helpers, 2);
});

const quick = { ...options, method: /** @type {const} */ ("quick_eye") };

test("a plan says that the stem is missing, and a training fetches it", async () => {
  const { trainer, requests, asked } = fakeTrainer();
  const { obstacle } = await trainer.plan({ dataset, method: "quick_eye" });
  assert.deepEqual([obstacle, asked], [{ kind: "stem_missing", name: "base" }, []]);
  requests[0].length = 0;
  const { report, network } = await trainer.train(quick);
  assert.deepEqual([report?.reason, asked], ["finished", ["fetch base"]]);
  assert.deepEqual(requests[0], ["configure", "plan", "stem", "plan", "train"]);
  assert.equal(network?.spec.layers[0].type, "stem");
  requests[0].length = 0;
  await trainer.train(quick);
  assert.deepEqual(requests[0], ["configure", "plan", "train"], "it is given once");
});

test("a stem that was fetched meanwhile is given to the worker with the next plan", async () => {
  const { trainer, stems } = fakeTrainer();
  await trainer.plan({ dataset, method: "quick_eye" });
  await stems.load("base");
  assert.equal((await trainer.plan({ dataset, method: "quick_eye" })).obstacle, null);
  const looks = [await trainer.look(quick), await trainer.look(quick)];
  assert.deepEqual(
    looks.map(({ done, total, network }) => [done, total, network?.classes]),
    [
      [1, 32, undefined],
      [2, 32, ["a", "b"]],
    ],
  );
});

test("the pictures of a first class are looked at before there is a second", async () => {
  const { trainer, requests, stems } = fakeTrainer();
  await stems.load("base");
  const [a, b] = dataset.classes;
  const first = { ...quick, dataset: { classes: [a, { ...b, pictures: [] }] } };
  assert.equal((await trainer.plan(first)).obstacle?.kind, "empty_classes");
  assert.equal((await trainer.look(first)).done, 1);
  assert.deepEqual(requests[0].slice(0, 6), [
    ...["start", "configure", "pictures", "plan", "stem", "plan"],
  ]);
});

test("a worker that replaces another has the stem before it goes on", async () => {
  const { trainer, requests } = fakeTrainer(({ steps, worker, number }) => {
    if (number === 1 && steps === 100) worker.terminate();
  });
  assert.equal((await trainer.train(quick)).report?.reason, "finished");
  assert.deepEqual(requests[1], ["start", "stem", "restore", "pictures", "train"]);
});

test("a stem that the engine refuses is an error for the person, and from scratch all is well", async () => {
  const { trainer } = fakeTrainer(undefined, async () => new Uint8Array(3));
  await assert.rejects(trainer.train(quick), { name: "StemError", stem: "base" });
  const { obstacle } = await trainer.plan({ dataset, method: "quick_eye" });
  assert.equal(obstacle?.kind, "stem_missing");
  assert.equal((await trainer.train(options)).report?.reason, "finished");
});

test("Stop does not wait for a stem that never comes", async () => {
  const { trainer, asked } = fakeTrainer(undefined, () => new Promise(() => {}));
  const training = trainer.train(quick);
  while (asked.length === 0) await new Promise(setImmediate);
  await trainer.stop();
  assert.deepEqual(await training, { report: null, network: null, snapshots: [] });
  assert.equal((await trainer.train(options)).report?.reason, "finished");
});

test("stopped while its stem still looks at pictures, a training has come to nothing", async () => {
  const { trainer } = fakeTrainer();
  let looked = 0;
  const result = await trainer.train({
    ...quick,
    onProgress: ({ preparing }) => {
      looked = preparing?.done ?? looked;
      if (looked > 5) void trainer.stop();
    },
  });
  assert.deepEqual(result, { report: null, network: null, snapshots: [] });
  assert.ok(looked < 32);
});

test("stopped while the stem of a worker that replaces another looks, it says what was learned", async () => {
  let died = false;
  const { trainer } = fakeTrainer(({ steps, worker, number }) => {
    if (number === 1 && steps === 100) worker.terminate();
  });
  const { report, network } = await trainer.train({
    ...quick,
    onProgress: ({ preparing }) => {
      if (died && preparing) void trainer.stop();
    },
    onNews: ({ kind }) => (died = kind === "restarted"),
  });
  assert.equal(report?.reason, "stopped");
  assert.equal(network?.weights[0], 100);
});

/** All the places where a training could go on, as a page keeps them. @param {Partial<Parameters<Trainer["train"]>[0]>} [more] */
async function placesOf(more) {
  const { trainer } = fakeTrainer();
  // The engine does not have the pictures in the order of the classes.
  const [a, b] = dataset.classes;
  await trainer.plan({ dataset: { classes: [{ ...a, pictures: a.pictures.slice(8) }, b] } });
  /** @type {import("../../www/workers/trainer.js").Checkpoint[]} */
  const places = [];
  /** @type {ReadonlyArray<import("../../www/engine/types.js").LabelledPicture>} */
  let order = [];
  const { network } = await trainer.train({
    ...{ ...options, ...more },
    onPlan: (_plan, held) => (order = held),
    onCheckpoint: (place) => places.push(place),
  });
  return { places, order, weights: network?.weights };
}

test("another page goes on from each checkpoint to the same weights, bit for bit", async () => {
  for (const method of /** @type {const} */ (["from_scratch", "quick_eye"])) {
    const { places, order, weights } = await placesOf({ method });
    assert.notEqual(order[0], dataset.classes[0].pictures[0]);
    assert.deepEqual(
      places.map(({ learned }) => learned),
      [false, ...Array.from({ length: 7 }, () => true)],
    );
    for (const place of places) {
      const { trainer, requests } = fakeTrainer();
      await trainer.plan({ dataset, method }); // its worker has the pictures in another order
      requests[0].length = 0;
      let planned = 0;
      const result = await trainer.train({
        ...{ ...options, method, from: { ...place, pictures: order } },
        onPlan: () => (planned += 1),
      });
      assert.deepEqual(result.network?.weights, weights);
      assert.deepEqual(requests[0].slice(0, 2), ["restore", "pictures"]);
      assert.equal(planned, 1);
      // The next one has each picture once.
      const next = await trainer.train({ ...options, method });
      assert.equal(next.network?.weights[0], 160);
    }
  }
});

test("a training that went on survives its worker as well", async () => {
  const { places, order, weights } = await placesOf();
  const { trainer, started } = fakeTrainer(({ steps, worker, number }) => {
    if (number === 1 && steps === 100) worker.terminate();
  });
  const { network } = await trainer.train({ ...options, from: { ...places[2], pictures: order } });
  assert.deepEqual(network?.weights, weights);
  assert.equal(started.length, 2);
});

test("Stop ends a training that went on, with what it had learned before", async () => {
  const { places, order } = await placesOf();
  const { trainer } = fakeTrainer();
  const { report, network } = await trainer.train({
    ...{ ...options, from: { ...places[3], pictures: order } },
    onPlan: () => void trainer.stop(),
  });
  assert.equal(report?.reason, "stopped");
  assert.ok(network && network.weights[0] >= 60);
});

test("with other pictures, or damaged, a checkpoint is refused, and the trainer stays usable", async () => {
  const { places, order } = await placesOf();
  const [a, b] = dataset.classes;
  const other = [...pictures(1, "r1", 77), ...a.pictures.slice(1)];
  const changed = { classes: [{ ...a, pictures: other }, b] };
  for (const [all, checkpoint, held] of /** @type {const} */ ([
    [changed, places[1].checkpoint, [...other, ...b.pictures]],
    [dataset, Uint8Array.of(1, 2, 3), order],
  ])) {
    const { trainer } = fakeTrainer();
    await trainer.plan({ dataset });
    const from = { checkpoint, learned: true, pictures: held };
    await assert.rejects(trainer.train({ ...options, dataset: all, from }));
    assert.equal((await trainer.train(options)).network?.weights[0], 160);
  }
});
