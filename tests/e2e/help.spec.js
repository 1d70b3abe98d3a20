// @ts-check
/** A term that a pupil may not know has a "?" beside it: by mouse, finger and keyboard, also while it trains. */

import { expect, test } from "./fixtures.js";

/** @param {import("@playwright/test").Locator} locator */
async function boxOf(locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error("it is not shown");
  return { y: box.y, bottom: box.y + box.height };
}

for (const viewport of [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
]) {
  test.describe(`${viewport.width} px`, () => {
    test.use({ viewport, hasTouch: true });

    test("what a term means is one press away", async ({ app, page }) => {
      test.setTimeout(120_000);
      await app.open();
      const what = (/** @type {string} */ term) =>
        page.getByRole("button", { name: `What does “${term}” mean?`, exact: true });
      // On the first screen.
      for (const term of ["Class", "Recording", "Stem", "Head"])
        await expect(what(term)).toBeVisible();
      await app.method("From scratch");
      await what("ReLU").click();
      const relu = page.getByText(/^An activation function that leaves positive values/);
      await expect(relu).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(relu).toBeHidden();

      await app.startPractice();
      await app.recordPractice({ Face: "Face", Background: "Background" }, 4);
      await app.set("Epochs", 500);
      await app.trainButton.click();
      await app.openSettings();
      await expect(app.field("Epochs"), "settings are locked while it trains").toBeDisabled();
      await what("Learning rate").click();
      await expect(page.getByText(/^How far each step goes/), "but explained").toBeVisible();
      await page.keyboard.press("Escape");
      await app.closeSettings();
      await app.stopButton.click();
      await expect(app.trainButton).toBeVisible();

      // Without a pointer; who cannot see the sentence is told it with the button.
      const loss = what("Loss");
      const sentence = page.getByText(
        /^How far the answers of the network are from the right ones/,
      );
      await expect(loss).toHaveAccessibleDescription(/^How far the answers of the network/);
      await loss.focus();
      await page.keyboard.press("Enter");
      await expect(sentence).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(sentence).toBeHidden();
      await expect(loss).toBeFocused();

      await page.getByText(/^Training diagnostics/).click();
      const terms = { name: /^What does “.*” mean\?$/ };
      await openEach(page, await page.locator("main").getByRole("button", terms).all());
      const sheet = await app.openSettings();
      await openEach(page, await sheet.getByRole("button", terms).all());
    });
  });
}

/** Opens and closes what each button explains. @param {import("@playwright/test").Page} page @param {import("@playwright/test").Locator[]} buttons */
async function openEach(page, buttons) {
  for (const button of buttons) {
    await button.tap();
    const opened = page.locator(":popover-open");
    await expect(opened).toHaveText(/\w.*[.]$/);
    await expect(opened).toBeInViewport({ ratio: 1 });
    const [above, below] = await Promise.all([opened, button].map(boxOf));
    expect(
      Math.min(Math.abs(above.y - below.bottom), Math.abs(below.y - above.bottom)),
      "beside it",
    ).toBeLessThan(16);
    await button.tap();
    await expect(opened, "a second press closes it").toHaveCount(0);
  }
}
