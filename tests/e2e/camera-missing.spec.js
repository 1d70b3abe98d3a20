// @ts-check
/** Machines without a camera, and cameras that cannot be opened. */

import { expect, test } from "./fixtures.js";

test("no camera: says so, and the practice camera still works", async ({ app }) => {
  await app.open();
  await app.startCameraButton.click();
  await expect(app.alerts.filter({ hasText: /No camera was found/ })).toBeVisible();
  await app.startPractice();
  await app.record("Face", 3);
});

test("a busy camera", async ({ app, page }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException("in use", "NotReadableError"));
  });
  await app.open();
  await app.startCameraButton.click();
  await expect(app.alerts.filter({ hasText: /another program or tab/ })).toBeVisible();
});

test("a camera whose question is never answered can be switched off, and the practice camera used", async ({
  app,
  page,
}) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
  });
  await app.open();
  await app.startCameraButton.click();
  await expect(page.getByText(/Waiting for the camera/)).toBeVisible();
  await page.getByRole("button", { name: "Switch off camera" }).click();
  await expect(page.getByText(/Waiting for the camera/)).toHaveCount(0);
  await app.startCameraButton.click();
  await app.startPractice();
  await expect(app.startCameraButton).toBeVisible();
  await app.record("Face", 3);
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
