// @ts-check
/** Cameras that refuse, are missing, busy, plural, or go away. */

import { expect, test } from "./fixtures.js";

test.describe("no camera", () => {
  test.use({ camera: "none" });

  test("says so, and the practice camera still works", async ({ app }) => {
    await app.open();
    await app.startCameraButton.click();
    await expect(app.alerts.filter({ hasText: /No camera was found/ })).toBeVisible();
    await app.startPractice();
    await app.record("Face", 3);
  });
});

test.describe("denied", () => {
  test.use({ camera: "denied" });

  test("says how to allow it, and the practice camera still works", async ({ app }) => {
    await app.open();
    await app.startCameraButton.click();
    await expect(app.alerts.filter({ hasText: /not allowed/ })).toBeVisible();
    await expect(app.startCameraButton).toBeEnabled();
    await app.startPractice();
    await app.record("Face", 3);
  });
});

test.describe("stubbed", () => {
  test.use({ camera: "none" });

  test("a busy camera", async ({ app, page }) => {
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("in use", "NotReadableError"));
    });
    await app.open();
    await app.startCameraButton.click();
    await expect(app.alerts.filter({ hasText: /another program or tab/ })).toBeVisible();
  });

  test("plain http, where there is no camera at all", async ({ app, page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(navigator, "mediaDevices", { value: undefined });
      Object.defineProperty(globalThis, "isSecureContext", { value: false });
    });
    await app.open();
    await app.startCameraButton.click();
    await expect(app.alerts.filter({ hasText: /https/ })).toBeVisible();
  });
});

test.describe("a film", () => {
  test.use({ camera: "video" });

  test("unplugged while recording: pictures stay, the recording ends, a new start works", async ({ app, page }) => {
    await app.open();
    await app.startCamera();
    await app.recordButton("Face").hover();
    await page.mouse.down();
    await expect.poll(() => app.pictures("Face")).toBeGreaterThanOrEqual(3);
    await app.video.evaluate((video) => {
      const [track] = /** @type {MediaStream} */ (/** @type {HTMLVideoElement} */ (video).srcObject).getVideoTracks();
      track.stop();
      track.dispatchEvent(new Event("ended")); // what the browser does when the device goes
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
});

test.describe("two cameras", () => {
  test.use({ camera: "two" });

  test("can be chosen between", async ({ app, page }) => {
    await app.open();
    await app.startCamera();
    const choice = page.getByRole("combobox", { name: "Camera" });
    await expect(choice.getByRole("option")).toHaveCount(2);
    const device = () =>
      app.video.evaluate((video) => {
        const stream = /** @type {MediaStream | null} */ (/** @type {HTMLVideoElement} */ (video).srcObject);
        return stream?.getVideoTracks()[0]?.getSettings().deviceId;
      });
    const first = await device();
    const other = (await choice.inputValue()) === (await choice.getByRole("option").first().getAttribute("value")) ? 1 : 0;
    await choice.selectOption({ index: other });
    await expect.poll(async () => (await device()) ?? first).not.toBe(first);
  });
});
