// @ts-check
/** What a training costs is said before it, and how long it takes once this device has seen one. */

import { expect, test } from "./fixtures.js";
import { ended, prepare } from "./interruption.js";

test("the cost stands in the settings, and the time is known after a first training", async ({
  app,
  page,
}) => {
  await prepare(app, 5);
  const cost = async () =>
    (await app.openSettings()).getByText(/^What training costs/).locator("..");
  const before = await cost();
  await expect(before).toContainText(/Weights that learn\s*[\d,]+, \d+ kB/);
  await expect(before).toContainText(/One answer\s*[\d.]+ (thousand|million) multiply-adds/);
  await expect(before).toContainText(/The whole training\s*[\d.]+ (million|billion) multiply-adds/);
  await expect(before).toContainText(/Memory while training\s*about [\d.]+ MB/);
  await expect(before).toContainText(/Time\s*not known/);
  await app.closeSettings();
  await expect(page.getByText(/Training takes/)).toHaveCount(0);

  await app.trainButton.click();
  await ended(app);
  await expect(page.getByText(/Training takes about \d+ s\./)).toBeVisible();
  await expect(await cost()).toContainText(/Time\s*about \d+ s/);
  await app.closeSettings();
  await page.reload();
  await expect(app.news).toHaveText(/Welcome back/);
  await expect(page.getByText(/Training takes about/)).toBeVisible();
  await app.method("Careful");
  await expect(page.getByText(/Training takes/)).toHaveCount(0);
});
