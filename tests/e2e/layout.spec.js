// @ts-check
/** Where things stand: all three steps in the first screen, results below, settings at the side; nothing over anything else. */

import { expect, test } from "./fixtures.js";
import { WINDOWS, WORDS, layoutFaults, throughAllStates } from "./layout.js";
import { RUSSIAN, TabTrainer } from "./tab-trainer.js";

/** @param {TabTrainer} app */
async function learn(app) {
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 8);
  await app.train();
  await expect(app.winner).toBeVisible();
}

/** Pairs of panels that cover each other. @param {import("@playwright/test").Page} page @returns {Promise<string[]>} */
function covered(page) {
  return page.evaluate(() => {
    const panels = [...document.querySelectorAll("main .panel")]
      .map((panel) => ({ id: panel.id, box: panel.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0);
    return panels.flatMap((one, i) =>
      panels
        .slice(i + 1)
        .filter(
          ({ box }) =>
            Math.min(one.box.right, box.right) - Math.max(one.box.left, box.left) > 1 &&
            Math.min(one.box.bottom, box.bottom) - Math.max(one.box.top, box.top) > 1,
        )
        .map(({ id }) => `${one.id} and ${id}`),
    );
  });
}

test.describe("on a desktop", () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  test("capture, classes, answer and result are in the first screen, and the rest is below", async ({
    app,
    page,
  }) => {
    test.setTimeout(90_000);
    await learn(app);
    await page.evaluate(() => scrollTo(0, 0));
    const line = page.getByText(/^\d+ of \d+ (new|validation) pictures right\.$/);
    for (const one of [page.locator("#camera"), app.winner, app.recordButton("Background")])
      await expect(one).toBeInViewport({ ratio: 1 });
    for (const one of [app.trainButton, line]) await expect(one).toBeInViewport({ ratio: 1 });
    const results = page.getByRole("region", { name: "How good is it really?" });
    await page.getByRole("button", { name: "How good is it really?" }).click();
    await expect(results.getByRole("heading", { level: 2 })).toBeFocused();
    await expect(results.getByText(/validation pictures correct/)).toBeInViewport();
    expect(await covered(page), "scrolled to the results").toEqual([]);
    const widths = await page.evaluate(() =>
      ["results", "main"].map((id) => document.getElementById(id)?.clientWidth ?? 0),
    );
    expect(widths[0] / widths[1], "across the whole width").toBeGreaterThan(0.9);
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test("the answer is read off the picture, before anything is scrolled", async ({ app, page }) => {
    test.setTimeout(90_000);
    await learn(app);
    await page.evaluate(() => scrollTo(0, 0));
    await app.showScene("Face");
    const word = page.locator("#stage-word");
    await expect(word).toHaveText("Face");
    await expect(word).toBeInViewport({ ratio: 1 });
    expect(await covered(page)).toEqual([]);
  });
});

for (const width of [320, 360, 768, 1024, 1440]) {
  test(`the sheet with the settings fits, and lies over nothing that is in use, at ${width} px`, async ({
    app,
    page,
  }) => {
    await page.setViewportSize({ width, height: 800 });
    await app.open();
    const sheet = await app.openSettings();
    const overflow = await sheet.evaluate((one) => one.scrollWidth - one.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await sheet.getByRole("button", { name: "Done" }).click();
    await expect(sheet).toBeHidden();
    await expect(page.getByRole("button", { name: "Settings", exact: true })).toBeFocused();
    expect(await covered(page)).toEqual([]);
  });
}

test("a press beside the sheet closes it", async ({ app, page }) => {
  await app.open();
  const sheet = await app.openSettings();
  await page.mouse.click(20, 300);
  await expect(sheet).toBeHidden();
});

for (const locale of /** @type {const} */ (["en", "ru"])) {
  test.describe(locale, () => {
    test.use({ locale });

    test("nothing overlaps, overflows or is covered, in any window", async ({ page }) => {
      test.setTimeout(180_000);
      const app = new TabTrainer(page, locale === "ru" ? RUSSIAN : undefined);
      await throughAllStates(app, WORDS[locale], async (state) => {
        for (const [name, size] of Object.entries(WINDOWS)) {
          await page.setViewportSize(size);
          await expect.poll(() => layoutFaults(page), `${state}, ${name}`).toEqual([]);
        }
        await page.setViewportSize(WINDOWS["1440 px"]);
      });
    });
  });
}
