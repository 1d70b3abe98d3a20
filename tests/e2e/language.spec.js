// @ts-check
/** Another language is a folder and a line: here English with a few changes, under the name of Esperanto. */

import { expect, test } from "./fixtures.js";

test.use({ locale: "eo" });

test("a language with files of its own is spoken to those who prefer it", async ({ app, page }) => {
  await page.route("**/text/language.js", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace("LANGUAGES = [", 'LANGUAGES = ["eo", ');
    await route.fulfill({ response, body });
  });
  await page.route("**/text/eo/page.ftl", async (route) => {
    const response = await route.fetch({ url: route.request().url().replace("/eo/", "/en/") });
    const body = (await response.text())
      .replace(/^collect-title = .*$/m, "collect-title = Kolekti")
      .replace(/^class-add = .*$/m, "class-add = Nova klaso");
    await route.fulfill({ response, body });
  });
  await app.open();
  await expect(page.locator("html")).toHaveAttribute("lang", "eo");
  await expect(page.getByRole("heading", { name: "Kolekti" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Nova klaso" })).toBeVisible();
});

test("without one the page speaks English", async ({ app, page }) => {
  await app.open();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("heading", { name: "Collect" })).toBeVisible();
});
