// @ts-check
/** The network that is looked into: frames, steps, and a worker that dies. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Inside, TooLarge } from "../../www/inside/client.js";
import { loadText } from "../../www/text/index.js";
import { fakeWorker, stemSpec, tinySpec } from "./fakes.js";
import { smallSummary } from "./traces.js";

/**
 * A network with one weight, to which each step adds 1. A trace says the weight as its loss, and the frame's first byte as its
 * prediction.
 * @param {{ onTrace?: (worker: import("./fakes.js").FakeWorker, workers: number) => void, limit?: number, stems?: any }} [parts]
 */
function fakeInside({ onTrace = () => {}, limit = 1000, stems } = {}) {
  const log = /** @type {string[]} */ ([]);
  let workers = 0;
  const startWorker = () => {
    const number = ++workers;
    let weight = 0;
    let shown = -1;
    const state = () => ({
      weights: Float32Array.of(weight),
      memory: new Float32Array(),
      steps: 0,
    });
    return fakeWorker((_emit, worker) => ({
      start: () => {},
      stem: ({ name }) => void log.push(`stem ${name}`),
      spec: () => tinySpec(),
      open({ spec, weights }) {
        weight = weights?.[0] ?? 0;
        log.push(`open ${weight}`);
        return { spec, size: { bytes: 10, limit }, state: state() };
      },
      size: () => ({ bytes: 5, limit }),
      trace({ rgba }) {
        onTrace(worker, number);
        shown = rgba[0];
        log.push(`trace ${shown}`);
        const summary = { ...smallSummary(), loss: weight, predictions: [shown] };
        return { summary, paintings: [] };
      },
      ask: ({ method, args }) => [method, ...args, shown],
      learn() {
        weight += 1;
        return state();
      },
      set: ({ weights }) => void ([weight] = weights),
      weights: ([other]) => void (weight = other),
      loss: ([other]) => 100 * other + shown,
    }));
  };
  const inside = new Inside({ startWorker, engine: async () => ({}), silence: 100, stems });
  return { inside, log, started: () => workers };
}

await loadText("inside");

/** @param {number} weight */
const choice = (weight, spec = tinySpec()) => ({
  ...{ id: "own", spec, weights: Float32Array.of(weight), seed: 1, classes: ["a", "b"] },
});
/** @param {number} value */
const frame = (value) => ({ rgba: new Uint8ClampedArray(4).fill(value), target: 0, dark: false });

/** The next trace, or trouble. @param {Inside} inside @returns {Promise<[number, number]>} weight and frame */
const next = (inside) =>
  new Promise((resolve, reject) => {
    const once = { once: true };
    const read = () => {
      const { loss, predictions } = /** @type {any} */ (inside.traced).summary;
      resolve([loss, predictions[0]]);
    };
    inside.addEventListener("trace", read, once);
    inside.addEventListener("trouble", (event) => reject(/** @type {any} */ (event).detail), once);
  });

test("of frames that come while one is traced, the newest follows", async () => {
  const { inside, log } = fakeInside();
  await inside.open(choice(7));
  for (const value of [1, 2, 3]) inside.look(frame(value));
  assert.deepEqual(await next(inside), [7, 1]);
  assert.deepEqual(await next(inside), [7, 3]);
  assert.deepEqual(log, ["open 7", "trace 1", "trace 3"]);
});

test("steps are applied, taken back one by one, and all at once, exactly", async () => {
  const { inside } = fakeInside();
  await inside.open(choice(7));
  inside.look(frame(1));
  await next(inside);
  for (const weight of [8, 9, 10]) {
    await inside.learn();
    assert.deepEqual(await next(inside), [weight, 1]);
  }
  assert.equal(inside.steps, 3);
  await inside.undo();
  assert.deepEqual(await next(inside), [9, 1]);
  await inside.reset();
  assert.deepEqual(await next(inside), [7, 1]);
  assert.equal(inside.steps, 0);
});

test("a network that is opened again begins as it came", async () => {
  const { inside } = fakeInside();
  const own = choice(7);
  await inside.open(own);
  inside.look(frame(1));
  await next(inside);
  await inside.learn();
  assert.deepEqual(await next(inside), [8, 1]);
  assert.ok(await inside.open(own));
  inside.look(frame(2));
  assert.deepEqual(await next(inside), [7, 2]);
  assert.equal(inside.steps, 0);
});

test("other weights stand in for the network's own, also in another worker, and leave them as they were", async () => {
  let dies = false;
  const { inside, started } = fakeInside({
    onTrace: (worker) => {
      if (dies) worker.terminate();
      dies = false;
    },
  });
  await inside.open(choice(7));
  inside.look(frame(1));
  await next(inside);
  await inside.learn();
  assert.deepEqual(await next(inside), [8, 1]);
  const other = Float32Array.of(3);
  await inside.replay(other);
  assert.deepEqual(await next(inside), [3, 1]);
  assert.equal(inside.standIn, other);
  assert.deepEqual(
    [await inside.lossWith(Float32Array.of(2)), await inside.lossWith(null)],
    [201, 801],
  );
  dies = true;
  inside.look(frame(2));
  assert.deepEqual(await next(inside), [3, 2]);
  assert.equal(started(), 2);
  await inside.replay(null);
  assert.deepEqual(await next(inside), [8, 2]);
  assert.equal(inside.steps, 1);
  await inside.replay(other);
  await inside.open(choice(5));
  inside.look(frame(1));
  assert.deepEqual(await next(inside), [5, 1], "another network is shown as it is");
  inside.rest();
});

test("a worker that dies is replaced: the next one has the same weights and shows the same trace", async () => {
  const { inside, log, started } = fakeInside({
    onTrace: (worker, number) => {
      if (number === 1 && log.length > 1) worker.terminate();
    },
  });
  await inside.open(choice(7));
  inside.look(frame(1));
  await next(inside);
  await inside.learn();
  assert.deepEqual(await next(inside), [8, 1]);
  assert.equal(started(), 2);
  assert.deepEqual(await inside.ask("maps", 1, "output"), ["maps", 1, "output", 1]);
});

test("a worker that rests is followed by another one, with the same weights, and nobody is told of a death", async () => {
  const { inside, started } = fakeInside();
  await inside.open(choice(7));
  inside.look(frame(1));
  await next(inside);
  await inside.learn();
  await next(inside);
  inside.look(frame(2));
  const trouble = next(inside);
  inside.rest();
  inside.look(frame(3));
  assert.deepEqual(await trouble, [8, 3]);
  assert.equal(started(), 2);
});

test("questions that belong together are answered about one trace", async () => {
  const { inside, log } = fakeInside();
  await inside.open(choice(7));
  inside.look(frame(1));
  await next(inside);
  // Of two rounds of questions while frames keep coming, each is about the trace that is shown in it.
  const rounds = [2, 3].map((value) => {
    inside.look(frame(value));
    return inside.hold(async () => {
      const [shown] = /** @type {any} */ (inside.traced).summary.predictions;
      inside.look(frame(4));
      const first = await inside.ask("maps", 1);
      const second = await inside.ask("maps", 2);
      return [first, second].map((answer) => answer[answer.length - 1] - shown);
    });
  });
  assert.deepEqual(await Promise.all(rounds), [
    [0, 0],
    [0, 0],
  ]);
  while (log.at(-1) !== "trace 4") await next(inside);
});

test("when all die, it is said, and another network is a new beginning", async () => {
  let broken = true;
  const { inside } = fakeInside({ onTrace: (worker) => void (broken && worker.terminate()) });
  await inside.open(choice(7));
  inside.look(frame(1));
  await assert.rejects(next(inside), /given up/i);
  broken = false;
  await inside.open(choice(3));
  inside.look(frame(2));
  assert.deepEqual(await next(inside), [3, 2]);
});

test("another network forgets frames and steps; what the first would have said is not told", async () => {
  const { inside } = fakeInside();
  const first = inside.open(choice(1));
  const second = inside.open(choice(2));
  assert.equal(await first, null);
  assert.ok(await second);
  inside.look(frame(5));
  assert.deepEqual(await next(inside), [2, 5]);
});

test("a network that is too large is refused, with its size; that of others can be asked", async () => {
  const { inside } = fakeInside({ limit: 9 });
  await assert.rejects(inside.open(choice(1)), (error) => {
    assert.ok(error instanceof TooLarge);
    assert.deepEqual(error.size, { bytes: 10, limit: 9 });
    return true;
  });
  assert.deepEqual(await inside.sizeOf(choice(2)), { bytes: 5, limit: 9 });
});

test("a network on a stem comes after the stem, once in each worker", async () => {
  const stems = { load: async () => new Uint8Array(3) };
  const { inside, log } = fakeInside({ stems });
  await inside.open(choice(1, stemSpec("base")));
  await inside.open(choice(2, stemSpec("base")));
  assert.deepEqual(log, ["stem base", "open 1", "open 2"]);
});
