// @ts-check
/** Another language is a file and a line: here English with a few changes, under the name of German. */

import { expect, test } from "./fixtures.js";

test.use({ locale: "de-DE" });

test("a language with a file of its own is spoken to those who prefer it", async ({
  app,
  page,
}) => {
  await page.route("**/text/index.js", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(
      '["en", "English"]',
      '["en", "English"], ["de", "Deutsch"]',
    );
    await route.fulfill({ response, body });
  });
  await page.route("**/text/de.ftl", async (route) => {
    const response = await route.fetch({ url: route.request().url().replace("de.ftl", "en.ftl") });
    const body = (await response.text())
      .replace(/^collect-title = .*$/m, "collect-title = Sammeln")
      .replace(/^class-add = .*$/m, "class-add = Neue Klasse");
    await route.fulfill({ response, body });
  });
  await app.open();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.getByRole("heading", { name: "Sammeln" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Neue Klasse" })).toBeVisible();
});

test("without one the page speaks English", async ({ app, page }) => {
  await app.open();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("heading", { name: "Collect" })).toBeVisible();
});
