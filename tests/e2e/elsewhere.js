// @ts-check
/** What leads to a trained network in a file. */

import { expect } from "@playwright/test";
import { readFileSync } from "node:fs";
import { png } from "./images.js";
import { drop, file } from "./uploads.js";

/** @typedef {import("./tab-trainer.js").TabTrainer} TabTrainer */

/** Trains a network. @param {TabTrainer} app @param {string[]} classes @param {string} method */
export async function teach(app, classes, method) {
  for (const [i, name] of classes.entries()) {
    const images = Array.from({ length: 6 }, (_, j) =>
      file(`${j}.png`, png(96, 96, { bar: 0.5 * i + 0.02 * j })),
    );
    await drop(app.classGroup(name), images);
    await expect.poll(() => app.pictures(name)).toBe(6);
  }
  await app.method(method);
  await app.train();
}

/** @param {import("@playwright/test").Locator} row @param {string} [name]  of the button */
export async function saveIn(row, name = "Save") {
  const downloading = row.page().waitForEvent("download");
  await row.getByRole("button", { name, exact: true }).click();
  const download = await downloading;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}
