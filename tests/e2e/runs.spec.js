// @ts-check
/** Two trainings with the same pictures, side by side. */

import { expect, test } from "./fixtures.js";
import { ended, prepare } from "./interruption.js";

test("two runs stand side by side: curves, classes, settings, judged by the same pictures", async ({
  app,
  page,
}) => {
  test.setTimeout(90_000);
  await prepare(app, 2);
  const compare = page.getByRole("button", { name: "Compare two runs" });
  await app.trainButton.click();
  await ended(app);
  await expect(compare).toBeHidden();
  await app.set("Epochs", 4);
  await app.choose("Optimiser", "sgd");
  await app.trainButton.click();
  await ended(app);
  await compare.click();
  await expect(
    page.getByText(/^Both were judged by the same \d+ pictures\. These are the validation set/),
  ).toBeVisible();
  await expect(
    page.getByRole("img", { name: /^Loss of both runs: run 1 ends at .*, run 2 ends at/ }),
  ).toBeVisible();
  await expect(
    page.getByRole("img", { name: /^Accuracy of both runs/ }).locator("canvas"),
  ).toBeVisible();
  const classes = page.getByRole("table", { name: "Each class in both runs" });
  await expect(
    classes.getByRole("row", { name: /^Face \d+ of \d+ right \d+ of \d+ right/ }),
  ).toBeVisible();
  const settings = page.getByRole("table", { name: "Settings that differ" });
  await expect(settings.getByRole("row", { name: "Epochs 2 4" })).toBeVisible();
  await expect(
    settings.getByRole("row", { name: /^Optimiser As in the method Gradient descent/ }),
  ).toBeVisible();

  await page.getByRole("combobox", { name: "First run" }).selectOption({
    label: /** @type {string} */ (
      await page
        .getByRole("combobox", { name: "Second run" })
        .locator("option:checked")
        .textContent()
    ),
  });
  await expect(settings.getByRole("row", { name: "Epochs 4 2" })).toBeVisible();
});
