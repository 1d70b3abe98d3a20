// @ts-check
/** A phone: nothing to hover with, every tap counts, and little of the page is in sight. */

import { expect, test } from "./fixtures.js";
import { png } from "./images.js";

test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } });

test("a tap shows a picture enlarged, to be deleted and brought back with a finger", async ({
  app,
  page,
}) => {
  await app.open();
  const chooser = page.waitForEvent("filechooser");
  await app.classGroup("Face").getByRole("button", { name: "Upload images" }).tap();
  await (
    await chooser
  ).setFiles(
    [0.1, 0.5].map((bar, i) => ({
      name: `${i}.png`,
      mimeType: "image/png",
      buffer: png(64, 64, { bar }),
    })),
  );
  await expect.poll(() => app.pictures("Face")).toBe(2);
  await app.picture("Face", 1).tap();
  const tools = page.getByRole("group", { name: "Picture 1 of Face" });
  await expect(tools).toBeInViewport({ ratio: 1 });
  const targets = [app.picture("Face", 2), ...(await tools.getByRole("button").all())];
  for (const target of targets) {
    const { width = 0, height = 0 } = (await target.boundingBox()) ?? {};
    expect(Math.min(width, height), "wide and high enough for a finger").toBeGreaterThanOrEqual(44);
  }
  await tools.getByRole("button", { name: "Delete picture" }).tap();
  await expect.poll(() => app.pictures("Face")).toBe(1);
  await app.classGroup("Face").getByRole("button", { name: /^Undo/ }).tap();
  await expect.poll(() => app.pictures("Face")).toBe(2);
});

test("Stop and the progress stay in sight when the training begins", async ({ app, page }) => {
  test.setTimeout(90_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 4);
  await app.method("From scratch");
  await app.set("Epochs", 500);
  await app.trainButton.evaluate((button) => button.scrollIntoView({ block: "center" }));
  await app.trainButton.tap();
  await expect(app.winner).toHaveCount(1, { timeout: 20_000 });
  for (const one of [app.stopButton, app.progress]) await expect(one).toBeInViewport({ ratio: 1 });
  await expect(
    page.locator("#stage-word"),
    "the answer stays in sight, too, when the camera has become small",
  ).toBeInViewport({ ratio: 1 });
  await expect(page.locator("#stage-word")).toHaveText(/Face|Background/);
});
