// @ts-check
/** Recording without a hand on the button. */

import { fakeCameras } from "./fake-cameras.js";
import { expect, test } from "./fixtures.js";

test.beforeEach(async ({ app, page }) => {
  await fakeCameras(page, [{ id: "lid", label: "Built-in camera" }]);
  await app.open();
  await app.startCamera();
});

test("counts down in large figures and aloud, then records for as long as was chosen", async ({
  app,
  page,
}) => {
  await page.getByText("Camera and recording", { exact: true }).click();
  await page.getByRole("spinbutton", { name: /^Seconds/ }).fill("1");
  await page.getByRole("spinbutton", { name: "Pictures per second" }).fill("20");
  await page.evaluate(() => {
    /** @type {string[]} */
    const spoken = [];
    const place = /** @type {Element} */ (document.querySelector("#camera [aria-live=assertive]"));
    new MutationObserver(() => spoken.push(place.textContent?.trim() ?? "")).observe(place, {
      ...{ childList: true, characterData: true, subtree: true },
    });
    Object.assign(globalThis, { spoken });
  });
  const face = app.classGroup("Face");
  await face.getByRole("button", { name: "Hands-free" }).click();
  await expect(page.locator(".countdown")).toHaveText("3");
  await expect(face.getByRole("button", { name: "Cancel" })).toBeVisible();
  await expect(face.getByRole("button", { name: "Finish" })).toBeVisible();
  await expect(page.locator(".countdown")).toBeHidden();
  await expect(app.news).toHaveText(/\d+ pictures added to “Face”/);
  await expect(face.getByRole("button", { name: "Hands-free" })).toBeFocused();
  const taken = await app.pictures("Face");
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThanOrEqual(21);
  expect(await page.evaluate(() => /** @type {any} */ (globalThis).spoken)).toEqual([
    ...["“Face” in 3", "2", "1", "Now", ""],
  ]);
  await page.reload();
  await app.startCamera();
  await page.getByText("Camera and recording", { exact: true }).click();
  await expect(page.getByRole("spinbutton", { name: /^Seconds/ })).toHaveValue("1");
});

test("Escape and the button cancel it, and a finished one keeps its pictures", async ({
  app,
  page,
}) => {
  const face = app.classGroup("Face");
  const start = face.getByRole("button", { name: "Hands-free" });
  await start.click();
  await expect(page.locator(".countdown")).toHaveText("2");
  await page.keyboard.press("Escape");
  await expect(app.news).toHaveText("Nothing was recorded.");
  await start.click();
  await face.getByRole("button", { name: "Cancel" }).click();
  await expect(start).toBeVisible();
  await expect(page.locator(".countdown")).toBeHidden();
  expect(await app.pictures("Face")).toBe(0);
  await start.click();
  await expect.poll(() => app.pictures("Face")).toBeGreaterThan(2);
  await face.getByRole("button", { name: "Finish" }).click();
  await expect(app.news).toHaveText(/pictures added to “Face”/);
  const taken = await app.pictures("Face");
  await app.record("Background", 2);
  expect(await app.pictures("Face")).toBe(taken);
});

test("whoever types a name records nothing", async ({ app, page }) => {
  const name = page.getByRole("textbox", { name: "Class name" }).first();
  await name.fill("");
  await name.focus();
  await page.keyboard.type("r 3 2 1 h  space ", { delay: 20 });
  await page.keyboard.press("Enter");
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  await expect(
    app.classGroup("r 3 2 1 h space").or(app.classGroup("r 3 2 1 h  space")),
  ).toBeVisible();
  await expect(page.locator(".rec")).toBeHidden();
  await expect(page.locator(".countdown")).toBeHidden();
  expect(await page.getByText(/^0 pictures$/).count()).toBe(2);
});
