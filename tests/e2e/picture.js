// @ts-check
/** `cargo xtask picture`: the page as a person leaves it after a training, and its other views, as the pictures of the documents. */

import { chromium as playwright, expect } from "@playwright/test";
import { chromium } from "../chromium.js";
import { InsideView } from "./inside-view.js";
import { TabTrainer } from "./tab-trainer.js";

const browser = await playwright.launch(chromium());
try {
  const page = await browser.newPage({
    baseURL: process.env.BASE_URL,
    viewport: { width: 1440, height: 1300 },
    colorScheme: "light",
  });
  // The practice camera begins with another face at every visit; here with the same.
  await page.addInitScript(() => (Math.random = () => 0));
  const app = new TabTrainer(page);
  await app.open();
  await app.startPractice();
  // Four recordings of each class: enough for the validation set to be whole ones.
  await app.recordPractice({ Face: "Face", Background: "Background" }, 12);
  await app.recordPractice({ Face: "Face", Background: "Background" }, 12);
  await app.train();
  await app.showScene("Face");
  await expect(app.winner).toHaveAccessibleName("Face");
  await expect
    .poll(() => app.winner.getAttribute("aria-valuenow").then(Number))
    .toBeGreaterThan(90);
  await page.mouse.move(0, 0); // nothing is hovered over
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: "docs/page.png", animations: "disabled" });

  const inside = new InsideView(page);
  await inside.open();
  await inside.choose("Small, for explaining: 2 kernels of 3×3 on 12×12");
  await inside.freeze.click();
  await page.locator("#inside-kernel > summary").click();
  await expect(page.locator("#inside-kernel .recipe")).toHaveCount(4);
  await whole(page, "docs/inside.png");

  await page.goto("/#lab/step-size");
  await expect(page.getByRole("img").first()).toBeVisible();
  await whole(page, "docs/lab.png");
} finally {
  await browser.close();
}

/** In a window that is high enough: what sticks to its edges would else lie over the middle. @param {import("@playwright/test").Page} page @param {string} path */
async function whole(page, path) {
  await page.setViewportSize({ width: 1440, height: 800 });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: 1440, height });
  await page.mouse.move(0, 0);
  await page.screenshot({ path, animations: "disabled" });
}
