// @ts-check
/** Without a connection, or with a host that fails, once the page has been there; and with a host that has a newer version. */

import { expect, test } from "./fixtures.js";
import { newerVersion, test as onHost, unpacked } from "./host.js";
import { InsideView } from "./inside-view.js";

for (const tests of [test, onHost])
  tests.use({
    expectedErrors: [/Failed to load resource: (net::ERR_(INTERNET_DISCONNECTED|FAILED)|.* 503)/],
  });

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

/** @param {import("@playwright/test").Page} page */
async function deleteCopies(page) {
  await page.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
}

/** Waits until the page is served by its service worker, which has all files by then. @param {import("@playwright/test").Page} page */
async function expectInstalled(page) {
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state))
    .toBe("activated");
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
  await deleteCopies(page);
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
  const formats = "/pkg-formats/tab_trainer_formats_bg.wasm"; // not loaded yet
  await expect
    .poll(() => page.evaluate((url) => caches.match(url).then(Boolean), formats))
    .toBe(true);
  await context.setOffline(true);
  for (const when of ["at once", "after a reload"]) {
    await app.train();
    await expect(app.alerts.filter({ hasText: /./ }), when).toHaveCount(0);
    await expect(page.getByText(/^Training is finished/), when).not.toHaveCount(0);
    await page.reload();
    await expect(app.classGroup("Face")).toBeVisible();
  }
  // Also what it has not been asked for yet.
  await app.openProjects();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as a file" }).click();
  expect((await download).suggestedFilename()).toMatch(/\.tabtrainer$/);
  await page.keyboard.press("Escape");
  // Nothing but the copies could have served page and workers.
  await deleteCopies(page);
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

/** What a host does that should rather do nothing. */
const FAULTS = /** @type {const} */ (["silent", "unavailable", "login"]);

for (const fault of FAULTS) {
  onHost(
    `a host that is ${fault} changes nothing, by whatever address the page is opened`,
    async ({ app, page, host }) => {
      await app.open();
      await expectInstalled(page);
      host.fault = fault;
      for (const address of [
        "./",
        "index.html",
        "?utm_source=letter",
        "index.html?language=en#train",
      ]) {
        await page.goto(address);
        await expect(app.classGroup("Face"), address).toBeVisible({ timeout: 3000 });
      }
      await app.startPractice();
      await app.recordPractice({ Face: "Face", Background: "Background" }, 2);
      host.fault = null;
      await page.reload();
      await expect(app.classGroup("Face"), "nothing wrong was kept").toBeVisible();
    },
  );
}

onHost("no page of another kind is kept in place of a file", async ({ app, page, host }) => {
  host.fault = "login";
  host.spoils = (path) => path.endsWith("lab.css");
  await app.open();
  await expect.poll(() => host.asked.some(host.spoils)).toBe(true);
  const registered = () =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistration()) !== undefined);
  await expect.poll(registered, "not installed").toBe(false);
  host.fault = null;
  await page.reload();
  await expectInstalled(page);
});

onHost(
  "a new version is offered, and the open one stays whole until it is wanted",
  async ({ app, page, context, host }) => {
    onHost.setTimeout(120_000);
    const old = page.getByText("Show it two things, train it for a few seconds");
    const note = app.news.filter({ hasText: "A new version is there." });
    await app.open();
    await expectInstalled(page);
    await app.startPractice();
    await app.recordPractice({ Face: "Face", Background: "Background" }, 4);
    await app.train();
    await expectCopies(page);

    host.upload(newerVersion(unpacked(), "The newer version."));
    await page.reload();
    await expect(note).toBeVisible();
    await expect(old).toBeVisible();
    host.asked = [];
    await page.getByRole("link", { name: "Lab", exact: true }).click();
    await expect(page.getByRole("heading", { level: 2, name: "Lab" })).toBeVisible();
    await expect(page.getByText("Loading …")).toHaveCount(0);
    expect(
      host.asked.filter((path) => path.endsWith(".js") && path !== "service-worker.js"),
    ).toEqual([]);

    const other = await context.newPage();
    await other.goto("./");
    await expect(other.getByRole("group", { name: "Face", exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Reload" }).click();
    await expect(page.getByText(/This page is open in another tab, too\./)).toBeVisible();
    await other.close();
    await page.getByRole("button", { name: "Reload" }).click();
    await page.getByRole("link", { name: "Train", exact: true }).click();
    await expect(page.getByText("The newer version.")).toBeVisible();
    await expect(old).toHaveCount(0);

    // What the old version had loaded to train with came along.
    await context.setOffline(true);
    await page.goto("./");
    await app.train();
    await expect(page.getByText(/^Training is finished/)).not.toHaveCount(0);
    await expect(app.alerts.filter({ hasText: /./ })).toHaveCount(0);
  },
);

onHost(
  "an update that is not wanted now is offered again at the next visit",
  async ({ app, page, host }) => {
    const note = app.news.filter({ hasText: "A new version is there." });
    await app.open();
    await expectInstalled(page);
    host.upload(newerVersion(unpacked(), "The newer version."));
    await page.reload();
    await note.getByRole("button", { name: "Later" }).click();
    await expect(note).toHaveCount(0);
    await page.reload();
    await expect(note).toBeVisible();
  },
);

onHost("an engine of another version is refused", async ({ app, page, host }) => {
  // The browser's own cache would still have the right one.
  host.upload(new Map([...unpacked(), ["_headers", Buffer.from("")]]));
  await app.open();
  await expectInstalled(page);
  await page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        if (request.url.endsWith(".wasm")) await cache.delete(request);
    }
  });
  const others = [...unpacked()].map(
    ([path, bytes]) =>
      /** @type {const} */ ([
        path,
        path.endsWith(".wasm") ? Buffer.concat([bytes, Buffer.of(0, 1, 0)]) : bytes,
      ]),
  );
  host.upload(new Map([...others, ["_headers", Buffer.from("")]]));
  await page.reload();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 2);
  await expect(page.getByText(/The training engine could not be loaded/).first()).toBeVisible();
});
