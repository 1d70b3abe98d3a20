// @ts-check
/** The answer on a projector: by button and by key, with and without the browser's full screen. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";

/** @typedef {import("./tab-trainer.js").TabTrainer} TabTrainer */
/** @typedef {import("@playwright/test").Page} Page */

/** The first impression answers. @param {TabTrainer} app */
async function learn(app) {
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 3);
  await app.showScene("Face");
  await expect(app.winner).toHaveAccessibleName("Face");
}

/** @param {Page} page */
const screenOf = (page) => page.getByRole("dialog", { name: "Full screen" });
/** @param {Page} page */
const isNative = (page) => page.evaluate(() => document.fullscreenElement !== null);

test("a button opens it and leaves it, and nothing that goes on notices", async ({ app, page }) => {
  await learn(app);
  await page.getByRole("button", { name: "Full screen" }).click();
  const screen = screenOf(page);
  await expect(screen).toBeVisible();
  await expect.poll(() => isNative(page)).toBe(true);
  await expect(screen.getByRole("button", { name: "Leave full screen" })).toBeFocused();
  await expect(screen.getByRole("meter")).toHaveCount(2);
  await app.trainButton.focus();
  await expect(app.trainButton, "what lies behind cannot be reached").not.toBeFocused();
  await app.showScene("Background");
  await expect(app.winner).toHaveAccessibleName("Background");
  await page.getByRole("button", { name: "Leave full screen" }).click();
  await expect(screen).toHaveCount(0);
  await expect.poll(() => isNative(page)).toBe(false);
  await expect(page.getByRole("button", { name: "Full screen" })).toBeFocused();
  await expect(app.trainButton).toBeVisible();
  await expect(app.winner).toHaveAccessibleName("Background");
});

test("the key F opens and leaves it, but is a letter in a field; Escape leaves where the browser has no full screen", async ({
  app,
  page,
}) => {
  await page.addInitScript(() => {
    // As on an iPhone.
    Object.assign(Element.prototype, { requestFullscreen: undefined });
  });
  await app.open();
  await page.keyboard.press("f");
  await expect(screenOf(page), "there is no answer yet").toHaveCount(0);
  await learn(app);
  const name = app.classGroup("Face").getByRole("textbox", { name: "Class name" });
  await name.press("f");
  await expect(screenOf(page)).toHaveCount(0);
  await name.fill("Face");
  await name.blur();
  await page.keyboard.press("f");
  await expect(screenOf(page), "the focus is nowhere near").toHaveCount(0);
  const practice = page.getByRole("button", { name: "Switch off practice camera" });
  await practice.focus();
  await page.keyboard.press("f");
  await expect(screenOf(page)).toBeVisible();
  expect(await isNative(page)).toBe(false);
  await page.keyboard.press("Escape");
  await expect(screenOf(page)).toHaveCount(0);
  await expect(practice).toBeFocused();
  await page.keyboard.press("f");
  await expect(screenOf(page)).toBeVisible();
  await page.keyboard.press("f");
  await expect(screenOf(page)).toHaveCount(0);
});

for (const { least, colorScheme, ...viewport } of /** @type {const} */ ([
  { width: 1920, height: 1080, colorScheme: "light", least: 200 },
  { width: 1024, height: 768, colorScheme: "dark", least: 100 },
  { width: 390, height: 844, colorScheme: "dark", least: 40 },
  { width: 844, height: 390, colorScheme: "light", least: 60 },
])) {
  test.describe(`${viewport.width} × ${viewport.height}, ${colorScheme}`, () => {
    test.use({ viewport, colorScheme });

    test("everything is in sight, and the word is large", async ({ app, page }) => {
      await page.addInitScript(() => {
        Object.assign(Element.prototype, { requestFullscreen: undefined }); // keeps the window's size
      });
      await learn(app);
      await app.showScene("Background");
      await expect(app.winner).toHaveAccessibleName("Background");
      await page.getByRole("button", { name: "Full screen" }).click();
      const screen = screenOf(page);
      const word = screen.locator(".winner span");
      await expect(word).toHaveText("Background");
      for (const one of [word, screen.getByRole("img"), ...(await app.meters.all())])
        await expect(one).toBeInViewport({ ratio: 1 });
      const letters = await word.evaluate((one) =>
        Number.parseFloat(getComputedStyle(one).fontSize),
      );
      expect(letters).toBeGreaterThanOrEqual(least);
      const cut = await word.evaluate((one) => one.scrollWidth - one.clientWidth);
      expect(cut, "the word is whole").toBeLessThanOrEqual(0);
      const overflow = await screen.evaluate((one) => [
        one.scrollWidth - one.clientWidth,
        one.scrollHeight - one.clientHeight,
      ]);
      expect(Math.max(...overflow)).toBeLessThanOrEqual(0);
      await expectNoViolations(app, "full screen");
    });
  });
}
