// @ts-check
/** Without a connection, once the page has been there. */

import { expect, test } from "./fixtures.js";

test.use({ expectedErrors: [/Failed to load resource: net::ERR_INTERNET_DISCONNECTED/] });

test("who has trained once trains again without a connection, also after a reload", async ({ app, page, context }) => {
  test.setTimeout(120_000);
  await app.open();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 4);
  await app.set("Epochs", 5);
  await app.train();
  await context.setOffline(true);
  await app.train();
  await expect(app.alerts.filter({ hasText: /./ })).toHaveCount(0);
  await expect(page.getByText(/^Training is finished/)).not.toHaveCount(0);

  // Whatever the page itself loaded went past at the second visit at the latest.
  await context.setOffline(false);
  await page.reload();
  await expect(app.classGroup("Face")).toBeVisible();
  await context.setOffline(true);
  await page.reload();
  await expect(app.classGroup("Face")).toBeVisible();
  await app.train();
  await expect(app.alerts.filter({ hasText: /./ })).toHaveCount(0);
});
