// @ts-check
/** Recording, and what was chosen for it. */
import assert from "node:assert/strict";
import { test } from "node:test";
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
  return { id, preferences, recorder, pass };
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
  new CameraPreferences().choose({ deviceId: "rear", rate: 99, crop });
  const next = new CameraPreferences();
  assert.deepEqual([next.chosen.deviceId, next.chosen.rate, next.chosen.crop], ["rear", 30, crop]);
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
