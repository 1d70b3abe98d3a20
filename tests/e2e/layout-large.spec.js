// @ts-check
/** Letters of twice their size, as a person may set them in the browser; and no motion. */

import { expect, test } from "./fixtures.js";
import { WINDOWS, WORDS, layoutFaults, throughAllStates } from "./layout.js";

test.use({
  cameraFlags: ["--blink-settings=defaultFontSize=32"],
  contextOptions: { reducedMotion: "reduce" },
});

test("nothing overlaps, overflows or is covered; and nothing moves", async ({ app, page }) => {
  test.setTimeout(180_000);
  await throughAllStates(app, WORDS.en, async (state) => {
    for (const name of /** @type {const} */ (["360 px", "1440 px"])) {
      await page.setViewportSize(WINDOWS[name]);
      await expect.poll(() => layoutFaults(page), `${state}, ${name}`).toEqual([]);
    }
    const moving = await page.evaluate(() => document.getAnimations().length);
    expect(moving, `${state}, where motion is reduced`).toBe(0);
  });
});

test("with forced colours it is still seen which view is open, and which step is next", async ({
  app,
  page,
}) => {
  await page.emulateMedia({ forcedColors: "active" });
  await app.open();
  const border = (/** @type {string} */ name) =>
    page
      .getByRole("link", { name, exact: true })
      .evaluate((link) => getComputedStyle(link).borderBlockEndColor);
  const canvas = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await border("Train")).not.toBe(canvas);
  expect(await border("Lab")).toBe(canvas);
  const fill = (/** @type {string} */ panel) =>
    page.locator(`#${panel} .step`).evaluate((step) => getComputedStyle(step).backgroundColor);
  await expect.poll(async () => (await fill("camera")) !== (await fill("train-panel"))).toBe(true);
});
