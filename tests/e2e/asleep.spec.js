// @ts-check
/** A device that sleeps, or a browser that freezes a tab, stops its processes: the training goes on afterwards, and says so. */

import { expect, test } from "./fixtures.js";
import { prepare, trainInto } from "./interruption.js";

test("after a sleep it is said how long it was, and training goes on", async ({ app, browser }) => {
  await prepare(app, 500);
  await trainInto(app);
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  const signal = (/** @type {NodeJS.Signals} */ name) =>
    renderers.forEach(({ id }) => process.kill(id, name));
  signal("SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 6000));
  signal("SIGCONT");
  await expect(app.news).toHaveText(/^This tab was put to sleep for \d+ s; training goes on/);
  const before = await app.progress.getAttribute("aria-valuenow");
  await expect(app.progress).not.toHaveAttribute("aria-valuenow", String(before));
  await expect(app.stopButton).toBeVisible();
});
