// @ts-check
/** What was removed comes back, step by step, and stays when the page is reloaded. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";
import { pictures, upload } from "./uploads.js";

test("what was deleted comes back step by step, by button and by key, and stays after a reload", async ({
  app,
  page,
}) => {
  await app.open();
  await upload(app, "Face", pictures("face", 3));
  await expect.poll(() => app.pictures("Face")).toBe(3);
  await upload(app, "Background", pictures("back", 2, 3));
  await expect.poll(() => app.pictures("Background")).toBe(2);

  await app.deletePicture("Face", 3);
  await app.deletePicture("Face", 1);
  await app.classGroup("Face").getByRole("button", { name: "Delete all pictures" }).click();
  await expect(app.news).toContainText("The picture of “Face” was deleted.");
  const inCard = app.classGroup("Face").getByRole("button", { name: /^Undo/ });
  await expect(inCard, "it stands where it was done").toBeFocused();
  await app.classGroup("Background").getByRole("button", { name: "Remove class" }).click();
  await expect(app.classGroup("Background")).toHaveCount(0);
  await expect(app.news).toContainText("“Background” was removed with its 2 pictures.");
  const behindCards = page.getByRole("region", { name: "Collect" }).getByRole("button", {
    name: "Undo: “Background” was removed with its 2 pictures.",
  });
  await expect(behindCards).toBeFocused();
  await expectNoViolations(app, "something to undo");

  await page.keyboard.press("Enter");
  await expect.poll(() => app.pictures("Background")).toBe(2);
  await inCard.click();
  await expect.poll(() => app.pictures("Face")).toBe(1);
  await expect(inCard, "there is more to undo").toBeFocused();
  await page.getByRole("textbox", { name: "Class name" }).first().focus();
  await page.keyboard.press("ControlOrMeta+z");
  expect(await app.pictures("Face"), "in a text field the key is the browser's").toBe(1);
  await app.recordButton("Face").focus();
  await page.keyboard.press("ControlOrMeta+z");
  await expect.poll(() => app.pictures("Face")).toBe(2);
  await app.news.getByRole("button", { name: /^Undo/ }).click();
  await expect.poll(() => app.pictures("Face")).toBe(3);

  await app.expectStored(5);
  await page.reload();
  await expect.poll(() => app.pictures("Face")).toBe(3);
  expect(await app.pictures("Background")).toBe(2);
  await expect(page.getByRole("button", { name: /^Undo/ })).toHaveCount(0);
});
