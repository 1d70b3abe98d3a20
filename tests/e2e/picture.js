// @ts-check
/** `cargo xtask picture`: the page as a person leaves it after a training, drawn into the README's picture. */

import { chromium as playwright, expect } from "@playwright/test";
import { chromium } from "../chromium.js";
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
} finally {
  await browser.close();
}
