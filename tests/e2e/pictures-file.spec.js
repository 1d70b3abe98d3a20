// @ts-check
/** Pictures leave as a ZIP archive with a folder for each class, and come back as they were. */

import { readFileSync } from "node:fs";
import { expect, test } from "./fixtures.js";
import { drop, file, pictures, upload } from "./uploads.js";

/** The pixels of each picture, by class and recording. @param {import("@playwright/test").Page} page @returns {Promise<string[][]>} */
const stored = (page) =>
  page.evaluate(async () => {
    /** @type {IDBDatabase} */
    const database = await new Promise((resolve) => {
      const opening = indexedDB.open("tab-trainer");
      opening.onsuccess = () => resolve(opening.result);
    });
    const all = (/** @type {string} */ store) =>
      new Promise((/** @type {(values: any[]) => void} */ resolve) => {
        const reading = database.transaction(store).objectStore(store).getAll();
        reading.onsuccess = () => resolve(reading.result);
      });
    const [classes, kept] = await Promise.all([all("classes"), all("pictures")]);
    database.close();
    kept.sort((a, b) => Number(a.id) - Number(b.id)); // as they were taken
    const recordings = [...new Set(kept.map(({ recording }) => recording))];
    return kept
      .map(({ classId, recording, rgb, rgba }) => [
        classes.find(({ id }) => id === classId).name,
        String(recordings.indexOf(recording)),
        String(rgb ?? rgba),
      ])
      .sort((a, b) => (a.join() < b.join() ? -1 : 1));
  });

test("a round trip keeps classes, recordings and every pixel", async ({ app, page }) => {
  test.setTimeout(90_000);
  await app.open();
  await upload(app, "Face", pictures("a", 3));
  await expect.poll(() => app.pictures("Face")).toBe(3);
  await upload(app, "Face", pictures("b", 2));
  await expect.poll(() => app.pictures("Face")).toBe(5);
  await upload(app, "Background", pictures("c", 2));
  await expect.poll(() => app.pictures("Background")).toBe(2);
  await app.expectStored(7);
  const before = await stored(page);

  const sheet = await app.openProjects();
  const downloading = page.waitForEvent("download");
  await sheet.getByRole("button", { name: "Save its pictures (ZIP)" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("My project.zip");
  const zip = readFileSync(await download.path());
  await page.keyboard.press("Escape");

  for (const name of ["Face", "Background"])
    await app.classGroup(name).getByRole("button", { name: "Delete all pictures" }).click();
  await app.expectStored(0);
  await drop(page.locator("#collect"), [
    { name: "My project.zip", mimeType: "application/zip", buffer: zip },
  ]);
  await expect.poll(() => app.pictures("Face")).toBe(5);
  await expect.poll(() => app.pictures("Background")).toBe(2);
  await app.expectStored(7);
  expect(await stored(page)).toEqual(before);
});

test("an archive that is damaged is named, and nothing is added", async ({ app }) => {
  await app.open();
  await upload(app, "Face", [file("holiday.zip", "no archive at all")]);
  await expect(app.classGroup("Face").getByRole("alert")).toHaveText(
    "“holiday.zip” could not be unpacked, and nothing was added. It is damaged, or no ZIP archive.",
  );
  expect(await app.pictures("Face")).toBe(0);
});
