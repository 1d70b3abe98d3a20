// @ts-check
/** Several projects: each with its own pictures, network, settings and training; in one tab after the other, and side by side. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";
import { png } from "./images.js";
import { TabTrainer } from "./tab-trainer.js";
import { file, upload } from "./uploads.js";

/** Uploads so many images, all different. @param {TabTrainer} app @param {string} name of the class @param {number} count */
async function fill(app, name, count, from = 0) {
  const before = await app.pictures(name);
  const images = Array.from({ length: count }, (_, i) =>
    file(`${i}.png`, png(96, 96, { bar: from + 0.02 * i })),
  );
  await upload(app, name, images);
  await expect.poll(() => app.pictures(name)).toBe(before + count);
}

/** @param {TabTrainer} app @param {string} name */
const projectOf = (app, name) =>
  app.page
    .getByRole("dialog", { name: "Projects", exact: true })
    .getByRole("group", { name, exact: true });

test("two projects are kept apart, with their settings, and the last one used is opened again", async ({
  app,
  page,
  context,
}) => {
  test.setTimeout(90_000);
  await app.open();
  await fill(app, "Face", 3);
  await app.method("Careful");
  await app.newProject("Birds");
  expect(await app.pictures("Face")).toBe(0);
  await expect(page.getByRole("radio", { name: "Quick eye" })).toBeChecked();
  await app.rename(0, "Robin");
  await fill(app, "Robin", 2);

  await app.openProject("My project");
  expect(await app.pictures("Face")).toBe(3);
  await expect(page.getByRole("radio", { name: "Careful" })).toBeChecked();
  await app.openProjects();
  await expect(projectOf(app, "Birds")).toContainText(/2 pictures\. Last used .*\d/);
  await expect(projectOf(app, "My project")).toContainText(/Open in this tab\.\s*3 pictures\./);
  await page.keyboard.press("Escape");

  await app.openProject("Birds");
  await page.reload();
  await app.expectProject("Birds");
  expect(await app.pictures("Robin")).toBe(2);
  await page.close();
  const next = new TabTrainer(await context.newPage());
  await next.page.goto("./");
  await next.expectProject("Birds");
  expect(await next.pictures("Robin")).toBe(2);
});

test("a training waits while another project is open, and goes on when it is opened again", async ({
  app,
  page,
}) => {
  test.setTimeout(120_000);
  await app.open();
  await fill(app, "Face", 12);
  await fill(app, "Background", 12, 0.5);
  await app.method("From scratch");
  await app.set("Epochs", 500);
  await app.choose("Early stopping", "no");
  await app.trainButton.click();
  await expect(app.meters.first()).toBeVisible();
  await app.newProject("Birds");
  await expect(app.trainButton).toBeVisible();
  await expect(app.meters, "nothing of the other network answers").toHaveCount(0);
  await fill(app, "Face", 4);
  await app.openProjects();
  await expect(projectOf(app, "My project")).toContainText(/training was interrupted/);
  await page.keyboard.press("Escape");
  await app.openProject("My project");
  await expect(app.news.filter({ hasText: /was interrupted .*and goes on/ })).toBeVisible();
  expect(await app.pictures("Face")).toBe(12);
  await app.stopButton.click();
  await expect(app.news).toHaveText("Training was stopped.");
  await app.openProject("Birds");
  expect(await app.pictures("Face")).toBe(4);
});

test("a project gets another name, any that there is, and a copy has what it has", async ({
  app,
  page,
}) => {
  test.setTimeout(90_000);
  await app.open();
  await fill(app, "Face", 3);
  await fill(app, "Background", 3, 0.5);
  await app.train();
  await app.openProjects();
  const field = projectOf(app, "My project").getByRole("textbox", { name: "Project name" });
  await field.fill("  ");
  await field.press("Enter");
  await expect(field, "a name it must have").toHaveValue("My project");
  const name = "<b>Ёж & שלום “🦔”</b>";
  await field.fill(name);
  await field.press("Enter");
  await expect(projectOf(app, name)).toBeVisible();
  await projectOf(app, name).getByRole("button", { name: "Duplicate" }).click();
  const copy = projectOf(app, `Copy of ${name}`);
  await expect(copy).toContainText("6 pictures.");
  await expect(copy.getByRole("textbox")).toBeFocused();
  await copy.getByRole("button", { name: "Open" }).click();
  await app.expectProject(`Copy of ${name}`);
  await expect(app.news).toHaveText(/Your 6 pictures and the trained network are still here/);
  await expect(app.meters).toHaveCount(2);
  await fill(app, "Face", 4);
  await app.openProject(name);
  expect(await app.pictures("Face"), "the copy is another project").toBe(3);
  await page.getByRole("button", { name: "Русский" }).click();
  const button = page.getByRole("button", { name: /^Проект: / });
  await expect(button, "it is a name in every language").toContainText(name);
});

test("a project is deleted when that is confirmed, also the open one, and the last", async ({
  app,
  page,
}) => {
  test.setTimeout(90_000);
  await app.open();
  await fill(app, "Face", 3);
  await app.newProject("Birds");
  await fill(app, "Face", 2);
  await app.openProjects();
  const question = page.getByRole("dialog", { name: /^Delete “/ });
  await projectOf(app, "My project").getByRole("button", { name: "Delete" }).click();
  await expect(question).toContainText("Its 3 pictures");
  await page.keyboard.press("Escape");
  await expect(projectOf(app, "My project")).toBeVisible();
  await projectOf(app, "My project").getByRole("button", { name: "Delete" }).click();
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(app.news.filter({ hasText: "“My project” was deleted." })).toBeVisible();
  await expect(projectOf(app, "My project")).toHaveCount(0);
  await projectOf(app, "Birds").getByRole("button", { name: "Delete" }).click();
  await question.getByRole("button", { name: "Delete" }).click();
  await app.expectProject("My project");
  expect(await app.pictures("Face")).toBe(0);
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBeLessThan(3);
});

test("two tabs work on two projects at once; one that is open elsewhere is looked at, and not deleted", async ({
  app,
  page,
  context,
}) => {
  test.setTimeout(120_000);
  await app.open();
  await fill(app, "Face", 3);
  const second = new TabTrainer(await context.newPage());
  await second.open();
  await expect(
    second.alerts.filter({ hasText: /open in another tab of this browser/ }),
  ).toBeVisible();
  await second.newProject("Birds");
  await expect(second.alerts).toHaveCount(0);
  await fill(second, "Face", 2);
  await page.bringToFront();
  await fill(app, "Background", 4);
  await app.openProjects();
  await projectOf(app, "Birds").getByRole("button", { name: "Delete" }).click();
  await page
    .getByRole("dialog", { name: /^Delete “/ })
    .getByRole("button", { name: "Delete" })
    .click();
  await expect(app.alerts.filter({ hasText: /“Birds” is open in another tab/ })).toBeVisible();
  await page.keyboard.press("Escape");

  // Everything is all projects, as far as it can be.
  const button = page.getByRole("button", { name: "Delete everything" });
  const question = page.getByRole("dialog", { name: "Delete all 2 projects?" });
  await button.click();
  await question.getByRole("button", { name: "Delete everything" }).click();
  await expect(
    app.alerts.filter({ hasText: /“Birds” is open .* and was not deleted/ }),
  ).toBeVisible();
  expect(await second.pictures("Face")).toBe(2);
  await second.page.close();
  await fill(app, "Face", 1);
  await button.click();
  await question.getByRole("button", { name: "Delete everything" }).click();
  await expect(app.news).toHaveText(/^Everything was deleted/);
  await app.openProjects();
  await expect(projectOf(app, "Birds")).toHaveCount(0);
});

test("settings that were opened before another tab turned out to have the project are closed", async ({
  app,
  context,
}) => {
  await app.open();
  const page = await context.newPage();
  await page.addInitScript(() => {
    const { abort } = AbortController.prototype;
    const turnedOut = new Promise((resolve) => Object.assign(globalThis, { turnOut: resolve }));
    AbortController.prototype.abort = function (reason) {
      void turnedOut.then(() => abort.call(this, reason));
    };
  });
  const second = new TabTrainer(page);
  await page.goto("./");
  const sheet = await second.openSettings();
  await page.evaluate(() => /** @type {any} */ (globalThis).turnOut());
  await expect(sheet).toBeHidden();
  await expect(second.trainButton).toBeDisabled();
  await expect(page.getByRole("button", { name: "Settings", exact: true })).toBeDisabled();
});

test("what would be lost is not left behind: a countdown, and what no browser stores", async ({
  app,
  page,
}) => {
  await page.addInitScript(() => {
    if (sessionStorage.getItem("stores")) return;
    IDBFactory.prototype.open = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
  });
  await app.open();
  await app.openProjects();
  const sheet = page.getByRole("dialog", { name: "Projects", exact: true });
  await sheet.getByRole("button", { name: "Create" }).click();
  await expect(app.alerts.filter({ hasText: /could not store this/ })).toBeVisible();
  await expect(sheet.getByRole("group")).toHaveCount(1);

  await page.evaluate(() => sessionStorage.setItem("stores", "yes"));
  await page.reload();
  await app.startPractice();
  await app.classGroup("Face").getByRole("button", { name: "Hands-free" }).click();
  await app.openProjects();
  await sheet.getByRole("button", { name: "Create" }).click();
  await expect(app.alerts.filter({ hasText: /when the recording has ended/ })).toBeVisible();
  await expect(sheet.getByRole("group")).toHaveCount(1);
});

for (const { colorScheme, ...viewport } of /** @type {const} */ ([
  { colorScheme: "dark", width: 320, height: 740 },
  { colorScheme: "light", width: 1440, height: 900 },
])) {
  test.describe(`${colorScheme}, ${viewport.width} px`, () => {
    test.use({ colorScheme, viewport, locale: "ru" });

    test("the sheet fits, in Russian, with the longest name, and axe finds nothing", async ({
      page,
    }) => {
      const app = { page };
      await page.goto("./");
      const open = page.getByRole("button", { name: /^Проект: / });
      await open.click();
      const sheet = page.getByRole("dialog", { name: "Проекты" });
      await sheet.getByRole("textbox", { name: "Новый проект" }).fill("Щ".repeat(60));
      await sheet.getByRole("button", { name: "Создать" }).click();
      await expect(open).toHaveAccessibleName(/Щ{60}/);
      await expectNoViolations(app, "two projects");
      await open.click();
      await expect(sheet.getByRole("group")).toHaveCount(2);
      await expectNoViolations(app, "their sheet is open");
      for (const one of [sheet, page.locator("html")])
        expect(await one.evaluate((it) => it.scrollWidth - it.clientWidth)).toBeLessThanOrEqual(0);
      await page.keyboard.press("Escape");
      await expect(open).toBeFocused();
      await expect(open).toBeInViewport({ ratio: 1 });
    });
  });
}
