// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveClassifier } from "../../www/live/live.js";
import { fakeWorker, stemSpec, tinySpec } from "./fakes.js";

/**
 * A classifier whose worker answers with the frame's first byte / 100 for class 0.
 * @param {(worker: import("./fakes.js").FakeWorker, number: number) => void} [onFrame]
 * @param {{ onStart?: (worker: import("./fakes.js").FakeWorker) => void, engine?: () => Promise<unknown>,
 *   stems?: any }} [parts]
 */
function fakeLive(
  onFrame = () => {},
  { onStart = () => {}, engine = async () => ({}), stems } = {},
) {
  const frames = /** @type {number[]} */ ([]);
  const loads = /** @type {(number | string)[]} */ ([]);
  const afresh = /** @type {boolean[]} */ ([]);
  const clock = /** @type {number[]} */ ([]);
  let workers = 0;
  const startWorker = () => {
    const number = ++workers;
    return fakeWorker((_emit, worker) => ({
      start: () => onStart(worker),
      stem: ({ name, bytes }) => void loads.push(`${name} ${bytes.length}`),
      load: ({ weights }) => void loads.push(weights[0]),
      evidence: (rgba) => ({ kind: "sliding", values: Float32Array.of(rgba[0]) }),
      async classify({ rgba, now, thresholds, fresh }) {
        onFrame(worker, number);
        frames.push(rgba[0]);
        afresh.push(fresh);
        clock.push(now);
        await new Promise(setImmediate);
        const first = rgba[0] / 100;
        return {
          class: 0,
          sure: first >= thresholds[0],
          known: true,
          probabilities: [first, 1 - first],
        };
      },
    }));
  };
  const live = new LiveClassifier({ startWorker, engine, silence: 100, stems });
  return { live, frames, loads, afresh, clock, started: () => workers };
}

/** @param {number} value */
const frame = (value) => new Uint8ClampedArray(16).fill(value);
/** @param {number} version */
const network = (version) => ({
  spec: tinySpec(),
  weights: Float32Array.of(version),
  classes: ["a", "b"],
});
/** @param {import("../../www/engine/types.js").Answer} answer */
const percent = ({ probabilities }) => Math.round(probabilities[0] * 100);

test("one probability per class, and whether the answer is sure", async () => {
  const { live } = fakeLive();
  live.load(network(1));
  const answer = { class: 0, sure: true, known: true, probabilities: [0.25, 0.75] };
  assert.deepEqual(await live.classify(frame(25)), answer);
  assert.equal((await live.classify(frame(25), 0.25)).sure, true);
  assert.equal((await live.classify(frame(25), 0.26)).sure, false);
});

test("each class may have a threshold of its own", async () => {
  const { live } = fakeLive();
  live.load(network(1));
  assert.equal((await live.classify(frame(25), [0.26, 0])).sure, false);
  assert.equal((await live.classify(frame(25), [0.25, 1])).sure, true);
});

test("longer smoothing is a slower clock, and none begins anew with each frame", async (context) => {
  let time = 0;
  context.mock.method(performance, "now", () => time);
  const { live, afresh, clock } = fakeLive();
  live.load(network(1));
  for (const smoothing of [150, 600, 0]) {
    for (time of [1000, 1300]) await live.classify(frame(1), 0, smoothing);
  }
  assert.deepEqual(clock, [1000, 1300, 250, 325, 1000, 1300]);
  assert.deepEqual(afresh, [false, false, false, false, true, true]);
});

test("smoothing begins anew when asked to, once", async () => {
  const { live, afresh } = fakeLive();
  live.load(network(1));
  await live.classify(frame(1));
  live.startAfresh();
  await live.classify(frame(2));
  await live.classify(frame(3));
  assert.deepEqual(afresh, [false, true, false]);
});

test("without a network there is no answer", async () => {
  await assert.rejects(fakeLive().live.classify(frame(1)), /no trained network/);
});

test("evidence is that of the newest network", async () => {
  const { live, loads } = fakeLive();
  await assert.rejects(live.evidence(frame(1)), /no trained network/);
  for (const version of [1, 2]) {
    live.load(network(version));
    assert.deepEqual(live.network?.weights, Float32Array.of(version));
    assert.deepEqual(await live.evidence(frame(7)), {
      kind: "sliding",
      values: Float32Array.of(7),
    });
    assert.deepEqual(await live.evidence(frame(8)), {
      kind: "sliding",
      values: Float32Array.of(8),
    });
  }
  assert.deepEqual(loads, [1, 2]);
});

test("frames that are overtaken share the newest one's answer", async () => {
  const { live, frames } = fakeLive();
  live.load(network(1));
  await live.classify(frame(1));
  const answers = [10, 20, 30, 40].map((value) => live.classify(frame(value)));
  assert.deepEqual((await Promise.all(answers)).map(percent), [40, 40, 40, 40]);
  const first = live.classify(frame(50));
  await new Promise(setImmediate); // it is in flight now
  const later = [60, 70].map((value) => live.classify(frame(value)));
  assert.deepEqual((await Promise.all([first, ...later])).map(percent), [50, 70, 70]);
  assert.deepEqual(frames, [1, 40, 50, 70]);
});

test("of several new networks only the newest is loaded, with the next frame", async () => {
  const { live, loads } = fakeLive();
  for (const version of [1, 2, 3]) live.load(network(version));
  await live.classify(frame(1));
  await live.classify(frame(2));
  live.load(network(4));
  await live.classify(frame(3));
  assert.deepEqual(loads, [3, 4]);
});

test("the death of the worker is survived: a new one gets the network and the frame", async () => {
  const { live, loads, started } = fakeLive((worker, number) => {
    if (number === 1) worker.terminate();
    if (number === 2) throw new WebAssembly.RuntimeError("unreachable");
  });
  live.load(network(7));
  assert.equal(percent(await live.classify(frame(33))), 33);
  assert.equal(started(), 3);
  assert.deepEqual(loads, [7, 7, 7]);
});

test("after several deaths in a row it says so, and a new network is a new beginning", async () => {
  let broken = true;
  const { live } = fakeLive(() => {
    if (broken) throw new WebAssembly.RuntimeError("unreachable");
  });
  live.load(network(1));
  await assert.rejects(live.classify(frame(1)), /several times in a row/);
  broken = false;
  live.load(network(2));
  assert.equal(percent(await live.classify(frame(9))), 9);
});

test("an engine that could not be loaded is asked for again with the next frame", async () => {
  let attempts = 0;
  const engine = async () => {
    attempts += 1;
    if (attempts === 1) throw new Error("no connection");
  };
  const { live } = fakeLive(undefined, { engine });
  live.load(network(1));
  await assert.rejects(live.classify(frame(1)), /no connection/);
  assert.equal(percent(await live.classify(frame(2))), 2);
});

test("a worker that could not start the engine is ended, and the next frame tries another", async () => {
  /** @type {import("./fakes.js").FakeWorker[]} */
  const workers = [];
  const { live } = fakeLive(undefined, {
    onStart(worker) {
      workers.push(worker);
      if (workers.length === 1) throw new Error("its script did not come");
    },
  });
  live.load(network(1));
  await assert.rejects(live.classify(frame(1)), /did not come/);
  assert.equal(percent(await live.classify(frame(2))), 2);
  assert.deepEqual(
    workers.map(({ alive }) => alive),
    [false, true],
  );
});

test("close() ends the worker and forgets the network; after another load() a new worker answers", async () => {
  const { live, started } = fakeLive();
  live.load(network(1));
  await live.classify(frame(1));
  live.close();
  await assert.rejects(live.classify(frame(1)), /no trained network/);
  live.load(network(2));
  assert.equal(percent(await live.classify(frame(2))), 2);
  assert.equal(started(), 2);
});

test("a network on a stem comes after the stem, in every worker, once", async () => {
  let fetched = 0;
  const stems = { load: async () => ((fetched += 1), new Uint8Array(5)) };
  const { live, loads } = fakeLive(
    (worker, number) => {
      if (number === 1 && loads.length > 2) worker.terminate();
    },
    { stems },
  );
  for (const version of [1, 2]) {
    live.load({ ...network(version), spec: stemSpec("base") });
    await live.classify(frame(version));
  }
  assert.deepEqual(loads, ["base 5", 1, 2, "base 5", 2]);
  assert.equal(fetched, 2);
});

test("a stem that does not come is told, and asked for again with the next frame", async () => {
  let connected = false;
  const stems = {
    async load() {
      if (!connected) throw new Error("no stem");
      return new Uint8Array(5);
    },
  };
  const { live } = fakeLive(undefined, { stems });
  live.load({ ...network(1), spec: stemSpec("base") });
  await assert.rejects(live.classify(frame(1)), /no stem/);
  connected = true;
  assert.equal(percent(await live.classify(frame(2))), 2);
});
