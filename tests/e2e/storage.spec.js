// @ts-check
/** What was recorded and learned survives a reload; where it cannot, the page says so and goes on. */

import { expect, test } from "./fixtures.js";
import { TabTrainer } from "./tab-trainer.js";

test("pictures, names and the trained network are there after a reload", async ({ app, page }) => {
  test.setTimeout(90_000);
  await app.open();
  await app.rename(0, "Somebody");
  await app.startPractice();
  await app.recordPractice({ Somebody: "Face", Background: "Background" }, 6);
  await app.train();
  const counts = [await app.pictures("Somebody"), await app.pictures("Background")];
  await app.expectStored(counts[0] + counts[1]);

  await page.reload();
  await expect(app.classGroup("Somebody")).toBeVisible();
  expect([await app.pictures("Somebody"), await app.pictures("Background")]).toEqual(counts);
  const meter = app.meters.first();
  await expect(meter).toHaveAttribute("aria-valuetext", "no answer yet");
  await expect(meter, "without a camera, no class has 0%").not.toContainText("%");
  await app.startPractice();
  await app.showScene("Face");
  await expect(app.winner).toHaveAccessibleName("Somebody");

  await app.record("Somebody", 2);
  const more = (await app.pictures("Somebody")) + counts[1];
  await app.expectStored(more);
});

test("a new class does not take over the output of one that was removed before a reload", async ({
  app,
  page,
}) => {
  test.setTimeout(90_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 2);
  await app.method("From scratch");
  await app.addClass("Cup");
  await app.record("Cup", 2);
  await app.train();
  await expect(app.meters).toHaveCount(3);
  await app.classGroup("Cup").getByRole("button", { name: "Remove class" }).click();
  await app.expectStored((await app.pictures("Face")) + (await app.pictures("Background")));
  await page.reload();
  await expect(app.meters).toHaveCount(3);
  await app.addClass("Plant");
  await expect(page.getByText(/“Cup” was removed/)).toBeVisible();
  await expect(app.meters.nth(2)).toHaveAccessibleName("Cup");
});

test("method and settings are there after a reload, and gone when everything is deleted", async ({
  app,
  page,
}) => {
  await app.open();
  const article = page.getByRole("radio", { name: /article/i });
  const size = page.getByRole("combobox", { name: "Network size" });
  const [epochs, batch] = ["Epochs", "Batch size"].map((label) =>
    page.getByLabel(label, { exact: true }),
  );
  await article.check({ force: true });
  await app.set("Batch size", 4);
  await app.choose("Network size", "large");
  await app.set("Batch size", 5000); // impossible: not kept
  await app.set("Batch size", 4);
  await app.startPractice();
  await app.record("Face", 1);
  await app.expectStored(await app.pictures("Face")); // settings are written with whatever else has changed
  await page.reload();
  await expect(app.news).toHaveText(/Welcome back/);
  await expect(article).toBeChecked();
  await app.openSettings();
  await expect(size).toHaveValue("large");
  await expect(batch).toHaveValue("4");
  await expect(epochs, "proposed, not chosen").toHaveValue("15");
  await app.closeSettings();
  await deleteEverything(app);
  await expect(page.getByRole("radio", { name: "Quick eye" })).toBeChecked();
  await app.openSettings();
  await expect(size, "a stem has one size").toBeHidden();
  await app.closeSettings();
  await app.method("From scratch");
  await app.openSettings();
  await expect(size).toHaveValue("medium");
});

test("settings that an older page kept, or that make no sense any more, fall back", async ({
  app,
  page,
}) => {
  await app.open();
  await app.startPractice();
  await app.record("Face", 1);
  await app.expectStored(await app.pictures("Face"));
  await page.evaluate(
    (kept) =>
      new Promise((resolve) => {
        indexedDB.open("tab-trainer").onsuccess = ({ target }) => {
          const database = /** @type {IDBOpenDBRequest} */ (target).result;
          const writing = database.transaction("settings", "readwrite");
          writing.objectStore("settings").put(kept, "last");
          writing.oncomplete = () => resolve(database.close());
        };
      }),
    // As version 0.1.0 could have it: no such method any more, no threshold, nothing under Advanced.
    {
      preset: "default",
      networkSize: "huge",
      epochs: 7,
      batchSize: 4,
      learningRate: 0.002,
      workers: 1000,
    },
  );
  await page.reload();
  await expect(app.news).toHaveText(/Welcome back/);
  await expect(page.getByRole("radio", { name: "From scratch" })).toBeChecked();
  const kept = {
    Epochs: "7",
    "Batch size": "4",
    "Learning rate": "0.002",
    "Network size": "medium",
    "Not sure below": "0.6",
    Optimiser: "",
    Schedule: "",
    "Gradient clipping": "0",
    "Early stopping": "yes",
  };
  await app.openSettings();
  for (const [label, value] of Object.entries(kept))
    await expect(app.field(label), label).toHaveValue(value);
  await app.closeSettings();
  await app.startPractice();
  await app.record("Background", 1);
  await expect(app.trainButton).toBeEnabled();
});

/** @param {TabTrainer} app */
async function deleteEverything({ page }) {
  await page.getByRole("button", { name: "Delete everything" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete everything" }).click();
}

test("deleted is deleted", async ({ app, page }) => {
  test.setTimeout(90_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 2);
  await app.train();
  await expect(app.winner).toBeVisible();
  await app.expectStored((await app.pictures("Face")) + (await app.pictures("Background")));
  await deleteEverything(app);
  await expect(app.news).toHaveText(/^Everything was deleted/);
  await expect.poll(() => app.pictures("Face")).toBe(0);
  await expect(app.meters).toHaveCount(0);
  await expect(page.locator("#stage-word"), "the picture no longer carries an answer").toHaveText(
    "",
  );
  await app.expectStored(0);
  await page.reload();
  await expect(app.classGroup("Face")).toBeVisible();
  expect(await app.pictures("Face")).toBe(0);
});

test("a full disk is told, and the page goes on in memory", async ({ app, page, baseURL }) => {
  test.setTimeout(120_000);
  const devtools = await page.context().newCDPSession(page);
  // Before the first write: Chromium remembers for a while how much room there was.
  await devtools.send("Storage.overrideQuotaForOrigin", {
    origin: new URL(baseURL ?? "").origin,
    quotaSize: 1,
  });
  await app.open();
  await app.startPractice();
  await app.record("Face", 5);
  const warning = app.alerts.filter({ hasText: /storage is full/ });
  await expect(warning).toBeVisible();
  await app.record("Background", 5);
  await app.train();
  await expect(warning).toBeVisible();
  await devtools.send("Storage.overrideQuotaForOrigin", { origin: new URL(baseURL ?? "").origin });
  await app.record("Face", 1); // now there is room again
  await expect(warning).toHaveCount(0);
  await app.expectStored((await app.pictures("Face")) + (await app.pictures("Background")));
});

test("a network that could not be stored is told until it is", async ({ app, page }) => {
  test.setTimeout(90_000);
  await page.addInitScript(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (/** @type {[any, any]} */ ...entry) {
      if (this.name === "network" && !("roomAgain" in globalThis))
        throw new DOMException("full", "QuotaExceededError");
      return put.apply(this, entry);
    };
  });
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 2);
  await app.train();
  const warning = app.alerts.filter({ hasText: /storage is full/ });
  await expect(warning).toBeVisible();
  await page.evaluate(() => {
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await app.rename(0, "Somebody");
  await page.waitForTimeout(1000); // longer than changes wait to be written
  await expect(warning).toBeVisible();
  await page.evaluate(() => Object.assign(globalThis, { roomAgain: true }));
  await app.rename(0, "Somebody else");
  await expect(warning).toHaveCount(0);
  await page.reload();
  await expect(app.news).toHaveText(/the trained network are still here/);
});

test("a deletion that the browser refuses is told", async ({ app, page }) => {
  await page.addInitScript(() => {
    IDBObjectStore.prototype.clear = () => {
      throw new DOMException("broken", "UnknownError");
    };
  });
  await app.open();
  await app.startPractice();
  await app.record("Face", 3);
  await deleteEverything(app);
  await expect(app.alerts.filter({ hasText: /could not empty its storage/ })).toBeVisible();
  await expect(app.news).not.toHaveText(/Nothing is left/);
});

test("a database that a newer page has written is named as that", async ({ app, page }) => {
  // A picture by itself makes the browser look for an icon of the site.
  await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  await page.goto("/icon.svg");
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.open("tab-trainer", 9).onsuccess = ({ target }) =>
          resolve(/** @type {IDBOpenDBRequest} */ (target).result.close());
      }),
  );
  await app.open();
  await expect(
    app.alerts.filter({ hasText: /written by a newer version of this page\. Reload/ }),
  ).toBeVisible();
  await app.startPractice();
  await app.record("Face", 1);
});

test("without a database the page works in memory", async ({ app, page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
  });
  await app.open();
  await expect(app.alerts.filter({ hasText: /nothing is kept/ })).toBeVisible();
  await app.startPractice();
  await app.record("Face", 3);
});

test("a second tab looks on, and takes over when the first is closed", async ({
  app,
  page,
  context,
}) => {
  test.setTimeout(180_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 3);
  await app.train();
  const shown = await app.pictures("Face");
  await app.expectStored(shown + (await app.pictures("Background")));
  const second = new TabTrainer(await context.newPage());
  await second.open();
  const alert = second.alerts.filter({ hasText: /open in another tab of this browser/ });
  await second.startPractice();
  expect(await second.pictures("Face")).toBe(shown);
  await second.showScene("Face");
  await expect(second.winner, "it can be tried out").toHaveAccessibleName("Face");
  for (const control of [
    second.recordButton("Face"),
    second.trainButton,
    second.page.getByRole("textbox", { name: "Class name" }).first(),
    second.page.getByRole("button", { name: "Add class" }),
    second.page.getByRole("button", { name: "Delete everything" }),
  ])
    await expect(control).toBeDisabled();
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 360, height: 740 },
  ]) {
    await second.page.setViewportSize(viewport);
    await expect(alert).toBeInViewport({ ratio: 1 });
    await second.page.locator("body").press("Home");
    // The browser scrolls there smoothly, and would go on below the focus.
    await expect.poll(() => second.page.evaluate(() => scrollY)).toBe(0);
    await second.page.evaluate(() =>
      /** @type {HTMLElement | null} */ (document.activeElement)?.blur(),
    );
    for (let presses = 0; presses < 40; presses++) {
      await second.page.keyboard.press("Tab");
      const covered = await second.page.evaluate(() => {
        const bar = document.querySelector("footer")?.getBoundingClientRect().top ?? 0;
        const focused = document.activeElement;
        return focused &&
          focused !== document.body &&
          !focused.closest("footer") &&
          focused.getBoundingClientRect().bottom > bar
          ? focused.outerHTML
          : "";
      });
      expect(covered, `under the bottom bar, ${viewport.width} px`).toBe("");
    }
  }
  await page.bringToFront();
  await app.rename(0, "Somebody");
  await app.record("Somebody", 2);
  const more = await app.pictures("Somebody");
  await page.close();
  await expect(second.news).toHaveText(/The other tab is closed/);
  await expect(alert).toHaveCount(0);
  expect(await second.pictures("Somebody")).toBe(more);
  await second.page.setViewportSize({ width: 1440, height: 900 });
  await second.addClass("Cup");
  await second.record("Cup", 2);
  await second.expectStored(
    more + (await second.pictures("Background")) + (await second.pictures("Cup")),
  );
});

test("a training goes on in the second tab when the first is closed", async ({
  app,
  page,
  context,
}) => {
  test.setTimeout(180_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 4);
  await app.method("From scratch");
  await app.set("Epochs", 500);
  await app.trainButton.click();
  await expect(app.winner).toBeVisible();
  const second = new TabTrainer(await context.newPage());
  await second.open();
  await expect(second.trainButton).toBeDisabled();
  await page.close();
  await expect(second.news).toHaveText(/interrupted in epoch \d+ and goes on/);
  await second.stopButton.click();
  await expect(second.trainButton).toBeEnabled();
});

test("where everything is kept can be read, and how much room it takes", async ({ app, page }) => {
  await app.open();
  const line = page.getByText(/Saved in this browser only: [\d.]+ MB\./);
  await expect(line).toBeVisible();
  await app.startPractice();
  await app.record("Face", 2);
  await expect(line).toBeVisible();
});
