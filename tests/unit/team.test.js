// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Team, helping } from "../../www/workers/team.js";
import { fakeEngine } from "./fake-engine.js";
import { fakeWorker } from "./fakes.js";

/** @typedef {import("./fakes.js").FakeWorker} FakeWorker */

/**
 * A training of 25 pictures in batches of 24 and one, and helpers that are workers of this process.
 * @param {number} workers
 * @param {{ onShard?: (helper: { number: number, worker: FakeWorker, steps: number }) => void, onStart?: (number: number) => void, size?: number }} [options]
 */
function fakeTeam(workers, { onShard = () => {}, onStart = () => {}, size = 24 } = {}) {
  const { module, seen } = fakeEngine();
  const trainer = new module.Trainer({ classes: ["a", "b"], epochs: 100, batch_size: size });
  const rgba = Uint8ClampedArray.from({ length: 25 * 16 }, (_, i) => Math.floor(i / 16));
  trainer.add_rgba(rgba, 0, "r");
  const helpers =
    /** @type {{ worker: FakeWorker, answers: any[], sums: any[], replica: any }[]} */ ([]);
  const losses = /** @type {boolean[]} */ ([]);
  const startWorker = () => {
    const number = helpers.length + 1;
    /** @type {ReturnType<typeof helping>} */
    let step;
    const helper = { answers: /** @type {any[]} */ ([]), sums: /** @type {any[]} */ ([]) };
    const worker = fakeWorker((_emit, self) => ({
      start: () => onStart(number),
      join(replica) {
        const joined = new module.Replica(replica);
        helpers[number - 1].replica = joined;
        step = helping(joined);
      },
      step(turn) {
        helper.sums.push(turn.sum);
        if (turn.shard)
          onShard({ number, worker: self, steps: helpers[number - 1].replica.net.steps });
        const answer = step(turn);
        helper.answers.push(answer);
        return answer;
      },
    }));
    helpers.push({ ...helper, worker, replica: null });
    return worker;
  };
  const team = new Team({
    ...{ trainer, workers },
    surroundings: { startWorker, engine: async () => ({}), silence: 100 },
    onLoss: (last) => losses.push(last),
  });
  return { team, trainer, helpers, losses, replicas: seen.replicas };
}

/** @param {ReturnType<typeof fakeTeam>} parts @param {number} count */
async function steps({ team }, count) {
  for (let i = 0; i < count; i++) await team.step(40);
}

test("each worker gets its shard, and all stay alike", async () => {
  const parts = fakeTeam(3);
  await steps(parts, 7);
  const alone = fakeTeam(1);
  await steps(alone, 7);
  assert.equal(parts.helpers.length, 2);
  assert.deepEqual(parts.trainer.net.weights, alone.trainer.net.weights);
  const [first, second] = parts.helpers.map(({ replica }) => replica);
  assert.deepEqual(first.shards[0], [8, 9, 10, 11, 12, 13, 14, 15]);
  assert.deepEqual(second.shards[0], [16, 17, 18, 19, 20, 21, 22, 23]);
  // Each applies the sum of a step with its next shard.
  for (const { net } of [first, second]) assert.equal(net.steps, 6);
});

test("one message a step to each helper, and one back", async () => {
  const parts = fakeTeam(2, { size: 16 });
  await steps(parts, 3);
  const [{ answers, sums }] = parts.helpers;
  assert.deepEqual([answers.length, sums.length, sums[0]], [3, 3, null]);
  assert.equal(answers[0].gradients.length, 0, "moved away when sent");
});

test("after a roll-back every helper joins anew", async () => {
  const parts = fakeTeam(2, { size: 16 });
  await steps(parts, 2);
  const rolledBack = parts.trainer.progress([{ kind: "rolled_back" }]);
  parts.trainer.net.weights = [7, 7];
  Object.assign(parts.trainer, { next_batch: () => null, advance: () => rolledBack });
  await steps(parts, 1);
  Reflect.deleteProperty(parts.trainer, "next_batch");
  await steps(parts, 1);
  const [{ replica }] = parts.helpers;
  assert.deepEqual([parts.helpers.length, parts.replicas.length], [1, 2]);
  assert.equal(replica.net.steps, 7);
});

test("alone there is no exchange and no other worker", async () => {
  const parts = fakeTeam(1);
  await steps(parts, 3);
  assert.deepEqual([parts.helpers.length, parts.trainer.net.steps], [0, 3]);
});

test("small batches need fewer helpers; those that rest still apply every sum", async () => {
  const small = fakeTeam(4, { size: 15 });
  await steps(small, 2);
  assert.equal(small.helpers.length, 0, "nobody is started for batches that are not split");
  const parts = fakeTeam(4); // 24 pictures for three workers, then one picture
  await steps(parts, 4);
  assert.equal(parts.helpers.length, 2);
  for (const { replica } of parts.helpers) {
    assert.equal(replica.shards.length, 2);
    assert.equal(replica.net.steps, 3);
  }
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
    const undisturbed = fakeTeam(3);
    await steps(undisturbed, 6);
    const parts = fakeTeam(3, {
      onShard({ number, worker, steps }) {
        if (number === 1 && steps > 0) die(worker);
      },
    });
    await steps(parts, 6);
    assert.equal(parts.helpers.length, 3);
    assert.deepEqual(parts.losses, [false]);
    assert.deepEqual(parts.trainer.net.weights, undisturbed.trainer.net.weights);
    const { net } = parts.trainer;
    for (const { replica } of parts.helpers.slice(1))
      assert.equal(replica.net.steps, net.steps - 1);
    assert.deepEqual(
      parts.helpers.map(({ worker }) => worker.alive),
      [false, true, true],
    );
  });
}

test("where helpers keep dying, or cannot start, the training worker finds the same numbers alone", async () => {
  const undisturbed = fakeTeam(3);
  await steps(undisturbed, 4);
  const trap = () => {
    throw new WebAssembly.RuntimeError("out of memory");
  };
  for (const parts of [fakeTeam(3, { onShard: trap }), fakeTeam(3, { onStart: trap })]) {
    await steps(parts, 4);
    assert.deepEqual(parts.trainer.net.weights, undisturbed.trainer.net.weights);
    assert.ok(parts.helpers.length <= 8, "it gives up starting more");
    assert.equal(parts.losses.at(-1), true);
  }
});

test("an error of any shard ends the step by its name", async () => {
  const diverged = () => {
    throw Object.assign(new Error("the loss is inf"), { name: "DivergedError" });
  };
  await assert.rejects(steps(fakeTeam(2, { onShard: diverged }), 1), { name: "DivergedError" });
});

test("close ends the helpers, whatever they were about to do, and nobody takes it for a death", async () => {
  const parts = fakeTeam(3);
  const step = parts.team.step(40).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 5));
  parts.team.close(); // while they work at their shards, or after
  await step;
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(parts.helpers.length > 0);
  assert.ok(parts.helpers.every(({ worker }) => !worker.alive));
  assert.deepEqual(parts.losses, []);
});
