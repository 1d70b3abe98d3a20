// @ts-check
/** Inside, with a webcam that goes away. */

import { expect, test } from "./fixtures.js";
import { InsideView } from "./inside-view.js";

test.use({ camera: "video" });

test("unplugged while live: the last frame stays, and that is said", async ({ app, page }) => {
  const inside = new InsideView(page);
  await inside.open();
  await app.startCamera();
  await expect(page.getByText(/^Live Every frame/)).toBeVisible();
  const first = await inside.seen();
  await expect.poll(() => inside.seen()).not.toBe(first);
  await app.video.evaluate((video) => {
    const [track] = /** @type {MediaStream} */ (
      /** @type {HTMLVideoElement} */ (video).srcObject
    ).getVideoTracks();
    track.stop();
    track.dispatchEvent(new Event("ended")); // what the browser does when the device is unplugged
  });
  await expect(page.getByText("The camera is gone. Its last frame stays.")).toBeVisible();
  let last = "";
  await expect.poll(async () => last === (last = await inside.seen())).toBe(true);
  // It can still be walked through.
  await inside.timeline.fill("3");
  expect(await inside.seen()).toBe(last);
  await app.startCamera();
  await expect(page.getByText("The camera is gone. Its last frame stays.")).toHaveCount(0);
});
