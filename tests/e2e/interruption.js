// @ts-check
/** A training that takes some seconds, and what the database has of it. */

import { expect } from "@playwright/test";
import { png } from "./images.js";

/** @typedef {import("./tab-trainer.js").TabTrainer} TabTrainer */
/** @typedef {import("@playwright/test").Page} Page */

/** What the database has under a key. @param {Page} page @param {string} store @param {string} key @returns {Promise<any>} */
export async function stored(page, store, key) {
  return page.evaluate(
    ({ store, key }) =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("tab-trainer");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction(store).objectStore(store).get(key);
          reading.onsuccess = () => {
            opening.result.close();
            const { weights = [], epoch } = reading.result ?? {};
            resolve(reading.result && { epoch, weights: [...weights] });
          };
        };
      }),
    { store, key },
  );
}

/** Two classes with twelve images each, and a training that takes some seconds. @param {TabTrainer} app */
export async function prepare(app, epochs = 40) {
  await app.open();
  for (const [place, name] of ["Face", "Background"].entries()) {
    const files = Array.from({ length: 12 }, (_, i) => ({
      name: `${i}.png`,
      mimeType: "image/png",
      buffer: png(96, 96, { bar: place * 0.5 + i * 0.02 }),
    }));
    const chooser = app.page.waitForEvent("filechooser");
    await app.classGroup(name).getByRole("button", { name: "Upload images" }).click();
    await (await chooser).setFiles(files);
    await expect.poll(() => app.pictures(name)).toBe(12);
  }
  await app.method("From scratch");
  await app.set("Epochs", epochs);
  await app.choose("Early stopping", "no");
  await app.set("Workers", 2);
}

/** Presses Train and waits until the training is some epochs old, and kept. @param {TabTrainer} app */
export async function trainInto(app, epoch = 2) {
  await app.trainButton.click();
  await expect
    .poll(async () => (await stored(app.page, "training", "reached"))?.epoch, {
      ...{ timeout: 30_000, intervals: [100] },
    })
    .toBeGreaterThanOrEqual(epoch);
}

/** @param {TabTrainer} app */
export async function ended(app) {
  await expect(app.news).toHaveText(/Training is finished/, { timeout: 60_000 });
  await expect.poll(() => stored(app.page, "training", "reached")).toBe(undefined);
  return (await stored(app.page, "network", "last")).weights;
}
