// @ts-check
/** The page's address for another device. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";

/** @param {import("@playwright/test").Page} page */
async function open(page) {
  await page.getByRole("button", { name: "Show on a phone" }).click();
  const dialog = page.getByRole("dialog", { name: "Show on a phone" });
  await expect(dialog).toBeVisible();
  return dialog;
}

test("where only this computer knows the address, it says so", async ({ app, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("./#lab");
  const dialog = await open(page);
  await expect(dialog.getByText(/“localhost” is always the device itself/)).toBeVisible();
  await expect(dialog.getByText(/pictures and networks stay on this device/)).toBeVisible();
  await expect(dialog.getByRole("img")).toHaveCount(0);
  const address = dialog.getByRole("textbox", { name: "Address" });
  await expect(address).toHaveValue(page.url());
  await address.focus();
  const selected = () => page.evaluate(() => String(getSelection()));
  await expect.poll(selected).toBe(page.url());
  await dialog.getByRole("button", { name: "Copy" }).click();
  await expect(dialog.getByRole("status")).toHaveText("Copied.");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  await expectNoViolations(app, "an address that no phone can open");
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Show on a phone" })).toBeFocused();
});

test.describe("with an address that others know", () => {
  const address = "http://school.example/trainer/";
  test.use({ baseURL: address, serviceWorkers: "block" });

  test("there is a code for it, and it can be shared", async ({ app, page }, { project }) => {
    await page.route(`${address}**`, async (route) => {
      const path = route.request().url().slice(address.length);
      const url = new URL(path, project.use.baseURL).href;
      await route.fulfill({ response: await route.fetch({ url }) });
    });
    await page.addInitScript(() => {
      Object.assign(navigator, {
        share: (/** @type {ShareData} */ { url }) => {
          document.title = url ?? "";
          return Promise.resolve();
        },
      });
    });
    await app.open();
    const dialog = await open(page);
    await expect(dialog.getByText(/browsers allow the camera only on https/)).toBeVisible();
    await expectNoViolations(app, "the code");
    const code = dialog.getByRole("img", { name: "QR code of the address" });
    await expect(code).toHaveCSS("background-color", "rgb(255, 255, 255)");
    await expect(code).toHaveCSS("fill", "rgb(0, 0, 0)");
    await expect(code.locator("path")).toHaveAttribute("d", /^M4 4h1v1h-1z/);
    await dialog.getByRole("button", { name: "Share" }).click();
    await expect(page).toHaveTitle(address);
  });
});
