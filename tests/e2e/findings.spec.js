// @ts-check
/** What a training teaches about the pictures: what was taken for what, and which are probably in the wrong class. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";

/** @typedef {import("./tab-trainer.js").TabTrainer} TabTrainer */

/** @param {TabTrainer} app */
const matrixOf = (app) => app.page.getByRole("table", { name: "Confusion matrix" });

/** The pictures to check. @param {TabTrainer} app */
const checksOf = (app) => app.page.getByRole("region", { name: "Pictures to check" });

/** @param {TabTrainer} app @param {string[]} names  of classes */
async function countsOf(app, names) {
  const counts = [];
  for (const name of names) counts.push(await app.pictures(name));
  return counts;
}

/** How many pictures of each class the browser's database holds, in the order of the classes. @param {TabTrainer} app @returns {Promise<number[]>} */
function storedCounts({ page }) {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("tab-trainer");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const reading = database.transaction(["classes", "pictures"]);
          const [classes, pictures] = ["classes", "pictures"].map((store) =>
            reading.objectStore(store).getAll(),
          );
          reading.oncomplete = () => {
            database.close();
            const sorted = classes.result.sort((a, b) => a.place - b.place);
            resolve(
              sorted.map(({ id }) => pictures.result.filter((one) => one.classId === id).length),
            );
          };
        };
      }),
  );
}

/** Of Background, showing a face: fewer than a fifth of its pictures, so that they are the ones held out of training. */
const MISTAKES = 4;

/**
 * Three classes with one recording each, and some single pictures in the wrong class.
 * @param {TabTrainer} app
 */
async function trainWithMistakes(app) {
  await app.open();
  await app.startPractice();
  await app.addClass("Cup");
  for (const [name, count] of /** @type {const} */ ([
    ["Face", 30],
    ["Cup", 30],
    ["Background", 18],
  ])) {
    await app.showScene(name);
    await app.record(name, count);
  }
  await app.showScene("Face");
  const before = await app.pictures("Background");
  for (let now = before; now < before + MISTAKES; now = await app.pictures("Background")) {
    await app.recordButton("Background").click();
    await expect.poll(() => app.pictures("Background")).toBeGreaterThan(now);
  }
  await app.train();
}

test("each number of the matrix opens the pictures behind it", async ({ app, page }) => {
  test.setTimeout(120_000);
  await trainWithMistakes(app);
  const matrix = matrixOf(app);
  await expect(matrix.getByRole("rowheader")).toHaveText(["Face", "Background", "Cup"]);
  for (const name of ["Face", "Background", "Cup"])
    await expect(matrix.getByRole("columnheader", { name, exact: true })).toBeVisible();
  await expect(matrix.getByRole("row", { name: /^Background/ })).toContainText(/0 of \d+ right/);
  const faces = matrix.getByRole("row", { name: /^Face/ });
  await expect(faces, "all of them").toContainText(/(\d+) of \1 right/);

  const wrong = page.getByRole("button", { name: /^Labelled Background, taken for Face: \d+ pi/ });
  await expect(wrong).toHaveAttribute("aria-expanded", "false");
  await wrong.focus();
  await page.keyboard.press("Enter");
  await expect(wrong).toHaveAttribute("aria-expanded", "true");
  const count = Number(await wrong.innerText());
  const shown = page.getByRole("list", { name: "Labelled Background, taken for Face" });
  await expect(shown.getByRole("img")).toHaveCount(count);
  await expect(shown.getByRole("img", { name: /^Picture \d+ of Background$/ })).toHaveCount(count);
  await expectNoViolations(app, "a cell is open");

  // One cell at a time; a name that changes is another word for the same class.
  await page.getByRole("button", { name: /^Labelled Cup, and recognised as Cup/ }).click();
  await expect(shown).toHaveCount(0);
  await app.rename(2, "Mug");
  const mugs = page.getByRole("button", { name: /^Labelled Mug, and recognised as Mug/ });
  await expect(mugs).toHaveAttribute("aria-expanded", "true");
  await mugs.click();
  await expect(page.getByRole("list", { name: /^Labelled/ })).toHaveCount(0);

  // The pictures may be gone since, or somewhere else.
  await wrong.click();
  await app.classGroup("Background").getByRole("button", { name: "Delete all pictures" }).click();
  await expect(
    page.getByText(RegExp(`^${count} of them ha(s|ve) been deleted since`)),
  ).toBeVisible();
  await expect(wrong, "it still says what was found").toHaveText(String(count));
  await app.trainButton.click();
  await expect(matrix.getByRole("rowheader")).toHaveText(["Face", "Mug"], { timeout: 60_000 });
});

test("a picture in the wrong class is found, moved, and stays there after a reload", async ({
  app,
  page,
}) => {
  test.setTimeout(120_000);
  const names = ["Face", "Background", "Cup"];
  await trainWithMistakes(app);
  const [faces, backgrounds, cups] = await countsOf(app, names);
  const checks = checksOf(app);
  const wrong = checks
    .getByRole("listitem")
    .filter({ hasText: /Labelled Background, taken for Face \(\d+%\)/ });
  await expect(wrong.nth(MISTAKES - 1)).toBeVisible();
  await expect(wrong.first()).toContainText("Probably in the wrong class");
  const count = await wrong.count();
  await expectNoViolations(app, "pictures to check");

  const move = wrong.first().getByRole("button", { name: "Move to Face" });
  const picture = await wrong.first().getByRole("group").getAttribute("aria-label");
  expect(picture).toMatch(/^Picture \d+ of Background$/);
  await move.focus();
  await page.keyboard.press("Enter");
  await expect(app.news).toContainText("Picture moved from “Background” to “Face”.");
  await expect(wrong).toHaveCount(count - 1);
  await expect(
    wrong.first().getByRole("button", { name: "Move to Face" }),
    "whoever has no pointer goes on with the next",
  ).toBeFocused();
  expect(await countsOf(app, names)).toEqual([faces + 1, backgrounds - 1, cups]);

  await app.news.getByRole("button", { name: "Undo" }).click();
  await expect(app.news).toContainText("The picture is back in “Background”.");
  await expect(wrong).toHaveCount(count);
  expect(await countsOf(app, names)).toEqual([faces, backgrounds, cups]);

  await wrong.first().getByRole("button", { name: "Delete" }).click();
  await expect(wrong).toHaveCount(count - 1);
  await app.news.getByRole("button", { name: "Undo" }).click();
  await expect(wrong).toHaveCount(count);

  for (let left = count; left > 0; left--) {
    await wrong.first().getByRole("button", { name: "Move to Face" }).click();
    await expect(wrong).toHaveCount(left - 1);
  }
  const moved = [faces + count, backgrounds - count, cups];
  await expect.poll(() => storedCounts(app)).toEqual(moved);
  await page.reload();
  await expect(app.news).toHaveText(/Welcome back/);
  expect(await countsOf(app, names)).toEqual(moved);
  await app.train();
  await expect(matrixOf(app)).toBeVisible();
  await expect(wrong).toHaveCount(0);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test("twelve classes scroll inside their box, and the page stays as wide as the screen", async ({
    app,
    page,
  }) => {
    test.setTimeout(120_000);
    await app.open();
    await app.startPractice();
    await app.method("From scratch");
    for (let number = 3; number <= 12; number++) await app.addClass(`A long name, ${number}`);
    for (const button of await page.getByRole("button", { name: "Record" }).all()) {
      await button.click();
    }
    await app.set("Epochs", 2);
    await app.train();
    const matrix = matrixOf(app);
    await expect(matrix.getByRole("rowheader")).toHaveCount(12);
    await expect(page.getByText(/too few for a validation set/).first()).toBeVisible();
    const overflow = (/** @type {import("@playwright/test").Locator} */ place) =>
      place.evaluate((one) => one.scrollWidth - one.clientWidth);
    expect(await overflow(matrix.locator(".."))).toBeGreaterThan(0);
    expect(await overflow(page.locator("html"))).toBeLessThanOrEqual(0);
    await expectNoViolations(app, "twelve classes");
  });
});
