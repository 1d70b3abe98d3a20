// @ts-check
/** The views: one at a time, by link, by address, and by the browser's own buttons. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";

const VIEWS = { Train: "Camera", Inside: "Inside", Lab: "Lab" };

test("a link leads to each view, whose heading gets the focus", async ({ app, page }) => {
  await app.open();
  const links = page.getByRole("navigation", { name: "Views" }).getByRole("link");
  await expect(links).toHaveText(Object.keys(VIEWS));
  for (const [name, heading] of [...Object.entries(VIEWS).slice(1), ["Train", "Camera"]]) {
    const link = links.filter({ hasText: name });
    await link.click();
    await expect(link).toHaveAttribute("aria-current", "page");
    await expect(links.and(page.locator("[aria-current]"))).toHaveCount(1);
    await expect(page.getByRole("heading", { level: 2, name: heading })).toBeFocused();
    await expect(page).toHaveTitle(name === "Train" ? /^Tab Trainer/ : `${name} · Tab Trainer`);
  }
});

test("only what belongs to a view is in sight", async ({ app, page }) => {
  await app.open();
  const panels = {
    camera: page.getByRole("region", { name: "Camera" }),
    train: page.getByRole("region", { name: "Train", exact: true }),
    collect: page.getByRole("region", { name: "Collect" }),
  };
  await expect(app.news).toHaveText(/^Ready/);
  await page.getByRole("link", { name: "Inside" }).click();
  await expect(page.locator("#news")).toBeEmpty(); // it was about the other view
  await expect(panels.camera).toBeVisible();
  await expect(panels.train).toBeHidden();
  await expect(panels.collect).toBeHidden();
  await page.getByRole("link", { name: "Lab" }).click();
  for (const panel of Object.values(panels)) await expect(panel).toBeHidden();
  await page.getByRole("link", { name: "Train", exact: true }).click();
  for (const panel of Object.values(panels)) await expect(panel).toBeVisible();
});

test("back and forward lead through the views, and an address opens one", async ({ page }) => {
  const shown = (/** @type {string} */ name) =>
    expect(page.getByRole("link", { name, exact: true })).toHaveAttribute("aria-current", "page");
  await page.goto("/#lab");
  await shown("Lab");
  await expect(page.getByRole("region", { name: "Lab" })).toBeVisible();
  await page.getByRole("link", { name: "Inside" }).click();
  await shown("Inside");
  await page.goBack();
  await shown("Lab");
  await page.goForward();
  await shown("Inside");
  await page.goto("/#nothing-of-this-name");
  await shown("Train");
  await page.goto("/#train");
  await page.reload();
  await shown("Train");
  expect(await page.evaluate(() => scrollY), "it begins at the top").toBe(0);
});

test("a training goes on while another view is open", async ({ app, page }) => {
  test.setTimeout(90_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 4);
  await app.method("From scratch");
  await app.set("Epochs", 500);
  await app.trainButton.click();
  await expect(app.stopButton).toBeVisible();
  await page.getByRole("link", { name: "Lab" }).click();
  await expect(app.stopButton).toBeHidden();
  const percent = () =>
    page.evaluate(() =>
      Number(document.querySelector("[role=progressbar], progress")?.getAttribute("aria-valuenow")),
    );
  const before = await percent();
  await expect.poll(percent).toBeGreaterThan(before);
  await page.getByRole("link", { name: "Train", exact: true }).click();
  await app.stopButton.click();
  await expect(app.trainButton).toBeVisible();
});

test("a visit that only trains fetches nothing of the other views", async ({ app, page }) => {
  /** @type {string[]} */
  const fetched = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  const others = () => fetched.filter((path) => /^\/(inside|lab)\//.test(path));
  await app.open();
  await app.startPractice();
  await app.record("Face", 2);
  expect(others()).toEqual([]);
  await page.getByRole("link", { name: "Lab" }).click();
  await expect.poll(others).not.toEqual([]);
});

test.describe("without a connection", () => {
  test.use({ expectedErrors: [/Failed to load resource/], serviceWorkers: "block" });

  test("a view that was never opened says why it does not come, and comes with the connection", async ({
    app,
    page,
  }) => {
    await app.open();
    await page.route("**/lab/**", (route) => route.abort());
    await page.getByRole("link", { name: "Lab" }).click();
    await expect(page.getByText(/^This view could not be loaded/)).toBeVisible();
    await page.unroute("**/lab/**");
    await page.getByRole("link", { name: "Train", exact: true }).click();
    await page.getByRole("link", { name: "Lab" }).click();
    await expect(page.getByText(/^(Loading|This view could not be loaded)/)).toHaveCount(0);
  });
});

for (const viewport of [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
]) {
  test(`axe, at ${viewport.width} px`, async ({ app, page }) => {
    await page.setViewportSize(viewport);
    for (const name of ["inside", "lab"]) {
      await page.goto(`/#${name}`);
      await expect(page.getByRole("status").filter({ hasText: /^Loading/ })).toHaveCount(0);
      await expectNoViolations(app, name);
    }
  });
}
