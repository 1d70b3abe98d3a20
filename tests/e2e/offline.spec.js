// @ts-check
/** Without a connection, once the page has been there. */

import { expect, test } from "./fixtures.js";
import { InsideView } from "./inside-view.js";

test.use({ expectedErrors: [/Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|FAILED)/] });

/** Waits until the service worker has a copy of whatever the page has loaded. @param {import("@playwright/test").Page} page */
async function expectCopies(page) {
  const missing = () =>
    page.evaluate(async () => {
      const urls = [
        location.href,
        ...performance.getEntriesByType("resource").map(({ name }) => name),
      ];
      const kept = await Promise.all(urls.map((url) => caches.match(url)));
      return urls.filter((_, i) => !kept[i]);
    });
  await expect.poll(missing).toEqual([]);
}

test("after the very first visit the page is there again without a connection, by its copies alone", async ({
  app,
  page,
  context,
}) => {
  await app.open();
  await expectCopies(page);
  await context.setOffline(true);
  await page.reload();
  await expect(app.classGroup("Face")).toBeVisible();
  await app.startPractice();
  await app.record("Face", 2);
  await page.evaluate(() => caches.delete("tab-trainer-files"));
  await expect(page.reload()).rejects.toThrow(/net::ERR_/);
});

test("who has trained once trains again without a connection, also after a reload", async ({
  app,
  page,
  context,
}) => {
  test.setTimeout(120_000);
  await app.open();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 4);
  await app.train();
  await expectCopies(page);
  await context.setOffline(true);
  for (const when of ["at once", "after a reload"]) {
    await app.train();
    await expect(app.alerts.filter({ hasText: /./ }), when).toHaveCount(0);
    await expect(page.getByText(/^Training is finished/), when).not.toHaveCount(0);
    await page.reload();
    await expect(app.classGroup("Face")).toBeVisible();
  }
  // Nothing but the copies could have served page and workers.
  await page.evaluate(() => caches.delete("tab-trainer-files"));
  await expect(page.reload()).rejects.toThrow(/net::ERR_/);
});

test("a view that was opened once opens without a connection", async ({ app, page, context }) => {
  await app.open();
  await page.evaluate(() => navigator.serviceWorker.ready);
  const inside = new InsideView(page);
  await inside.open();
  await expectCopies(page);
  await context.setOffline(true);
  await page.reload();
  await expect(inside.loss).not.toBeEmpty();
});
