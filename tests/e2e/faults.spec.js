// @ts-check
/** Workers that die, losses that fly off, browsers that lack something. */

import { expect, test } from "./fixtures.js";
import { png } from "./images.js";

/** Starts a long training on practice pictures. @param {import("./tab-trainer.js").TabTrainer} app */
async function trainLong(app) {
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 6);
  await app.method("From scratch");
  await app.set("Epochs", 500);
  await app.showScene("Face");
  await app.trainButton.click();
  await expect(app.winner).toHaveAccessibleName("Face", { timeout: 20_000 });
}

/** @param {import("./tab-trainer.js").TabTrainer} app */
async function stillWorks(app) {
  await expect(app.stopButton).toBeVisible();
  const before = Number(await app.progress.getAttribute("aria-valuenow"));
  await expect
    .poll(async () => Number(await app.progress.getAttribute("aria-valuenow")), { timeout: 20_000 })
    .toBeGreaterThan(before);
  await app.stopButton.click();
  await expect(app.trainButton).toBeVisible();
  expect(await app.pictures("Face")).toBeGreaterThanOrEqual(12);
  await app.showScene("Background");
  await expect(app.winner).toHaveAccessibleName("Background");
}

test("a training worker that closes without a word is noticed and replaced", async ({ app }) => {
  test.setTimeout(120_000);
  await trainLong(app);
  await (await app.trainingWorker()).evaluate(() => self.close()).catch(() => {}); // it cannot answer any more
  await expect(app.news.filter({ hasText: /restarted from the last weights/ })).toBeVisible({
    timeout: 50_000,
  });
  await stillWorks(app);
});

test("a trap in wasm ends the worker, and a new one goes on", async ({ app }) => {
  test.setTimeout(90_000);
  await trainLong(app);
  await (
    await app.trainingWorker()
  ).evaluate(async () => {
    const { chooseBuild } = await import(new URL("/engine/engine.js", location.href).href);
    const engine = await import(
      new URL(`/${chooseBuild().directory}tab_trainer.js`, location.href).href
    );
    const wasm = await engine.default(); // already started: gives its exports
    engine.Trainer.prototype.run = () => wasm.network_weights(0x7ffffff0); // out of bounds
  });
  await expect(app.news.filter({ hasText: /restarted from the last weights/ })).toBeVisible();
  await stillWorks(app);
});

test("an exception in the worker is survived too", async ({ app }) => {
  test.setTimeout(90_000);
  await trainLong(app);
  await app.breakTraining();
  await expect(app.news.filter({ hasText: /restarted from the last weights/ })).toBeVisible();
  await stillWorks(app);
});

test("the live worker may die as well", async ({ app, page }) => {
  test.setTimeout(90_000);
  await trainLong(app);
  await app.stopButton.click();
  await expect(app.trainButton).toBeVisible();
  for (const worker of page.workers()) await worker.evaluate(() => self.close()).catch(() => {});
  await app.showScene("Background");
  await expect(app.winner).toHaveAccessibleName("Background", { timeout: 20_000 });
});

test("a loss that diverges is rolled back with half the learning rate, and the page says so", async ({
  app,
  page,
}) => {
  test.setTimeout(90_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 8);
  await app.method("From scratch");
  await app.set("Learning rate", 1);
  await app.set("Batch size", 16);
  const rolledBack = page.getByText(
    /The loss diverged in epoch \d+: .* and halved the learning rate to 0\.\d+\./,
  );
  for (const workers of [1, 2]) {
    await app.set("Workers", workers);
    await app.train();
    await expect(rolledBack, `${workers} workers`).toBeVisible();
    await expect(app.alerts.filter({ hasText: /./ })).toHaveCount(0);
  }
  await app.set("Learning rate", 0.001);
  await app.train();
  await expect(rolledBack).toHaveCount(0);
  await app.showScene("Face");
  await expect(app.winner).toHaveAccessibleName("Face");
});

test("a training that learned nothing is no success", async ({ app, page }) => {
  test.setTimeout(60_000);
  await app.open();
  // The same pictures in both classes: nothing tells them apart.
  const files = Array.from({ length: 10 }, (_, i) => ({
    name: `${i}.png`,
    mimeType: "image/png",
    buffer: png(64, 64, { bar: i / 10 }),
  }));
  for (const name of ["Face", "Background"]) {
    const chooser = page.waitForEvent("filechooser");
    await app.classGroup(name).getByRole("button", { name: "Upload images" }).click();
    await (await chooser).setFiles(files);
    await expect.poll(() => app.pictures(name)).toBe(10);
  }
  await expect(
    page.getByText(/Picture 1 of “Face” is also picture 1 of “Background” \(and 9 more/),
  ).toBeVisible();
  await app.method("From scratch");
  await app.set("Epochs", 2);
  await app.train();
  await expect(
    page.getByText(
      /has learned nothing to speak of: .* always answering the largest class, is 50%/,
    ),
  ).toBeVisible();
  await expect(
    page.getByText(/Try more epochs, and check that the classes really differ/).first(),
  ).toBeVisible();
  await expect(app.news).toHaveText(/without success/);
  const ticked = page
    .locator("[data-step=done]")
    .filter({ has: page.getByRole("heading", { name: "Train" }) });
  await expect(ticked).toHaveCount(0);
  await page.reload();
  await expect(app.meters).toHaveCount(2);
  await expect(ticked, "nor after a reload").toHaveCount(0);
  await expect(page.getByText(/^It may only be guessing/)).toBeVisible();
});

test("an impossible setting is explained instead of tried, and taken back with a press", async ({
  app,
  page,
}) => {
  await app.open();
  await app.method("From scratch");
  const back = page.getByRole("button", { name: "Back to the settings of “From scratch”" });
  await app.openSettings();
  await expect(back).toHaveCount(0);
  await app.set("Learning rate", 50);
  await expect(app.trainButton).toBeDisabled();
  await expect(page.getByText(/Learning rate must be/).first()).toBeVisible();
  await app.choose("Optimiser", "sgd");
  await expect(page.getByText("2 settings changed", { exact: true })).toBeVisible();
  await app.openSettings();
  await back.click();
  await expect(page.getByText("Advanced", { exact: true })).toBeFocused();
  await expect(app.field("Learning rate")).toHaveValue("0.001");
  await expect(app.field("Optimiser")).toHaveValue("");
  await expect(page.getByText(/Learning rate must be/)).toHaveCount(0);
  await expect(back).toHaveCount(0);
});

test("without SIMD the scalar build trains", async ({ app, page }) => {
  test.setTimeout(90_000);
  /** @type {string[]} */
  const wasm = [];
  page.on("request", (request) => {
    if (request.url().endsWith(".wasm")) wasm.push(new URL(request.url()).pathname);
  });
  await page.addInitScript(() => {
    const { validate } = WebAssembly;
    const simdPrefix = 0xfd;
    WebAssembly.validate = (bytes) =>
      validate(bytes) && !new Uint8Array(/** @type {Uint8Array} */ (bytes)).includes(simdPrefix);
  });
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 6);
  await app.train();
  expect(new Set(wasm)).toEqual(new Set(["/pkg-scalar/tab_trainer_bg.wasm"]));
  await app.showScene("Face");
  await expect(app.winner).toHaveAccessibleName("Face");
});

test("without WebAssembly there is a sentence", async ({ app, page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, "WebAssembly");
  });
  await app.open();
  await expect(app.alerts.filter({ hasText: /cannot run WebAssembly/ })).toBeVisible();
  await expect(app.trainButton).toBeDisabled();
});
