// @ts-check
/** Which language the page speaks, and that it speaks Russian to the end. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";
import { RUSSIAN, TabTrainer } from "./tab-trainer.js";

/** @typedef {import("@playwright/test").Page} Page */

/** @param {Page} page @param {string} name */
const choiceOf = (page, name) => page.getByRole("button", { name, exact: true });

/** @param {Page} page @param {string} language */
async function expectLanguage(page, language) {
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  const [name, heading] = language === "ru" ? ["Русский", "Снимки"] : ["English", "Collect"];
  await expect(choiceOf(page, name)).toHaveAttribute("aria-pressed", "true");
  await expect(choiceOf(page, name)).toHaveAttribute("lang", language);
  await expect(page.getByRole("heading", { name: heading, exact: true })).toBeVisible();
}

test.describe("a browser in another language", () => {
  test.use({ locale: "eo" });

  test("is spoken to in it, where there is a folder for it", async ({ app, page }) => {
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

  test("is spoken to in English, where there is none", async ({ app, page }) => {
    await app.open();
    await expectLanguage(page, "en");
  });
});

test.describe("a browser in Russian", () => {
  test.use({ locale: "ru-RU", viewport: { width: 360, height: 740 } });

  test("gets Russian and no English sentences", async ({ page }) => {
    /** @type {string[]} */
    const files = [];
    page.on("request", (request) => files.push(new URL(request.url()).pathname));
    await new TabTrainer(page, RUSSIAN).open();
    await expectLanguage(page, "ru");
    await expect(page).toHaveTitle("Tab Trainer: научите эту вкладку видеть");
    expect(files.filter((path) => path.endsWith(".ftl"))).toEqual(["/text/ru/page.ftl"]);
  });

  test("may ask for English by a link", async ({ page }) => {
    await page.goto("/?language=en#train");
    await expectLanguage(page, "en");
    await choiceOf(page, "Русский").click();
    await expectLanguage(page, "ru");
    expect(new URL(page.url()).search, "what was chosen is not contradicted").toBe("");
  });

  test("finds the other views in Russian, too", async ({ page }) => {
    for (const [view, heading] of [
      ["inside", "Внутри"],
      ["lab", "Лаборатория"],
    ]) {
      await page.goto(`/#${view}`);
      await expect(page.getByRole("heading", { name: heading, exact: true })).toBeVisible();
      await expect(page).toHaveTitle(`${heading} · Tab Trainer`);
      await expect(page.getByText(/^Загрузка/)).toHaveCount(0);
      await expectNoViolations(new TabTrainer(page, RUSSIAN), view);
      const { width, seen } = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth,
        seen: document.documentElement.clientWidth,
      }));
      expect(width, `${view} fits`).toBeLessThanOrEqual(seen);
    }
  });

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`records, trains and gets answers in Russian on a small ${colorScheme} screen`, async ({
      page,
    }) => {
      test.setTimeout(120_000);
      await page.emulateMedia({ colorScheme });
      const app = new TabTrainer(page, RUSSIAN);
      await app.open();
      await expectFit(page, "empty");
      await app.startPractice();
      await app.recordPractice({ Лицо: "Лицо", Фон: "Фон" }, 8);
      await expect(page.getByText(/^Первое впечатление/)).toBeVisible();
      await expectFit(page, "a first impression");
      await app.method("С нуля");
      await app.set("Эпохи", 40);
      await app.train();
      await expect(app.news.getByText("Обучение закончено.")).toBeVisible();
      await expect(page.getByText(/верных ответов \d+ из \d+ \(\d+\u00a0%\)/)).toBeVisible();
      await app.showScene("Лицо");
      await expect(app.winner).toHaveAccessibleName("Лицо");
      await app.method("Намётанный глаз");
      await app.train();
      await expect(page.getByRole("table", { name: /^Методы в сравнении/ })).toBeVisible();
      await page.getByText(/^Диагностика обучения/).click();
      await expectFit(page, "all that was folded away is open");
      await expectNoViolations(app, "all that was folded away is open");
      await app.openSettings();
      await expectFit(page, "the settings are open");
      await app.closeSettings();
      await page.setViewportSize({ width: 320, height: 740 });
      await expectFit(page, "at 400% zoom");
    });
  }
});

/** Nothing reaches beyond the window, or its panel. @param {Page} page @param {string} state */
async function expectFit(page, state) {
  const overflowing = () =>
    page.evaluate(() =>
      [document.body, ...document.querySelectorAll(".panel")].flatMap((box) =>
        [...box.querySelectorAll("*")]
          .filter(
            (one) =>
              one.childElementCount === 0 &&
              one.checkVisibility() &&
              one.closest(".visually-hidden, [popover], .recording") === null && // a strip is moved sideways
              one.getBoundingClientRect().right > box.getBoundingClientRect().right,
          )
          .map((one) => `${one.tagName}: ${one.textContent}`),
      ),
    );
  await expect.poll(overflowing, state).toEqual([]);
}

test("a choice lasts, keeps what was there, and is forgotten with everything else", async ({
  app,
  page,
}) => {
  await page.goto("/#train");
  await app.startPractice();
  await app.record("Face", 2);
  const count = await app.pictures("Face");
  await choiceOf(page, "Русский").click();
  await expectLanguage(page, "ru");
  const russian = new TabTrainer(page, RUSSIAN);
  expect(new URL(page.url()).hash).toBe("#train");
  await expect(page.getByRole("status")).toHaveText(/^С возвращением!/);
  expect(await russian.pictures("Face"), "a class that has a name keeps it").toBe(count);
  await page.reload();
  await expectLanguage(page, "ru");
  await page.getByRole("button", { name: "Удалить всё" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Удалить всё" }).click();
  await expect(russian.classGroup("Лицо")).toBeVisible();
  await page.reload();
  await expectLanguage(page, "en");
});

test("while a training runs no other language can be chosen, and it is said why", async ({
  app,
  page,
}) => {
  test.setTimeout(60_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 4);
  await app.method("From scratch");
  await app.set("Epochs", 500);
  const choice = choiceOf(page, "Русский");
  await expect(choice).toHaveAccessibleDescription("");
  await app.trainButton.click();
  await expect(choice).toHaveAccessibleDescription(/when the training has ended/);
  await expect(choice).toHaveAttribute("aria-disabled", "true");
  await choice.press("Enter");
  await expect(app.news).toHaveText(/when the training has ended/);
  await expectLanguage(page, "en");
  await app.stopButton.click();
  await choice.click();
  await expectLanguage(page, "ru");
});

test("where nothing can be stored a choice holds, and the loss of pictures is asked for", async ({
  app,
  page,
}) => {
  await page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException("storage is forbidden", "SecurityError");
    };
    Object.defineProperty(window, "localStorage", { get: refuse });
    Object.defineProperty(IDBFactory.prototype, "open", { value: refuse });
  });
  await app.open();
  await choiceOf(page, "Русский").click();
  await expectLanguage(page, "ru");
  await page.reload();
  await expectLanguage(page, "ru");
  await choiceOf(page, "English").click();
  await expectLanguage(page, "en");
  await app.startPractice();
  await app.record("Face", 1);
  await choiceOf(page, "Русский").click();
  const dialog = page.getByRole("dialog", { name: "Change the language?" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expectLanguage(page, "en");
  expect(await app.pictures("Face")).toBeGreaterThan(0);
  await choiceOf(page, "Русский").click();
  await dialog.getByRole("button", { name: "Change and lose them" }).click();
  await expectLanguage(page, "ru");
});
