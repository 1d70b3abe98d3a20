// @ts-check
/** A person who comes back finds what the last training came to, and can still compare it. */

import { expect, test } from "./fixtures.js";

test("results are there again after a reload, and in another language", async ({ app, page }) => {
  test.setTimeout(120_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 12);
  await app.train();
  await app.method("From scratch");
  await app.set("Epochs", 3);
  await app.train();
  const line = page.locator("#train-panel .result");
  const matrix = page.getByRole("table", { name: /^Confusion matrix/ });
  await expect(line).toHaveText(/right/);
  await expect(app.news, "it is news, too").toContainText((await line.textContent()) ?? "");
  const [told, counted] = await Promise.all([line.textContent(), matrix.textContent()]);

  await page.reload();
  await expect(line).toHaveText(told ?? "");
  await expect(matrix).toHaveText(counted ?? "");
  await expect(page.locator(".plot canvas")).toHaveCount(2);
  await page.getByRole("button", { name: "Compare two runs" }).click();
  await expect(page.getByRole("combobox", { name: "First run" })).toBeVisible();

  await page.getByRole("button", { name: "Русский" }).click();
  await expect(page.getByRole("table", { name: /^Матрица ошибок/ })).toBeVisible();
});

test("what an earlier version kept of a network answers without results", async ({ app, page }) => {
  test.setTimeout(120_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 6);
  await app.train();
  for (const outcome of [undefined, { report: {}, runs: 7 }]) {
    await page.evaluate(async (outcome) => {
      /** @type {IDBDatabase} */
      const database = await new Promise((resolve) => {
        const opening = indexedDB.open("tab-trainer");
        opening.onsuccess = () => resolve(opening.result);
      });
      const store = database.transaction("network", "readwrite").objectStore("network");
      const network = await new Promise((resolve) => {
        const reading = store.get("last");
        reading.onsuccess = () => resolve(reading.result);
      });
      await new Promise((resolve) => {
        store.put({ ...network, outcome }, "last").onsuccess = resolve;
      });
      database.close();
    }, outcome);
    await page.reload();
    await expect(app.meters).toHaveCount(2);
    await expect(page.locator("#train-panel .result")).toBeHidden();
  }
});
