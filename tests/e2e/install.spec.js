// @ts-check
/** The page can be installed, and offers it where the browser does. */

import { chromium as playwright } from "@playwright/test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "./fixtures.js";

// A profile of its own: nothing can be installed from a private window, which every other test has.
test("Chromium finds that it can be installed", async ({ launchOptions, baseURL }) => {
  const address = new URL("./", baseURL).href;
  const profile = mkdtempSync(join(tmpdir(), "tab-trainer-"));
  const context = await playwright.launchPersistentContext(profile, launchOptions);
  try {
    const page = await context.newPage();
    await page.goto(address);
    const session = await context.newCDPSession(page);
    const { url, errors, manifest } = await session.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    expect(url).toBe(`${address}manifest.webmanifest`);
    expect(manifest).toMatchObject({ name: "Tab Trainer", display: "kStandalone" });
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    expect(installabilityErrors).toEqual([]);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
});

test("it is offered only where the browser offers it, and once", async ({ app, page }) => {
  await app.open();
  const button = page.getByRole("button", { name: "Install" });
  await expect(button).toBeHidden();
  const offer = () =>
    page.evaluate(() => {
      const event = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
        prompt: () => Promise.resolve((document.title = "asked")),
      });
      return !dispatchEvent(event);
    });
  expect(await offer(), "the browser's own bar stays away").toBe(true);
  await button.click();
  await expect(page).toHaveTitle("asked");
  await expect(button).toBeHidden();
  await expect(page.getByRole("link", { name: "Lesson" })).toBeFocused();
  await offer();
  await expect(button).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event("appinstalled")));
  await expect(button).toBeHidden();
});

test("on an iPhone a sentence says how", async ({ app, page }) => {
  await page.addInitScript(() => Object.assign(navigator, { standalone: false }));
  await app.open();
  await page.getByRole("button", { name: "What does “Install” mean?" }).click();
  await expect(page.getByText(/“Add to Home Screen”/)).toBeVisible();
});
