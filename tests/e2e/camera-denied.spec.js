// @ts-check
/** Permission for the camera is refused, by the person or by the browser. */

import { expect, test } from "./fixtures.js";

test.use({ camera: "denied" });

test("says how to allow it, and the practice camera still works", async ({ app }) => {
  await app.open();
  await app.startCameraButton.click();
  await expect(app.alerts.filter({ hasText: /not allowed/ })).toBeVisible();
  await expect(app.startCameraButton).toBeEnabled();
  await app.startPractice();
  await app.record("Face", 3);
});
