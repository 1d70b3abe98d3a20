// @ts-check
/** Pictures by recording: looked at, deleted, moved to another class. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";
import { pictures, upload } from "./uploads.js";

test("each press of Record is a strip of its own, the newest first", async ({ app }) => {
  await app.open();
  await app.startPractice();
  await app.record("Face", 2);
  const first = await app.pictures("Face");
  await app.record("Face", 2);
  const second = (await app.pictures("Face")) - first;
  const strips = app.classGroup("Face").getByRole("listbox");
  await expect(strips).toHaveCount(2);
  for (const [place, count] of [second, first].entries())
    await expect(strips.nth(place)).toHaveAccessibleName(`Recording of Face: ${count} pictures`);
});

test("a picture and a whole recording move to another class, and come back", async ({
  app,
  page,
}) => {
  await app.open();
  await upload(app, "Face", pictures("first", 4));
  await expect.poll(() => app.pictures("Face")).toBe(4);
  await upload(app, "Face", pictures("second", 2, 4));
  await expect.poll(() => app.pictures("Face")).toBe(6);
  const face = app.classGroup("Face");
  const question = page.getByRole("dialog");

  await app.picture("Face", 2).click();
  await expectNoViolations(app, "a picture, enlarged");
  await face.getByRole("button", { name: "Move picture" }).press("Enter");
  await expect(question.getByRole("button", { name: "Face" })).toHaveCount(0);
  await question.getByRole("button", { name: "Background" }).click();
  await expect(app.news).toContainText("Picture moved from “Face” to “Background”.");
  await expect.poll(() => app.pictures("Background")).toBe(1);
  await expect(
    face.getByRole("button", { name: "Move picture" }),
    "whoever has no pointer goes on with the next",
  ).toBeFocused();
  await expect(page.getByRole("group", { name: "Picture 1 of Face" })).toBeVisible();

  await face.getByRole("button", { name: "Move strip (3)" }).click();
  await question.getByRole("button", { name: "A new class" }).click();
  await expect(app.news).toContainText("3 pictures moved from “Face” to “Class 3”.");
  await expect.poll(() => app.pictures("Class 3")).toBe(3);
  await expect(page.getByRole("group", { name: /^Picture \d of Face$/ })).toBeVisible();
  await face.getByRole("button", { name: "Delete strip (2)" }).click();
  await expect.poll(() => app.pictures("Face")).toBe(0);
  const undo = face.getByRole("button", { name: /^Undo/ });
  await expect(undo).toBeFocused();
  for (const count of [2, 5, 6]) {
    await page.keyboard.press("Enter");
    await expect.poll(() => app.pictures("Face")).toBe(count);
  }
  await expect.poll(() => app.pictures("Background")).toBe(0);
  await app.expectStored(6);
});

test("of many recordings two are shown, and the others unfold", async ({ app }) => {
  await app.open();
  for (let turn = 1; turn <= 4; turn++) {
    await upload(app, "Face", pictures(`lot ${turn}`, 1, turn));
    await expect.poll(() => app.pictures("Face")).toBe(turn);
  }
  const strips = app.classGroup("Face").getByRole("listbox");
  await expect(strips).toHaveCount(2);
  await app.classGroup("Face").getByRole("button", { name: "Show all 4 strips" }).click();
  await expect(strips).toHaveCount(4);
  await app.classGroup("Face").getByRole("button", { name: "Show fewer" }).click();
  await expect(strips).toHaveCount(2);
});
