// @ts-check
/** A camera that is unplugged, and one that was never started. */

import { expect, test } from "./fixtures.js";

test.use({ camera: "video" });

test("unplugged while recording: pictures stay, the recording ends, a new start works", async ({
  app,
  page,
}) => {
  await app.open();
  await app.startCamera();
  await app.recordButton("Face").hover();
  await page.mouse.down();
  await expect.poll(() => app.pictures("Face")).toBeGreaterThanOrEqual(3);
  await app.video.evaluate((video) => {
    const [track] = /** @type {MediaStream} */ (
      /** @type {HTMLVideoElement} */ (video).srcObject
    ).getVideoTracks();
    track.stop();
    track.dispatchEvent(new Event("ended")); // what the browser does when the device is unplugged
  });
  await expect(app.alerts.filter({ hasText: /unplugged/ })).toBeVisible();
  const kept = await app.pictures("Face");
  await page.mouse.up();
  await app.startCamera();
  await app.record("Face", 2);
  expect(await app.pictures("Face")).toBeGreaterThanOrEqual(kept + 2);
});

test("Record without a camera says what to do first", async ({ app }) => {
  await app.open();
  await app.recordButton("Face").click();
  await expect(app.alerts.filter({ hasText: /Start the camera first/ })).toBeVisible();
});
