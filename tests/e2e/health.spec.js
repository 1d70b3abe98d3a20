// @ts-check
/** How learning goes: the panel, its advice, and a training that stops by itself. */

import { expect, test } from "./fixtures.js";

/** @param {import("./tab-trainer.js").TabTrainer} app */
async function collect(app) {
  await app.open();
  await app.method("From scratch");
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 6);
}

test("after an ordinary training all is well, and whoever is curious sees each layer", async ({
  app,
  page,
}) => {
  test.setTimeout(90_000);
  await collect(app);
  const summary = page.locator("summary").filter({ hasText: "Training diagnostics" });
  await expect(summary).toBeHidden();
  await app.train();
  await expect(summary).toHaveText(/^\s*Training diagnostics:\s+nothing unusual\s*$/);
  const table = page.getByRole("table", { name: "Diagnostics of each layer" });
  await expect(table, "folded away").toBeHidden();
  await summary.click();
  for (const column of ["Layer", "Dead", "Error", "Moved"])
    await expect(table.getByRole("columnheader", { name: column, exact: true })).toBeVisible();
  await expect(table.getByRole("rowheader")).toHaveText([
    "Convolution 1",
    "Convolution 2",
    "Convolution 3",
    "Dense layer 1",
    "Dense layer 2",
  ]);
  await expect(table.getByRole("row", { name: /Convolution 1/ })).toHaveText(/\d%.*max .*healthy/s);
  // A network with tanh saturates, it does not die.
  await page.getByRole("radio", { name: /article/i }).check({ force: true });
  await app.set("Epochs", 2);
  await app.train();
  await expect(table.getByRole("columnheader", { name: "Saturated" })).toBeVisible();
  await expect(table.getByRole("columnheader", { name: "Dead" })).toHaveCount(0);
});

test("advice opens the panel, is spoken, and leaves whoever closes it in peace", async ({
  app,
  page,
}) => {
  test.setTimeout(90_000);
  await collect(app);
  await app.set("Epochs", 30);
  await app.set("Learning rate", 0.1); // a step of Adam is a tenth then: whole filters are pushed below zero
  await app.trainButton.click();
  const panel = page.locator("details").filter({ has: page.getByText(/^Training diagnostics/) });
  await expect(panel).toHaveAttribute("open", "", { timeout: 30_000 });
  await expect(panel.getByText(/smaller learning rate/).first()).toBeVisible();
  await expect(panel.getByText(/things? to look at/)).toBeVisible();
  await panel.getByText(/^Training diagnostics/).click();
  await expect(app.trainButton).toBeVisible({ timeout: 60_000 });
});

test("backpropagation is right, weight by weight, also while it trains", async ({ app, page }) => {
  test.setTimeout(240_000);
  await collect(app);
  await app.choose("Network size", "small");
  await app.set("Epochs", 500);
  await app.trainButton.click();
  await page.getByText(/^Training diagnostics/).click();
  await page.getByRole("button", { name: "Check the gradients" }).click();
  await expect(page.getByText("Checking …")).toBeVisible();
  const found = page.getByRole("listitem").filter({
    hasText:
      /: right\. Of the [\d,]+ weights compared, the one at index \d+ of the (kernel|bias) differs most, by <?[\d.]+%\./,
  });
  await expect(found).toHaveCount(5, { timeout: 180_000 });
  await app.stopButton.click();
  await expect(app.trainButton).toBeVisible();
  await expect(found).toHaveCount(5);
});

test("the validation set is answered worse and worse: overfitting is named, and training stops early", async ({
  app,
  page,
}) => {
  test.setTimeout(120_000);
  await app.open();
  await app.method("From scratch");
  await app.startPractice();
  // The last recording of each class, the smallest, becomes the validation set; and it shows the other scene.
  for (const [scenes, count] of /** @type {const} */ ([
    [["Face", "Background"], 9],
    [["Face", "Background"], 9],
    [["Background", "Face"], 5],
  ])) {
    for (const [i, name] of ["Face", "Background"].entries()) {
      await app.showScene(scenes[i]);
      await app.record(name, count);
    }
  }
  await app.set("Epochs", 30);
  await app.train(90_000);
  await expect(
    page.getByText(
      /^Stopped early, after epoch \d+: .* since epoch \d+, whose weights answer now\. /,
    ),
  ).toBeVisible();
  // The best of the first epochs may be right a little more often than always the same answer, by luck.
  await expect(page.getByText(/It has learned nothing to speak of|can be luck/)).toBeVisible();
  await app.choose("Early stopping", "no");
  await app.train(90_000);
  await expect(page.getByText(/^Epoch 30 of 30$/)).toBeVisible();
  await expect(
    page.getByRole("listitem").filter({ hasText: /\(overfitting\)\. Record each class/ }),
  ).toBeVisible();
});

test("another optimiser with a schedule and another activation learns as well", async ({ app }) => {
  test.setTimeout(90_000);
  await collect(app);
  await app.choose("Optimiser", "sgd");
  await app.openSettings();
  await expect(app.field("Learning rate")).toHaveValue("0.01");
  await app.choose("Schedule", "one_cycle");
  await app.choose("Activation", "leaky_relu");
  await app.choose("Augmentation", "gentle");
  await app.set("Gradient clipping", 1);
  await app.train();
  await expect(app.alerts.filter({ hasText: /./ })).toHaveCount(0);
  await app.showScene("Face");
  await expect(app.winner).toHaveAccessibleName("Face");
});
