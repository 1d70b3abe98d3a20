// @ts-check
/** Everything works with the keyboard alone. */

import { expect, test } from "./fixtures.js";
import { pictures, upload } from "./uploads.js";

/**
 * Tabs forward until the element has the focus: nothing is reached in a way that a person at a keyboard does not have.
 * @param {import("@playwright/test").Page} page @param {import("@playwright/test").Locator} target
 */
async function tabTo(page, target) {
  const hasFocus = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 80; presses++) {
    if (await hasFocus()) return;
    await page.keyboard.press("Tab");
  }
  expect(await hasFocus(), `${target} can be reached with Tab`).toBe(true);
}

test("record, train and see answers without a pointer", async ({ app, page }) => {
  test.setTimeout(90_000);
  await app.open();
  await tabTo(page, page.getByRole("button", { name: "Use practice camera" }));
  await page.keyboard.press("Enter");
  const scene = (/** @type {string} */ name) =>
    page.getByRole("radiogroup", { name: "Practice scene" }).getByRole("radio", { name });

  for (const [name, key] of [
    ["Face", "Space"],
    ["Background", "Enter"],
  ]) {
    const checked = page
      .getByRole("radio", { checked: true })
      .and(scene(/** @type {any} */ (/Face|Background|Cup|Plant/)));
    await tabTo(page, checked);
    for (let presses = 0; presses < 4 && !(await scene(name).isChecked()); presses++)
      await page.keyboard.press("ArrowRight");
    await expect(scene(name)).toBeChecked();
    await tabTo(page, app.recordButton(name));
    await page.keyboard.down(key);
    await expect.poll(() => app.pictures(name), { timeout: 20_000 }).toBeGreaterThanOrEqual(15);
    await page.keyboard.up(key);
    const after = await app.pictures(name);
    await tabTo(page, app.recordButton("Background"));
    expect(await app.pictures(name), "letting go ends the recording").toBe(after);
  }

  await tabTo(page, app.trainButton);
  await page.keyboard.press("Enter");
  // With a stem it takes less than a second: Stop may come and go unseen.
  await expect(page.getByText("Training is finished.").first()).toBeVisible({ timeout: 60_000 });
  await expect(
    app.trainButton,
    "the focus is not lost when Train becomes Stop and back",
  ).toBeFocused();
  await expect(app.winner).toHaveAccessibleName("Background");
});

test("Stop keeps the focus, and the news says what happens", async ({ app, page }) => {
  test.setTimeout(120_000); // every Tab is a round trip, and it is far to the pictures
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 3);
  await app.method("From scratch");
  await app.set("Epochs", 500);
  await page.evaluate(() => {
    /** @type {string[]} */
    const news = [];
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        news.push(...[...addedNodes].map(({ textContent }) => textContent ?? ""));
    }).observe(/** @type {Element} */ (document.querySelector("[role=status]")), {
      childList: true,
    });
    Object.assign(globalThis, { newsSoFar: news });
  });
  await tabTo(page, app.trainButton);
  await page.keyboard.press("Enter");
  await expect(app.winner).toBeVisible({ timeout: 20_000 });
  await expect(app.stopButton).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(app.trainButton).toBeVisible();
  await expect(app.trainButton).toBeFocused();
  expect(await page.evaluate(() => /** @type {any} */ (globalThis).newsSoFar)).toEqual([
    "Training has begun.",
    "Stopping …",
    "Training was stopped.",
  ]);
});

test("pictures are looked through, deleted and brought back, one Tab stop for each recording", async ({
  app,
  page,
}) => {
  await app.open();
  await upload(app, "Face", pictures("first", 3));
  await expect.poll(() => app.pictures("Face")).toBe(3);
  await upload(app, "Face", pictures("second", 3, 3));
  await expect.poll(() => app.pictures("Face")).toBe(6);
  const face = app.classGroup("Face");
  const { news } = app;
  await face.getByRole("button", { name: "Delete all pictures" }).focus();

  await page.keyboard.press("Tab");
  await expect(app.picture("Face", 6), "the newest first").toBeFocused();
  await page.keyboard.press("Tab");
  await expect(app.picture("Face", 3), "the other recording").toBeFocused();
  await page.keyboard.press("End");
  await expect(app.picture("Face", 1)).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(app.picture("Face", 1), "there is no other").toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Delete");
  await expect(news).toContainText("Picture deleted from “Face”.");
  await expect(app.picture("Face", 1), "its neighbour").toBeFocused();
  await page.keyboard.press("Tab");
  await expect(face.getByRole("button", { name: "Delete picture" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(face.getByRole("button", { name: /^Undo/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect.poll(() => app.pictures("Face")).toBe(6);
  await expect(face.getByRole("button", { name: /^Undo/ }), "of the uploads").toBeFocused();

  // The tools follow the arrow keys, and Escape closes them.
  await app.picture("Face", 3).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("group", { name: "Picture 3 of Face" })).toBeVisible();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("group", { name: "Picture 2 of Face" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("group", { name: /^Picture/ })).toHaveCount(0);
  await expect(app.picture("Face", 2)).toBeFocused();
});

test("a name that is taken is explained, and can be typed again at once", async ({ app, page }) => {
  await app.open();
  await page.getByRole("button", { name: "Add class" }).click();
  const name = page.getByRole("textbox", { name: "Class name" }).nth(2);
  await page.keyboard.type("Face");
  await page.keyboard.press("Enter");
  await expect(name).toHaveAccessibleDescription(/already a class “Face”/);
  await expect(name).toBeFocused();
  await page.keyboard.type("Cup");
  await page.keyboard.press("Enter");
  await expect(app.classGroup("Cup")).toBeVisible();
  await expect(name).toHaveAccessibleDescription("");
});

test("a class is added, renamed and removed without a pointer", async ({ app, page }) => {
  await app.open();
  await tabTo(page, page.getByRole("button", { name: "Add class" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("textbox", { name: "Class name" }).nth(2));
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("Cup");
  await page.keyboard.press("Enter");
  await expect(app.classGroup("Cup")).toBeVisible();
  await tabTo(page, app.classGroup("Cup").getByRole("button", { name: "Remove class" }));
  await page.keyboard.press("Enter");
  await expect(app.classGroup("Cup")).toHaveCount(0);
  await tabTo(page, app.news.getByRole("button", { name: "Undo" }));
  await page.keyboard.press("Enter");
  await expect(app.classGroup("Cup")).toBeVisible();
});
