// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Replica, Replicas } from "../../www/workers/replicas.js";
import { FakeNetwork, fakeWorker, tinySpec } from "./fakes.js";

/** @typedef {import("./fakes.js").FakeWorker} FakeWorker */

/**
 * A network and its replicas, the helpers being workers of this process.
 * @param {number} workers
 * @param {{ shared?: boolean, onShare?: (helper: { number: number, network: FakeNetwork, worker: FakeWorker }) => unknown, onStart?: (number: number) => void }} [options]
 */
function fakeReplicas(workers, { shared = false, onShare = () => {}, onStart = () => {} } = {}) {
  const network = new FakeNetwork();
  const helpers =
    /** @type {{ number: number, network: FakeNetwork, worker: FakeWorker, answers: any[] }[]} */ ([]);
  const news = /** @type {string[]} */ ([]);
  const startWorker = () => {
    const number = helpers.length + 1;
    const helper = { number, network: new FakeNetwork(), answers: /** @type {any[]} */ ([]) };
    const replica = new Replica(helper.network, shared);
    const worker = fakeWorker((_emit, self) => ({
      start: () => onStart(number),
      join: ({ state }) => helper.network.set_state(state),
      async gradients(share) {
        await onShare({ ...helper, worker: self });
        const answer = replica.gradients(share);
        helper.answers.push(answer);
        return answer;
      },
      apply: (sum) => replica.apply(sum),
    }));
    helpers.push({ ...helper, worker });
    return worker;
  };
  const replicas = new Replicas({
    network,
    spec: tinySpec(),
    engine: {},
    workers,
    startWorker,
    shared,
    onNews: (text) => news.push(text),
  });
  return { replicas, network, helpers, news };
}

/** Pictures whose first bytes count on from `start`. @param {number} count @param {number} [start] */
function batch(count, start = 0) {
  const rgba = Uint8ClampedArray.from({ length: count * 16 }, (_, i) => start + Math.floor(i / 16));
  const targets = Float32Array.from({ length: count * 2 }, (_, i) => 1 - (i % 2));
  return { rgba, targets, augmentation: { seed: 1, first: 1000 * start }, count };
}

/** @param {ReturnType<typeof fakeReplicas>} team @param {number} steps @param {number} [count] pictures */
async function steps(team, steps, count = 24) {
  const reports = [];
  for (let i = 0; i < steps; i++) reports.push(await team.replicas.step(batch(count, i)));
  await new Promise((resolve) => setTimeout(resolve, 20)); // the last sum is on its way
  return reports;
}

for (const shared of [false, true]) {
  test(`each worker gets its share, and all stay alike (${shared ? "shared memory" : "messages"})`, async () => {
    const team = fakeReplicas(3, { shared });
    const reports = await steps(team, 5, 25);
    assert.equal(team.helpers.length, 2);
    const [first] = [team.network, ...team.helpers.map(({ network }) => network)].map(
      ({ seen }) => seen[0],
    );
    assert.deepEqual(first.pictures, [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(team.helpers[0].network.seen[1].pictures, [9, 10, 11, 12, 13, 14, 15, 16]);
    assert.deepEqual(team.helpers[1].network.seen[1], {
      pictures: [17, 18, 19, 20, 21, 22, 23, 24, 25],
      targets: first.targets.concat(1, 0),
      first: 1016,
    });
    assert.equal(reports[0].correct, 25);
    assert.equal(team.network.steps, 5);
    for (const { network } of team.helpers)
      assert.deepEqual(network.weights(), team.network.weights());
    // The mean over all shares is the mean of the batch.
    const alone = new FakeNetwork();
    for (let i = 0; i < 5; i++) {
      const { rgba, targets, augmentation } = batch(25, i);
      alone.train_step_rgba(rgba, targets, augmentation);
    }
    assert.ok(Math.abs(alone.shown - team.network.shown) < 1e-3 * alone.shown);
  });
}

test("messages carry the gradients unless memory is shared", async () => {
  for (const shared of [false, true]) {
    const team = fakeReplicas(2, { shared });
    await steps(team, 2);
    const [first, second] = team.helpers[0].answers;
    assert.equal(first.gradients.length, shared ? 2 : 0, "moved away when sent");
    assert.equal(first.gradients.buffer instanceof SharedArrayBuffer, shared);
    assert.equal(first.gradients === second.gradients, shared);
    assert.equal(first.statistics.buffer instanceof SharedArrayBuffer, shared);
  }
});

test("alone there is no exchange and no other worker", async () => {
  const team = fakeReplicas(1);
  await steps(team, 3);
  assert.equal(team.helpers.length, 0);
  assert.equal(team.network.steps, 3);
});

test("small batches need fewer helpers; those that rest still apply every sum", async () => {
  const team = fakeReplicas(4);
  await steps(team, 2, 15);
  assert.equal(team.helpers.length, 0, "nobody is started for batches that are not split");
  await steps(team, 1, 32);
  assert.equal(team.helpers.length, 3);
  await steps(team, 2, 16);
  assert.deepEqual(
    team.helpers.map(({ network }) => network.seen.length),
    [3, 1, 1],
  );
  for (const { network } of team.helpers)
    assert.deepEqual(network.weights(), team.network.weights());
});

for (const [how, die] of /** @type {const} */ ([
  ["goes silent", (/** @type {FakeWorker} */ worker) => worker.onerror?.({ message: "gone" })],
  [
    "traps",
    () => {
      throw new WebAssembly.RuntimeError("unreachable");
    },
  ],
])) {
  test(`a helper that ${how} is replaced, the step repeated, and nothing lost`, async () => {
    const undisturbed = fakeReplicas(3);
    await steps(undisturbed, 6);
    const team = fakeReplicas(3, {
      onShare({ number, network, worker }) {
        if (number === 1 && network.steps === 3) die(worker);
      },
    });
    const reports = await steps(team, 6);
    assert.equal(reports.length, 6);
    assert.equal(team.helpers.length, 3);
    assert.match(team.news.join(), /replaced, and nothing is lost/);
    assert.deepEqual(team.network.weights(), undisturbed.network.weights());
    for (const { network } of team.helpers.slice(1))
      assert.deepEqual(network.weights(), team.network.weights());
    assert.deepEqual([team.helpers[0].worker.alive, team.helpers[2].worker.alive], [false, true]);
  });
}

test("where helpers keep dying, or cannot start, the training worker finds the same numbers alone", async () => {
  const undisturbed = fakeReplicas(3);
  await steps(undisturbed, 4);
  const trap = () => {
    throw new WebAssembly.RuntimeError("out of memory");
  };
  for (const team of [fakeReplicas(3, { onShare: trap }), fakeReplicas(3, { onStart: trap })]) {
    await steps(team, 4);
    assert.deepEqual(team.network.weights(), undisturbed.network.weights());
    assert.ok(team.helpers.length <= 5, "it gives up starting more");
    assert.match(team.news.at(-1) ?? "", /goes on with fewer/);
  }
});

test("divergence of any share ends the step by its name", async () => {
  const own = fakeReplicas(2);
  own.network.lossAt = () => Infinity;
  await assert.rejects(own.replicas.step(batch(16)), { name: "DivergedError" });
  const other = fakeReplicas(2, {
    onShare({ network }) {
      network.lossAt = () => Infinity;
    },
  });
  await assert.rejects(other.replicas.step(batch(16)), { name: "DivergedError" });
  assert.equal(other.network.steps, 0);
});

test("close ends the helpers, whatever they were about to do, and nobody takes it for a death", async () => {
  const team = fakeReplicas(3);
  await team.replicas.step(batch(24));
  team.replicas.close(); // before they have answered that the sum is applied
  const failed = fakeReplicas(3);
  await steps(failed, 1);
  failed.network.lossAt = () => Infinity;
  await assert.rejects(failed.replicas.step(batch(24)), { name: "DivergedError" });
  failed.replicas.close(); // while they still work at their shares
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const { helpers, news } of [team, failed]) {
    assert.deepEqual(
      helpers.map(({ worker }) => worker.alive),
      [false, false],
    );
    assert.deepEqual(news, []);
  }
});
