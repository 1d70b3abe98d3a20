// @ts-check
/** Recording, by hand and hands-free. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HandsFree } from "../../www/camera/hands-free.js";
import { CameraPreferences } from "../../www/camera/preferences.js";
import { Recorder } from "../../www/camera/recorder.js";
import { ActiveSource } from "../../www/camera/source.js";
import { Dataset } from "../../www/data/dataset.js";

/** A camera with so many frames per second, and a clock that the test turns. @param {import("node:test").TestContext} context @param {number} [fps] */
function studio(context, fps = 30) {
  let now = 0;
  context.mock.method(performance, "now", () => now);
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const camera = Object.assign(new EventTarget(), {
    ...{ running: true, grab: () => new Uint8ClampedArray(16), stop: () => {} },
  });
  const source = new ActiveSource();
  source.use(camera);
  const dataset = new Dataset({ size: 2 });
  const { id } = dataset.addClass("Face");
  const preferences = new CameraPreferences({ facing: "user" });
  const recorder = new Recorder(dataset, source, preferences);
  const handsFree = new HandsFree({ recorder, source, preferences });
  let due = 0;
  /** @param {number} seconds */
  const pass = async (seconds) => {
    const end = now + 1000 * seconds;
    while (due <= end) {
      context.mock.timers.tick(due - now);
      now = due;
      for (let turn = 0; turn < 3; turn++) await Promise.resolve();
      camera.dispatchEvent(new Event("frame"));
      due += 1000 / fps;
    }
    context.mock.timers.tick(end - now);
    now = end;
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  const taken = () => dataset.classes[0].pictures.length;
  return { camera, source, dataset, id, preferences, recorder, handsFree, pass, taken };
}

test("as many pictures per second as were chosen, also where frames do not divide evenly", async (context) => {
  const { recorder, preferences, id, pass } = studio(context);
  for (const rate of [1, 7, 10, 20, 30]) {
    preferences.choose({ rate });
    recorder.start(id);
    await pass(10);
    const taken = recorder.stop();
    assert.ok(Math.abs(taken - 10 * rate) <= 2, `${taken} pictures in 10 s at ${rate} per second`);
  }
});

test("hands-free: counts to one, records for so long, and says how many", async (context) => {
  const { handsFree, recorder, id, pass, taken } = studio(context);
  /** @type {(number | undefined)[]} */
  const counted = [];
  handsFree.addEventListener("change", () => counted.push(handsFree.current?.left));
  const count = handsFree.record(id);
  await pass(2.9);
  assert.equal(taken(), 0);
  await pass(0.2);
  assert.equal(recorder.current?.classId, id);
  await pass(5);
  assert.equal(recorder.current, null);
  assert.deepEqual(counted, [3, 2, 1, 0, undefined]);
  assert.equal(await count, taken());
  assert.ok(Math.abs(taken() - 50) <= 2, `${taken()} pictures`);
});

test("cancelled while it counts it records nothing, cancelled later it keeps what there is", async (context) => {
  const { handsFree, id, pass, taken } = studio(context);
  const nothing = handsFree.record(id);
  await pass(1.5);
  handsFree.cancel();
  assert.equal(await nothing, null);
  await pass(10);
  assert.equal(taken(), 0);
  const some = handsFree.record(id);
  await pass(4);
  handsFree.cancel();
  const count = await some;
  assert.ok(count !== null && count > 5 && count < 15, `${count} pictures`);
  await pass(10);
  assert.equal(taken(), count);
});

test("a camera that goes ends it, and so does somebody who records another class", async (context) => {
  const { camera, source, dataset, handsFree, recorder, id, pass, taken } = studio(context);
  const counting = handsFree.record(id);
  await pass(1);
  const other = dataset.addClass("Cup").id;
  recorder.start(other);
  assert.equal(await counting, null);
  recorder.stop();
  const gone = handsFree.record(id);
  await pass(1);
  source.use(null);
  assert.equal(await gone, null);
  source.use(camera);
  const recording = handsFree.record(id);
  await pass(4);
  camera.running = false;
  source.use(null);
  assert.equal(await recording, taken());
  assert.equal(handsFree.current, null);
  await assert.rejects(handsFree.record(id), /Start the camera first/);
});

test("what was chosen is kept, and what is no such thing is not believed", () => {
  /** @type {Map<string, string>} */
  const stored = new Map();
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    value: {
      getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => stored.set(key, value),
      removeItem: (/** @type {string} */ key) => stored.delete(key),
    },
  });
  const usual = new CameraPreferences({ facing: "environment" }).chosen;
  assert.deepEqual(
    [usual.facing, usual.mirrored.user, usual.mirrored.environment, usual.rate],
    ["environment", true, false, 10],
  );
  const crop = { side: 0.5, x: 0, y: 1 };
  new CameraPreferences().choose({ deviceId: "rear", rate: 99, seconds: Number.NaN, crop });
  const next = new CameraPreferences();
  assert.deepEqual(
    [next.chosen.deviceId, next.chosen.rate, next.chosen.seconds, next.chosen.crop],
    ["rear", 30, 5, crop],
  );
  next.forget();
  assert.equal(new CameraPreferences().chosen.deviceId, "");
  for (const [key] of [...stored, ["tab-trainer-camera"]])
    for (const found of ["null", "7", "{", '{"crop":5,"mirrored":null,"rate":"9","facing":"up"}']) {
      stored.set(key, found);
      assert.deepEqual(new CameraPreferences({ facing: "user" }).chosen, {
        ...usual,
        facing: "user",
      });
    }
  Object.defineProperty(globalThis, "localStorage", { configurable: true, value: undefined });
});
