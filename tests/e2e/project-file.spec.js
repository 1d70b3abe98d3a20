// @ts-check
/** A project that travels as a file: saved in one browser, opened in another. */

import { readFileSync, writeFileSync } from "node:fs";
import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";
import { png } from "./images.js";
import { TabTrainer } from "./tab-trainer.js";
import { file, upload } from "./uploads.js";

/** Uploads so many images, all different. @param {TabTrainer} app @param {string} name of the class @param {number} count */
async function fill(app, name, count, from = 0) {
  const images = Array.from({ length: count }, (_, i) =>
    file(`${i}.png`, png(96, 96, { bar: from + 0.02 * i })),
  );
  await upload(app, name, images);
  await expect.poll(() => app.pictures(name)).toBe(count);
}

/** @param {TabTrainer} app @param {string} name of the project @returns {Promise<string>} path of the file */
async function save(app, name) {
  const sheet = await app.openProjects();
  const downloading = app.page.waitForEvent("download");
  await sheet
    .getByRole("group", { name, exact: true })
    .getByRole("button", { name: "Save as a file" })
    .click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(`${name}.tabtrainer`);
  await expect(sheet.getByRole("status")).toContainText(`“${name}.tabtrainer”`);
  return download.path();
}

/** @param {TabTrainer} app @param {Parameters<import("@playwright/test").FileChooser["setFiles"]>[0]} chosen */
async function openFile(app, chosen) {
  const sheet = await app.openProjects();
  const choosing = app.page.waitForEvent("filechooser");
  await sheet.getByRole("button", { name: "Open a file" }).click();
  await (await choosing).setFiles(chosen);
  return sheet;
}

/** All that is stored of the project that is open, without when and how often. @param {TabTrainer} app */
const stored = (app) =>
  app.page.evaluate(async () => {
    const id = sessionStorage.getItem("tab-trainer-project") ?? "1";
    const name = id === "1" ? "tab-trainer" : `tab-trainer:${id}`;
    /** @type {IDBDatabase} */
    const database = await new Promise((resolve) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
    });
    /** @type {Record<string, unknown>} */
    const stores = {};
    for (const store of database.objectStoreNames) {
      const request = database.transaction(store).objectStore(store).getAll();
      const values = await new Promise((resolve) => {
        request.onsuccess = () => resolve(request.result);
      });
      const json = JSON.stringify(values, (_key, value) =>
        ArrayBuffer.isView(value) ? [value.constructor.name, .../** @type {any} */ (value)] : value,
      );
      stores[store] = JSON.parse(json);
    }
    database.close();
    return stores;
  });

test("what is saved in one browser is opened in another, to the last bit", async ({
  app,
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(120_000);
  await app.open();
  await fill(app, "Face", 3);
  await fill(app, "Background", 3, 0.5);
  await app.rename(0, "Ёж <b>🦔</b>");
  await app.train();
  const path = await save(app, "My project");
  await expectNoViolations(app, "a project that was saved");
  const before = await stored(app);

  const other = await browser.newContext({ baseURL });
  const elsewhere = new TabTrainer(await other.newPage());
  await elsewhere.open();
  await openFile(elsewhere, {
    name: "Hedgehogs.tabtrainer",
    mimeType: "",
    buffer: readFileSync(path),
  });
  await expect(
    elsewhere.news.filter({ hasText: /Your 6 pictures and the trained network are still here/ }),
  ).toBeVisible();
  await expect(elsewhere.meters).toHaveCount(2);
  expect(await elsewhere.pictures("Ёж <b>🦔</b>")).toBe(3);
  expect(await stored(elsewhere)).toEqual(before);
  await other.close();

  await page.keyboard.press("Escape");
  const again = readFileSync(await save(app, "My project"));
  expect(again.equals(readFileSync(path)), "the same project is the same file").toBe(true);
});

for (const [what, forbid] of /** @type {const} */ ([
  [
    "has no storage, as in some private windows",
    () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("", "SecurityError");
      };
    },
  ],
  [
    "has room for three pictures only",
    () => {
      const { put } = IDBObjectStore.prototype;
      let room = 3;
      IDBObjectStore.prototype.put = function (/** @type {[any, any]} */ ...entry) {
        if (this.name === "network" || (this.name === "pictures" && room-- <= 0))
          throw new DOMException("", "QuotaExceededError");
        return put.apply(this, entry);
      };
    },
  ],
]))
  test(`a browser that ${what}, saves all that the page has`, async ({
    app,
    page,
    browser,
    baseURL,
  }) => {
    test.setTimeout(120_000);
    await page.addInitScript(forbid);
    await app.open();
    await fill(app, "Face", 3);
    await fill(app, "Background", 3, 0.5);
    await app.train();
    await expect(app.alerts.filter({ hasText: /storage|not be stored|private/i })).toBeVisible();
    const path = await save(app, "My project");

    const other = await browser.newContext({ baseURL });
    const elsewhere = new TabTrainer(await other.newPage());
    await elsewhere.open();
    await openFile(elsewhere, path);
    await expect(
      elsewhere.news.filter({ hasText: /Your 6 pictures and the trained network are still here/ }),
    ).toBeVisible();
    await expect(elsewhere.meters).toHaveCount(2);
    await other.close();
  });

test("a training that was under way goes on from the file", async ({ app, browser, baseURL }) => {
  test.setTimeout(120_000);
  await app.open();
  await fill(app, "Face", 12);
  await fill(app, "Background", 12, 0.5);
  await app.method("Careful");
  await app.set("Epochs", 200);
  await app.choose("Early stopping", "no");
  await app.trainButton.click();
  await expect.poll(async () => (await stored(app)).training, { timeout: 30_000 }).not.toEqual([]);
  const path = await save(app, "My project");

  const other = await browser.newContext({ baseURL });
  const elsewhere = new TabTrainer(await other.newPage());
  await elsewhere.open();
  await openFile(elsewhere, path);
  await expect(elsewhere.news.filter({ hasText: /was interrupted .*and goes on/ })).toBeVisible();
  await elsewhere.stopButton.click();
  await expect(elsewhere.news).toHaveText("Training was stopped.");
  await other.close();
});

test("a file that is dropped on the page is opened, and a damaged one named", async ({
  app,
  page,
}, testInfo) => {
  test.setTimeout(90_000);
  await app.open();
  await fill(app, "Face", 2);
  const path = await save(app, "My project");
  await page.keyboard.press("Escape");
  const whole = readFileSync(path);

  const cut = testInfo.outputPath("cut.tabtrainer");
  writeFileSync(cut, whole.subarray(0, whole.length / 2));
  const sheet = await openFile(app, cut);
  await expect(sheet.getByRole("alert")).toHaveText(
    "“cut.tabtrainer” could not be opened. It is no project file, or it is damaged. Your projects are as they were.",
  );
  const changed = Buffer.from(whole);
  changed[whole.indexOf("IDAT") + 8] ^= 1;
  const choosing = page.waitForEvent("filechooser");
  await sheet.getByRole("button", { name: "Open a file" }).click();
  await (await choosing).setFiles({ name: "a.tabtrainer", mimeType: "", buffer: changed });
  await expect(sheet.getByRole("alert")).toContainText(/“pictures\/.*\.png” in it is damaged/);
  await expect(sheet.getByRole("group"), "nothing half-made is left").toHaveCount(1);
  await page.keyboard.press("Escape");

  const transfer = await page.evaluateHandle(
    (bytes) => {
      const given = new DataTransfer();
      given.items.add(new File([new Uint8Array(bytes)], "dropped.tabtrainer"));
      return given;
    },
    [...whole],
  );
  await page.dispatchEvent("#collect", "drop", { dataTransfer: transfer });
  await expect(page.getByRole("button", { name: /^Project: My project/ })).toBeVisible();
  await expect(app.news.filter({ hasText: /Your 2 pictures are still here/ })).toBeVisible();
  await app.openProjects();
  await expect(sheet.getByRole("group")).toHaveCount(2);
});
