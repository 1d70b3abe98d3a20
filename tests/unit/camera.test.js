// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Camera } from "../../www/camera/camera.js";

/**
 * A camera over fakes of the browser's API; the test decides when permission is given and when the devices are listed.
 * @param {object} [videoHas]
 */
function fakeCamera(videoHas = {}) {
  /** @type {(() => void)[]} */
  const permissions = [];
  /** @type {(() => void)[]} */
  const lists = [];
  /** @type {{ live: boolean }[]} */
  const tracks = [];
  const getUserMedia = async () => {
    await new Promise((resolve) => permissions.push(/** @type {() => void} */ (resolve)));
    const track = Object.assign(new EventTarget(), {
      live: true,
      stop: () => void (track.live = false),
      getSettings: () => ({}),
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
  Object.assign(globalThis, { document: { createElement: () => ({ getContext: () => ({}) }) } });
  const video = { srcObject: null, play: async () => {}, ...videoHas };
  const camera = new Camera(/** @type {any} */ (video), 2);
  /** @param {(() => void)[]} waiting */
  const next = async (waiting) => {
    waiting.shift()?.();
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
  };
  return { camera, tracks, allow: () => next(permissions), list: () => next(lists) };
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
