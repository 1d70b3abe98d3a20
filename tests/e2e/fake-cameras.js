// @ts-check
/**
 * Cameras that the test has in its hands, in place of the browser's: what they send, whether they are busy, and when they fall silent.
 * Each sends a picture whose left half is red and whose right half is blue, with noise.
 */

/** @typedef {{ id: string, label: string, facing?: "user" | "environment", busy?: boolean }} FakeCamera */

/** @param {import("@playwright/test").Page} page @param {FakeCamera[]} cameras @param {{ width?: number, height?: number }} [picture] */
export async function fakeCameras(page, cameras, { width = 640, height = 480 } = {}) {
  await page.addInitScript(
    ({ cameras, width, height }) => {
      const state = { sends: true, muted: false, covered: false, live: "" };
      Object.assign(globalThis, { fakeCameras: state });
      const open = (/** @type {typeof cameras[number]} */ { id, facing }) => {
        const canvas = Object.assign(document.createElement("canvas"), { width, height });
        const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
        const dark = context.createImageData(width, height);
        const stream = canvas.captureStream(0);
        const [track] = /** @type {CanvasCaptureMediaStreamTrack[]} */ (stream.getVideoTracks());
        const timer = setInterval(() => {
          if (!state.sends) return;
          context.fillStyle = "#d02020";
          context.fillRect(0, 0, width / 2, height);
          context.fillStyle = "#2020d0";
          context.fillRect(width / 2, 0, width / 2, height);
          for (let spot = 0; spot < 60; spot++) {
            context.fillStyle = `rgb(${Math.random() * 256} 0 ${Math.random() * 256})`;
            context.fillRect(Math.random() * width, Math.random() * height, 6, 6);
          }
          if (state.covered) {
            const { data } = dark;
            for (let i = 0; i < data.length; i++) data[i] = i % 4 === 3 ? 255 : Math.random() * 24;
            context.putImageData(dark, 0, 0);
          }
          track.requestFrame();
        }, 40);
        const stop = track.stop.bind(track);
        state.live = id;
        Object.defineProperties(track, {
          muted: { get: () => state.muted },
          getSettings: { value: () => ({ deviceId: id, facingMode: facing }) },
          stop: {
            value: () => {
              clearInterval(timer);
              if (state.live === id) state.live = "";
              stop();
            },
          },
        });
        return stream;
      };
      const getUserMedia = async (/** @type {any} */ { video }) => {
        const asked = video.deviceId?.exact;
        if (asked && !cameras.some(({ id }) => id === asked))
          throw new DOMException("gone", "OverconstrainedError");
        const chosen =
          cameras.find(({ id }) => id === asked) ??
          cameras.find(({ facing }) => facing && facing === video.facingMode?.ideal) ??
          cameras[0];
        if (chosen.busy) throw new DOMException("in use", "NotReadableError");
        return open(chosen);
      };
      const enumerateDevices = async () =>
        cameras.map(({ id, label }) => ({ kind: "videoinput", deviceId: id, label }));
      Object.assign(navigator.mediaDevices, { getUserMedia, enumerateDevices });
    },
    { cameras, width, height },
  );
  const set = (/** @type {object} */ change) =>
    page.evaluate((change) => {
      Object.assign(/** @type {any} */ (globalThis).fakeCameras, change);
    }, change);
  return {
    silence: () => set({ sends: false }),
    mute: () => set({ muted: true }),
    /** A hand on the lens: nothing but the noise of the sensor. */
    cover: () => set({ covered: true }),
    goOn: () => set({ sends: true, muted: false }),
    /** Id of the camera whose light is on; "" when none is. */
    live: () => page.evaluate(() => /** @type {any} */ (globalThis).fakeCameras.live),
  };
}
