// @ts-check
/** A finger: nothing to hover with, and every tap counts. */

import { expect, test } from "./fixtures.js";
import { png } from "./images.js";

test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

test("a thumbnail shows that a tap deletes it, and Undo takes it back", async ({ app, page }) => {
  await app.open();
  const chooser = page.waitForEvent("filechooser");
  await app.classGroup("Face").getByRole("button", { name: "Upload images" }).tap();
  await (await chooser).setFiles([0.1, 0.5].map((bar, i) => ({ name: `${i}.png`, mimeType: "image/png", buffer: png(64, 64, { bar }) })));
  await expect.poll(() => app.pictures("Face")).toBe(2);
  const thumbnail = page.getByRole("button", { name: "Delete picture 1 of Face" });
  expect(await thumbnail.evaluate((element) => getComputedStyle(element, "::after").opacity)).toBe("1");
  await thumbnail.tap();
  await expect.poll(() => app.pictures("Face")).toBe(1);
  await page.getByRole("button", { name: "Undo" }).tap();
  await expect.poll(() => app.pictures("Face")).toBe(2);
});
