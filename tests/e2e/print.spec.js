// @ts-check
/** What is made for paper: a lesson, and a sheet with a result. Each is one page, in every language, and light in every theme. */

import { expect, test } from "./fixtures.js";

/** @typedef {import("@playwright/test").Page} Page */

const MARGIN = { top: "12mm", bottom: "12mm", left: "12mm", right: "12mm" };

/** How many pages it takes. @param {Page} page @param {"A4" | "Letter"} format */
async function pagesOn(page, format) {
  const pdf = await page.pdf({ format, margin: MARGIN });
  return String(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length);
}

/** Nothing of it is there but what is to be read, in dark letters. @param {Page} page @param {import("@playwright/test").Locator} paper */
async function expectOnPaper(page, paper) {
  await page.emulateMedia({ media: "print" });
  await expect(paper).toBeVisible();
  for (const chrome of ["banner", "navigation", "button"])
    await expect(page.getByRole(/** @type {"button"} */ (chrome))).toHaveCount(0);
  await expect(paper).toHaveCSS("color", "rgb(22, 25, 32)");
  await page.emulateMedia({ media: null });
}

test.use({ colorScheme: "dark" });

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    const state = { printed: 0 };
    Object.assign(globalThis, { paper: state });
    window.print = () => (state.printed += 1);
  });
});

/** @param {Page} page */
const printed = (page) => page.evaluate(() => /** @type {any} */ (globalThis).paper.printed);

for (const { locale, link, print, last } of [
  { locale: "en", link: "Lesson", print: "Print this lesson", last: "How we tried to fool it" },
  { locale: "ru", link: "Урок", print: "Распечатать урок", last: "Как мы пытались её обмануть" },
]) {
  test.describe(locale, () => {
    test.use({ locale });

    test("the lesson is one page", async ({ page }) => {
      await page.goto("./");
      await page.getByRole("link", { name: link, exact: true }).click();
      await expect(page.getByRole("table", { name: last })).toBeVisible();
      await page.getByRole("button", { name: print }).click();
      expect(await printed(page)).toBe(1);
      await expectOnPaper(page, page.locator("#view-lesson"));
      expect(await pagesOn(page, "A4")).toBe("1");
      expect(await pagesOn(page, "Letter")).toBe("1");
    });

    test("with as much as there can be, the sheet is one page", async ({ page }) => {
      await page.goto("./");
      for (const classes of [4, 12]) {
        for (const format of /** @type {const} */ (["A4", "Letter"])) {
          await page.evaluate(printFullSheet, classes);
          expect(await pagesOn(page, format), `${classes} classes on ${format}`).toBe("1");
        }
      }
    });
  });
}

/** In the page: a result of classes with long names and as many pictures as are shown. @param {number} count */
async function printFullSheet(count) {
  const path = "./sheet/index.js";
  const { printSheet } = await import(new URL(path, document.baseURI).href);
  const rgba = new Uint8ClampedArray(16).fill(99);
  const classes = Array.from({ length: count }, (_, i) => ({
    id: `${i}`,
    name: `A name of forty characters, no fewer: ${i + 10}`,
    pictures: Array.from({ length: 30 }, (_, place) => ({ id: `${i} ${place}`, rgba })),
  }));
  const checked = classes.flatMap(({ id, pictures }, i) =>
    pictures.map((one) => ({
      ...{ picture: one.id, label: id, probability: 0.9 },
      answer: `${(i + 1) % count}`,
    })),
  );
  const score = { loss: 1, accuracy: 0.5 };
  const report = {
    ...{ reason: "early", epochs: 40, best_epoch: 12, verdict: "unproven", fine_tuned: null },
    ...{ training: score, validation: score, calibration_error: 0.2 },
    check: { kind: "recordings", pictures: 60, baseline: 0.1, untested: [0, 1] },
  };
  const network = {};
  await printSheet({
    projects: {
      current: { name: "A name of sixty characters, as many as one may have, no fewer" },
    },
    dataset: {
      ...{ classes, size: 2 },
      inOrder: (/** @type {unknown[]} */ list) => list,
      located: () =>
        new Map(
          classes.flatMap((one) =>
            one.pictures.map((picture) => [picture.id, { picture, class: one }]),
          ),
        ),
    },
    session: {
      ...{ training: false, course: { classes }, result: { report, network } },
      compared: [{ method: "careful", network }],
      points: [1, 2, 3].map((epoch) => ({ epoch, training: score, validation: score })),
      findings: { tested: true, classes, checked, suspects: checked, hardest: [] },
    },
  });
}

test("the sheet says what came of the training", async ({ app, page }) => {
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 4);
  await app.method("From scratch");
  await app.set("Epochs", 3);
  await app.train();
  await page.getByRole("button", { name: "Print results" }).click();
  await expect.poll(() => printed(page)).toBe(1);
  const paper = page.locator("body > article");
  await expect(paper, "on screen nothing changes").toBeHidden();
  const line = await page
    .getByText(/^\d+ of \d+ .* right\.$/)
    .first()
    .innerText();
  await expectOnPaper(page, paper);
  await page.emulateMedia({ media: "print" });
  await expect(paper.getByRole("heading", { level: 1 })).toHaveText("What the network has learned");
  await expect(paper.getByText(line, { exact: true })).toBeVisible();
  await expect(paper.getByText("Method: From scratch")).toBeVisible();
  const rows = paper.getByRole("table", { name: "Confusion matrix" }).getByRole("row");
  await expect(rows).toHaveCount(3);
  await expect(rows.filter({ has: page.getByRole("rowheader", { name: "Face" }) })).toHaveText(
    /Face\s+\d+\s+\d+\s+\d+%/,
  );
  await expect(paper.getByRole("img", { name: "Accuracy, epoch by epoch" })).toBeVisible();
  const thumbnails = paper.locator("img");
  const count = await thumbnails.count();
  expect(count).toBeGreaterThan(0);
  for (let i = 0; i < count; i++)
    await expect(thumbnails.nth(i), "it has come before the print").toHaveJSProperty(
      "naturalWidth",
      128,
    );
  for (const words of ["Name:", "Project: My project", "What I make of it"])
    await expect(paper.getByText(words)).toBeVisible();
  expect(await pagesOn(page, "A4")).toBe("1");
  await expect(paper, "printed, it is gone").toHaveCount(0);
});

test.describe("where the sheet does not come", () => {
  test.use({ expectedErrors: [/Failed to load resource/], serviceWorkers: "block" });

  test("it is said, and the next press tries again", async ({ app, page }) => {
    await page.route("**/sheet/sheet.css", (route) => route.abort());
    await app.open();
    await app.startPractice();
    await app.recordPractice({ Face: "Face", Background: "Background" }, 2);
    await app.method("From scratch");
    await app.set("Epochs", 1);
    await app.train();
    const press = () => page.getByRole("button", { name: "Print results" }).click();
    await press();
    await expect(app.news).toHaveText(/could not be loaded/);
    expect(await printed(page)).toBe(0);
    await page.unroute("**/sheet/sheet.css");
    await press();
    await expect.poll(() => printed(page)).toBe(1);
  });
});
