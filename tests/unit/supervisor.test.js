// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkerDied } from "../../www/workers/protocol.js";
import { GaveUp, Supervisor } from "../../www/workers/supervisor.js";
import { FakeWorker, fakeWorker } from "./fakes.js";

const trap = () => {
  throw new WebAssembly.RuntimeError("unreachable");
};

/**
 * A supervisor whose workers echo, or do what `onEcho` says first.
 * @param {(number: number, worker: FakeWorker) => unknown} [onEcho]  number of the worker, from 1
 * @param {{ engine?: () => Promise<unknown>, onStart?: (number: number) => void }} [parts]
 */
function supervised(onEcho = () => {}, { engine = async () => ({}), onStart = () => {} } = {}) {
  /** @type {FakeWorker[]} */
  const workers = [];
  /** @type {unknown[]} */
  const told = [];
  const startWorker = () => {
    const number = workers.length + 1;
    const worker = fakeWorker((_emit, self) => ({
      start: () => onStart(number),
      prepare: () => told.push(`prepare ${number}`),
      async echo(value) {
        await onEcho(number, self);
        return value;
      },
    }));
    workers.push(worker);
    return worker;
  };
  const supervisor = new Supervisor("live", {
    surroundings: { startWorker, engine, silence: 100 },
    prepare: (link) => link.request("prepare"),
    onDeath: (death) => told.push(death),
  });
  const echo = (/** @type {unknown} */ value) =>
    supervisor.use((link) => link.request("echo", value));
  return { supervisor, echo, workers, told };
}

test("one worker does all jobs, and is prepared once", async () => {
  const { echo, workers, told } = supervised();
  assert.deepEqual(await Promise.all([echo(1), echo(2)]), [1, 2]);
  assert.equal(await echo(3), 3);
  assert.deepEqual([workers.length, told], [1, ["prepare 1"]]);
});

test("a worker that dies over several jobs is replaced once, and all are done again", async () => {
  const { echo, workers, told } = supervised((number) => number === 1 && trap());
  assert.deepEqual(await Promise.all([echo(1), echo(2), echo(3)]), [1, 2, 3]);
  assert.equal(workers.length, 2);
  assert.deepEqual(told, ["prepare 1", { started: true, last: false }, "prepare 2"]);
});

test("a silent death is one as well", async () => {
  const { echo, workers } = supervised((number, worker) => number === 1 && worker.terminate());
  assert.equal(await echo(1), 1);
  assert.equal(workers.length, 2);
});

test("after three replacements it gives up, until it forgives", async () => {
  let broken = true;
  const { supervisor, echo, workers } = supervised(() => broken && trap());
  await assert.rejects(echo(1), (error) => {
    assert.ok(error instanceof GaveUp);
    assert.deepEqual([error.deaths, error.started], [4, true]);
    return true;
  });
  assert.deepEqual([workers.length, supervisor.gaveUp], [4, true]);
  broken = false;
  supervisor.forgive();
  assert.equal(await echo(2), 2);
});

test("scripts that do not come are told from workers that die", async () => {
  let started = 0;
  const supervisor = new Supervisor("live", {
    surroundings: {
      engine: async () => ({}),
      startWorker() {
        started += 1;
        const worker = new FakeWorker();
        setImmediate(() => worker.onerror?.({}));
        return worker;
      },
    },
  });
  await assert.rejects(
    supervisor.use(async () => {}),
    (error) => error instanceof GaveUp && !error.started,
  );
  assert.equal(started, 4);
});

test("an error of the job is the job's, and the worker lives on", async () => {
  const { supervisor, echo, workers } = supervised();
  await assert.rejects(
    supervisor.use((link) => link.request("unknown")),
    /does not know/,
  );
  assert.equal(await echo(1), 1);
  assert.equal(workers.length, 1);
});

test("an engine that does not come, or does not start, is asked for again with the next job", async () => {
  let attempts = 0;
  const lost = supervised(undefined, {
    engine: async () => {
      attempts += 1;
      if (attempts === 1) throw new Error("no connection");
    },
  });
  await assert.rejects(lost.echo(1), /no connection/);
  assert.equal(await lost.echo(2), 2);
  const unstarted = supervised(undefined, {
    onStart(number) {
      if (number === 1) throw new Error("its script did not come");
    },
  });
  await assert.rejects(unstarted.echo(1), /did not come/);
  assert.equal(await unstarted.echo(2), 2);
  assert.deepEqual(
    unstarted.workers.map(({ alive }) => alive),
    [false, true],
  );
});

test("a worker that is ended is no death: its job is rejected, and the next one begins with another", async () => {
  /** @type {(value: unknown) => void} */
  let begin = () => {};
  const begun = new Promise((resolve) => (begin = resolve));
  const { supervisor, echo, workers, told } = supervised((number) => {
    if (number !== 1) return false;
    begin(null);
    return new Promise(() => {});
  });
  const waiting = assert.rejects(echo(1), WorkerDied);
  await begun;
  supervisor.end();
  await waiting;
  assert.equal(await echo(2), 2);
  assert.deepEqual(told, ["prepare 1", "prepare 2"]);
  assert.deepEqual(
    workers.map(({ alive }) => alive),
    [false, true],
  );
});

test("ended while the engine is still being loaded, it starts nothing", async () => {
  /** @type {(engine: object) => void} */
  let arrive = () => {};
  const { supervisor, echo, workers } = supervised(undefined, {
    engine: () => new Promise((resolve) => (arrive = resolve)),
  });
  const waiting = assert.rejects(echo(1), WorkerDied);
  supervisor.end();
  arrive({});
  await waiting;
  assert.equal(workers.length, 0);
});
