// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkerDied, WorkerLink } from "../../www/workers/protocol.js";
import { fakeWorker } from "./fakes.js";

const never = () => new Promise(() => {});

test("answers find their request, whatever their order", async () => {
  /** @type {(() => void)[]} */
  const held = [];
  const worker = fakeWorker(() => ({
    echo: (value) => new Promise((resolve) => held.push(() => resolve(value))),
  }));
  const link = new WorkerLink(worker);
  const answers = [link.request("echo", "first"), link.request("echo", "second")];
  while (held.length < 2) await new Promise(setImmediate);
  held.reverse().forEach((release) => release());
  assert.deepEqual(await Promise.all(answers), ["first", "second"]);
});

test("events come apart from answers, notices get none", async () => {
  /** @type {unknown[]} */
  const events = [];
  const worker = fakeWorker((emit) => ({
    hello: (name) => emit("greeting", { name }),
    last: () => "done",
  }));
  const link = new WorkerLink(worker, {
    onEvent: (event, data) => events.push([event, data.name]),
  });
  link.notify("hello", "a");
  assert.equal(await link.request("last"), "done");
  assert.deepEqual(events, [["greeting", "a"]]);
});

test("an error keeps its name and message, and the worker lives on", async () => {
  const link = new WorkerLink(
    fakeWorker(() => ({
      fail() {
        throw Object.assign(new Error("layers[3]: too large"), { name: "DivergedError" });
      },
      fine: () => 1,
    })),
  );
  await assert.rejects(link.request("fail"), {
    name: "DivergedError",
    message: "layers[3]: too large",
  });
  await assert.rejects(link.request("unknown"), /does not know the request "unknown"/);
  assert.equal(await link.request("fine"), 1);
});

test("typed arrays of an answer are moved", async () => {
  const sent = new Float32Array(3);
  const link = new WorkerLink(
    fakeWorker(() => ({ take: () => sent, takeMany: () => ({ a: new Float32Array(2), b: 1 }) })),
  );
  assert.equal((await link.request("take")).length, 3);
  assert.equal(sent.length, 0, "the worker's own is detached");
  assert.equal((await link.request("takeMany")).a.length, 2);
});

test("a trap in wasm ends the worker and rejects everything that is pending", async () => {
  const worker = fakeWorker(() => ({
    wait: never,
    trap() {
      throw new WebAssembly.RuntimeError("unreachable");
    },
  }));
  const link = new WorkerLink(worker);
  const waiting = assert.rejects(link.request("wait"), WorkerDied);
  await assert.rejects(link.request("trap"), WorkerDied);
  await waiting;
  assert.equal(worker.alive, false);
  assert.equal(link.dead, true);
  await assert.rejects(link.request("wait"), WorkerDied);
});

test("an error event or an unreadable message ends the worker", async () => {
  for (const happens of /** @type {const} */ (["onerror", "onmessageerror"])) {
    const worker = fakeWorker(() => ({ wait: never }));
    const link = new WorkerLink(worker);
    const waiting = assert.rejects(link.request("wait"), WorkerDied);
    worker[happens]?.({ message: "crashed", preventDefault() {} });
    await waiting;
  }
});

test("a worker that closes itself is noticed by its silence", async () => {
  const worker = fakeWorker(() => ({ wait: never }));
  const link = new WorkerLink(worker, { silence: 50 });
  worker.terminate();
  await assert.rejects(link.request("wait"), /no sign of life/);
});

test("a slow worker that reports now and then is not taken for dead", async () => {
  const worker = fakeWorker((emit) => ({
    async slow() {
      for (let i = 0; i < 20; i++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        emit("progress", {});
      }
      return "done";
    },
  }));
  assert.equal(await new WorkerLink(worker, { silence: 200 }).request("slow"), "done");
});

test("a request may be given more time", async () => {
  const worker = fakeWorker(() => ({
    slow: () => new Promise((resolve) => setTimeout(() => resolve("done"), 150)),
    wait: never,
  }));
  const link = new WorkerLink(worker, { silence: 50 });
  assert.equal(await link.request("slow", null, { silence: 5000 }), "done");
  await assert.rejects(link.request("wait"), /for 0.05 seconds/);
});
