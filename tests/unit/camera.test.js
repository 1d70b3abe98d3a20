// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Camera } from "../../www/camera/camera.js";
import { CameraPreferences } from "../../www/camera/preferences.js";
import { ActiveSource } from "../../www/camera/source.js";
import { fakeCanvas } from "./fakes.js";

/**
 * A camera over fakes of the browser's API; the test decides when permission is given and when the devices are listed.
 * @param {object} [videoHas]
 */
function fakeCamera(videoHas = {}) {
  /** @type {((error?: Error) => void)[]} */
  const permissions = [];
  /** @type {(() => void)[]} */
  const lists = [];
  /** @type {any[]} */
  const tracks = [];
  /** @type {any[]} */
  const wishes = [];
  const getUserMedia = async (/** @type {any} */ { video }) => {
    wishes.push(video);
    await new Promise((resolve, reject) =>
      permissions.push((error) => (error ? reject(error) : resolve(undefined))),
    );
    const deviceId = video.deviceId?.exact ?? "usual";
    const track = Object.assign(new EventTarget(), {
      live: true,
      muted: false,
      stop: () => void (track.live = false),
      getSettings: () => ({ deviceId }),
    });
    tracks.push(track);
    return { getTracks: () => [track], getVideoTracks: () => [track] };
  };
  const enumerateDevices = async () => {
    await new Promise((resolve) => lists.push(/** @type {() => void} */ (resolve)));
    return [];
  };
  Object.defineProperty(globalThis, "navigator", {
    value: { mediaDevices: { getUserMedia, enumerateDevices } },
    configurable: true,
  });
  const { pixels } = fakeCanvas();
  const video = { srcObject: null, play: async () => {}, ...videoHas };
  const preferences = new CameraPreferences({ facing: "user" });
  const camera = new Camera(/** @type {any} */ (video), 2, preferences);
  const turns = async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  };
  return {
    ...{ camera, preferences, tracks, wishes, pixels },
    allow: async () => {
      permissions.shift()?.();
      await turns();
    },
    refuse: async (name = "NotReadableError") => {
      permissions.shift()?.(new DOMException("", name));
      await turns();
    },
    list: async () => {
      lists.shift()?.();
      await turns();
    },
  };
}

/** A camera that is on, whose frames and clock the test has in its hands. @param {import("node:test").TestContext} context */
async function filming(context) {
  let now = 1000;
  context.mock.method(performance, "now", () => now);
  context.mock.timers.enable({ apis: ["setInterval"] });
  /** @type {(() => void)[]} */
  const due = [];
  const fake = fakeCamera({
    ...{ videoWidth: 4, videoHeight: 3, readyState: 4, HAVE_CURRENT_DATA: 2 },
    requestVideoFrameCallback: (/** @type {() => void} */ tick) => due.push(tick),
    cancelVideoFrameCallback: () => {},
  });
  const source = new ActiveSource();
  let frames = 0;
  source.addEventListener("frame", () => (frames += 1));
  const started = fake.camera.start();
  await fake.allow();
  await fake.list();
  assert.equal(await started, true);
  source.use(fake.camera);
  context.after(() => fake.camera.stop());
  /** @param {number} ms @param {"moves" | "frozen" | "silent"} how */
  const film = (ms, how) => {
    for (let passed = 0; passed < ms; passed += 50) {
      now += 50;
      if (how === "moves") fake.pixels.value = (fake.pixels.value + 1) % 250;
      if (how !== "silent") due.shift()?.();
      context.mock.timers.tick(50);
    }
  };
  return { ...fake, source, film, frames: () => frames };
}

test("switched off before it is allowed, it stays off, and says so at once", async () => {
  const { camera, tracks, allow } = fakeCamera();
  const started = camera.start();
  let changes = 0;
  camera.addEventListener("change", () => (changes += 1));
  camera.stop();
  assert.equal(camera.starting, false);
  assert.equal(changes, 1);
  await allow();
  assert.equal(await started, false);
  assert.deepEqual(
    tracks.map(({ live }) => live),
    [false],
  );
});

test("switched off while its devices are listed, it does not count as started", async () => {
  const { camera, tracks, allow, list } = fakeCamera();
  const started = camera.start();
  await allow();
  camera.stop();
  await list();
  assert.equal(await started, false);
  assert.equal(camera.running, false);
  assert.deepEqual(
    tracks.map(({ live }) => live),
    [false],
  );
});

test("stopping takes back its own frame callback and nobody's timer", async () => {
  let rang = false;
  const foreign = setTimeout(() => (rang = true), 20);
  /** @type {number[]} */
  const cancelled = [];
  const { camera, allow, list } = fakeCamera({
    // Handles of frame callbacks and of timers are both small numbers.
    requestVideoFrameCallback: () => Number(foreign),
    cancelVideoFrameCallback: (/** @type {number} */ handle) => cancelled.push(handle),
  });
  const started = camera.start();
  await allow();
  await list();
  assert.equal(await started, true);
  camera.stop();
  await new Promise((resolve) => setTimeout(resolve, 40));
  assert.deepEqual(cancelled, [Number(foreign)]);
  assert.equal(rang, true);
});

test("it asks for the camera that was chosen, or one that faces the usual way", async () => {
  const { camera, preferences, wishes, allow, refuse, list } = fakeCamera();
  for (let turn = 0; turn < 2; turn++) {
    const started = camera.start();
    await allow();
    await list();
    await started;
    camera.stop();
    preferences.choose({ deviceId: "rear", facing: "environment" });
  }
  assert.equal(wishes[0].deviceId, undefined);
  assert.deepEqual(wishes[0].facingMode, { ideal: "user" });
  assert.deepEqual(wishes[1].deviceId, { exact: "rear" });
  const started = camera.start();
  await refuse("OverconstrainedError");
  await allow();
  await list();
  assert.equal(await started, true, "the one that was chosen is unplugged, or has another id");
  assert.equal(wishes.at(-1).deviceId, undefined);
  assert.deepEqual(wishes.at(-1).facingMode, { ideal: "environment" });
  camera.stop();
});

test("where another camera is busy, the one before is on again", async () => {
  const { camera, tracks, wishes, allow, refuse, list } = fakeCamera();
  const first = camera.start();
  await allow();
  await list();
  await first;
  const other = camera.start({ deviceId: "busy" });
  assert.equal(tracks[0].live, false, "phones open no second one while the first is on");
  const failed = assert.rejects(other, /could not be started.*The one before is on again/);
  await refuse();
  await allow();
  await list();
  await failed;
  assert.equal(camera.running, true);
  assert.equal(camera.deviceId, "usual");
  assert.deepEqual(wishes.at(-1).deviceId, { exact: "usual" });
  const gone = assert.rejects(camera.start({ deviceId: "busy" }), /another program or tab/);
  await refuse();
  await refuse();
  await gone;
  assert.equal(camera.running, false);
});

test("a camera that falls silent is no source after a second, and is one again when pictures come", async (context) => {
  const { camera, source, film, frames } = await filming(context);
  film(2000, "moves");
  assert.equal(source.running, true);
  film(900, "silent");
  assert.equal(source.running, true);
  let changes = 0;
  source.addEventListener("change", () => (changes += 1));
  film(500, "silent");
  assert.deepEqual([source.running, source.stalled, camera.running], [false, true, true]);
  const before = frames();
  film(100, "moves");
  assert.deepEqual([source.running, changes], [true, 2]);
  assert.equal(frames(), before + 2);
});

test("the first picture may take three seconds", async (context) => {
  const { source, film } = await filming(context);
  film(2900, "silent");
  assert.equal(source.stalled, false);
  film(500, "silent");
  assert.equal(source.stalled, true);
});

test("a muted camera counts as silent, whatever it sends", async (context) => {
  const { source, tracks, film } = await filming(context);
  film(100, "moves");
  tracks[0].muted = true;
  film(1500, "moves");
  assert.equal(source.stalled, true);
  tracks[0].muted = false;
  film(50, "moves");
  assert.equal(source.running, true);
});

test("a frozen picture counts as silence, a black one does not", async (context) => {
  const { source, pixels, film } = await filming(context);
  film(500, "moves");
  film(3000, "frozen");
  assert.equal(source.stalled, true);
  film(500, "moves");
  assert.equal(source.stalled, false);
  pixels.uniform = true; // under a hand
  film(3000, "frozen");
  assert.equal(source.stalled, false);
});

test("a hidden page, and one that slept, blame no camera", async (context) => {
  const { source, film } = await filming(context);
  film(500, "moves");
  Object.assign(document, { hidden: true });
  film(5000, "silent");
  assert.equal(source.stalled, false);
  Object.assign(document, { hidden: false });
  film(900, "silent");
  assert.equal(source.stalled, false);
  film(50, "moves");
  const late = performance.now() + 60_000;
  context.mock.method(performance, "now", () => late);
  context.mock.timers.tick(250);
  assert.equal(source.stalled, false);
});

test("a browser that hands out noise starts no camera", async () => {
  const { pixelsAreReal, pixelsAreNoise } = fakeCanvas();
  // Once they were found to be real, nobody asks again: another copy of the module has not asked yet.
  const fresh = "../../www/camera/pixels.js?noise";
  const { checkPixels } = await import(fresh);
  pixelsAreNoise();
  assert.throws(() => checkPixels(), /privacy\.resistFingerprinting/);
  pixelsAreReal();
  checkPixels();
  pixelsAreNoise();
  checkPixels();
});
