// @ts-check
/** A training that a reload, a crash or a closed tab interrupts goes on, to the same weights; or the page says why it cannot. */

import { expect, test } from "./fixtures.js";
import { ended, prepare, stored, trainInto } from "./interruption.js";
import { TabTrainer } from "./tab-trainer.js";

/** @typedef {import("@playwright/test").Page} Page */

/** As if another engine had begun the training. @param {Page} page */
async function changeBuild(page) {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.open("tab-trainer").onsuccess = ({ target }) => {
          const database = /** @type {IDBOpenDBRequest} */ (target).result;
          const transaction = database.transaction("training", "readwrite");
          const store = transaction.objectStore("training");
          store.get("begun").onsuccess = ({ target }) => {
            const { result } = /** @type {IDBRequest} */ (target);
            store.put({ ...result, build: "another" }, "begun");
          };
          transaction.oncomplete = () => resolve(database.close());
        };
      }),
  );
}

/** @param {TabTrainer} app */
const goesOn = (app) => app.news.filter({ hasText: /interrupted in epoch \d+ and goes on/ });

test("after a reload a training comes to the weights of an undisturbed one", async ({
  app,
  page,
}) => {
  test.setTimeout(180_000);
  await prepare(app);
  await app.trainButton.click();
  const expected = await ended(app);
  await page.reload();
  await expect(app.news).toHaveText(/Welcome back/);
  await trainInto(app);
  await page.reload();
  await expect(goesOn(app)).toBeVisible();
  expect(await ended(app)).toEqual(expected);
  await page.reload();
  await expect(app.news).toHaveText(/the trained network are still here/);
  await expect(app.trainButton).toBeVisible();
});

test("with a stem, too", async ({ app, page }) => {
  test.setTimeout(180_000);
  await prepare(app);
  await app.method("Quick eye");
  await app.choose("Fine-tune the stem", "yes");
  await app.trainButton.click();
  const expected = await ended(app);
  await page.reload();
  await expect(app.news).toHaveText(/Welcome back/);
  await app.trainButton.click();
  await expect.poll(() => stored(page, "training", "reached")).toBeTruthy();
  await page.reload();
  await expect(app.news.filter({ hasText: /was interrupted/ })).toBeVisible();
  expect(await ended(app)).toEqual(expected);
});

test("a tab that crashes is no loss, and in the next one Stop works", async ({ app, page }) => {
  test.setTimeout(120_000);
  await prepare(app, 500);
  await trainInto(app);
  const { epoch } = await stored(page, "training", "reached");
  const context = page.context();
  const crashed = page.waitForEvent("crash");
  await page.goto("chrome://crash").catch(() => {});
  await crashed;
  const next = new TabTrainer(await context.newPage());
  await next.open();
  await expect(goesOn(next)).toBeVisible({ timeout: 30_000 });
  await expect.poll(() => next.progress.getAttribute("aria-valuenow")).not.toBe("0");
  const later = (await stored(next.page, "training", "reached")).epoch;
  expect(later).toBeGreaterThanOrEqual(epoch);
  await next.stopButton.click();
  await expect(next.news).toHaveText("Training was stopped.");
  await expect.poll(() => stored(next.page, "training", "reached")).toBe(undefined);
  await next.page.reload();
  await expect(next.news).toHaveText(/the trained network are still here/);
  await expect(next.trainButton).toBeVisible();
});

test("a page that was closed goes on when it is opened again", async ({ app, page, context }) => {
  test.setTimeout(120_000);
  await prepare(app, 500);
  await trainInto(app);
  await page.close();
  const next = new TabTrainer(await context.newPage());
  await next.open();
  await expect(goesOn(next)).toBeVisible();
  await expect(next.stopButton).toBeVisible();
});

test("without its pictures, or with another engine, it says why it cannot go on, and the best weights answer", async ({
  app,
  page,
}) => {
  test.setTimeout(180_000);
  await prepare(app, 500);
  const lost = (/** @type {RegExp} */ why) =>
    app.alerts
      .filter({ hasText: /interrupted in epoch \d+ and cannot go on/ })
      .filter({ hasText: why })
      .filter({ hasText: /The best weights that it had reached answer now/ });
  await trainInto(app);
  await changeBuild(page);
  await page.reload();
  await expect(lost(/The page has been updated/)).toBeVisible();
  await expect(app.meters).toHaveCount(2);
  await expect.poll(() => stored(page, "training", "reached")).toBe(undefined);

  await trainInto(app);
  await app.deletePicture("Face", 1);
  await page.reload();
  await expect(lost(/pictures that it learned from are gone/)).toBeVisible();
  await expect(app.trainButton).toBeEnabled();
});

test("everything is deleted, also a training that could go on", async ({ app, page }) => {
  test.setTimeout(90_000);
  await prepare(app, 500);
  await trainInto(app);
  await page.getByRole("button", { name: "Delete everything" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete everything" }).click();
  await expect(app.news).toHaveText(/^Everything was deleted/);
  expect(await stored(page, "training", "reached")).toBe(undefined);
  expect(await stored(page, "training", "begun")).toBe(undefined);
  await page.reload();
  await expect(app.classGroup("Face")).toBeVisible();
  await expect(app.trainButton).toBeVisible();
});
