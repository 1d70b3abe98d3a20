// @ts-check
/** More than one camera. */

import { expect, test } from "./fixtures.js";

test.use({ camera: "two" });

test("can be chosen between", async ({ app, page }) => {
  await app.open();
  await app.startCamera();
  await page.getByText("Camera and recording", { exact: true }).click();
  const choice = page.getByRole("combobox", { name: "Camera" });
  await expect(choice.getByRole("option")).toHaveCount(2);
  const device = () =>
    app.video.evaluate((video) => {
      const stream = /** @type {MediaStream | null} */ (
        /** @type {HTMLVideoElement} */ (video).srcObject
      );
      return stream?.getVideoTracks()[0]?.getSettings().deviceId;
    });
  const first = await device();
  const other =
    (await choice.inputValue()) === (await choice.getByRole("option").first().getAttribute("value"))
      ? 1
      : 0;
  await choice.selectOption({ index: other });
  await expect.poll(async () => (await device()) ?? first).not.toBe(first);
});
