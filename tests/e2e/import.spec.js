// @ts-check
/** A trained network that comes as a file, from this page or from another program. */

import { readFileSync } from "node:fs";
import { expectNoViolations } from "./axe.js";
import { saveIn, teach } from "./elsewhere.js";
import { expect, test } from "./fixtures.js";
import { layoutFaults } from "./layout.js";
import { png } from "./images.js";
import { RUSSIAN, TabTrainer } from "./tab-trainer.js";
import { drop, file } from "./uploads.js";

/** @param {TabTrainer} app @param {string} format @returns {Promise<Buffer>} */
async function saved(app, format) {
  const { page } = app;
  await page.getByRole("button", { name: "Use it elsewhere" }).click();
  const sheet = page.getByRole("dialog", { name: "Use it elsewhere" });
  const { bytes } = await saveIn(sheet.getByRole("group", { name: format, exact: true }));
  await sheet.getByRole("button", { name: "Done" }).click();
  return bytes;
}

/** What the network says of a picture, class by class. @param {TabTrainer} app @param {number} bar */
async function answers(app, bar) {
  await drop(app.page.locator("#answer"), [file("asked.png", png(96, 96, { bar }))]);
  await expect(app.news.filter({ hasText: /^“asked.png” is shown/ })).toBeVisible();
  await expect(app.winner).toBeVisible();
  /** @type {Record<string, number>} */
  const all = {};
  for (const meter of await app.meters.all())
    all[(await meter.getAttribute("aria-label")) ?? ""] = Number(
      await meter.getAttribute("aria-valuenow"),
    );
  return all;
}

const place = (
  /** @type {TabTrainer} */ app,
  name = /^Where should the network in “.*” be used\?$/,
) => app.page.getByRole("dialog", { name });

for (const [format, method, ending] of /** @type {const} */ ([
  ["ONNX", "From scratch", "onnx"],
  ["Safetensors", "Quick eye", "safetensors"],
]))
  test(`${format}: saved, dropped on another browser's page, it answers the same`, async ({
    app,
    browser,
    baseURL,
  }) => {
    test.setTimeout(120_000);
    await app.open();
    await app.rename(1, "Ёж <b>");
    await teach(app, ["Face", "Ёж <b>"], method);
    const bytes = await saved(app, format);
    const expected = await answers(app, 0.1);

    const other = await browser.newContext({ baseURL });
    const elsewhere = new TabTrainer(await other.newPage());
    await elsewhere.open();
    await drop(elsewhere.page.locator("#collect"), [file(`Bars.${ending}`, bytes)]);
    await expect(place(elsewhere)).toContainText("2 classes apart: “Face” and “Ёж <b>”");
    await place(elsewhere).getByRole("button", { name: "In a new project" }).click();
    await elsewhere.expectProject("Bars");
    for (const name of ["Face", "Ёж <b>"]) expect(await elsewhere.pictures(name)).toBe(0);
    expect(await answers(elsewhere, 0.1)).toEqual(expected);

    await expect(elsewhere.trainButton).toBeDisabled();
    await expect(
      elsewhere.page.getByText(`The network that answers comes from “Bars.${ending}”.`),
    ).toBeVisible();
    await elsewhere.page.reload();
    expect(await answers(elsewhere, 0.1), "after a reload").toEqual(expected);

    // With pictures it can be trained, in the place of the one from the file.
    for (const [i, name] of ["Face", "Ёж <b>"].entries())
      await drop(
        elsewhere.classGroup(name),
        Array.from({ length: 4 }, (_, j) =>
          file(`${j}.png`, png(96, 96, { bar: 0.5 * i + 0.02 * j })),
        ),
      );
    await expect(elsewhere.trainButton).toBeEnabled();
    await elsewhere.set("Epochs", 2);
    await elsewhere.train();
    await expect(elsewhere.page.getByText(/^The network that answers comes from/)).toBeHidden();
    await other.close();
  });

test("into the project that is open, which is asked before", async ({ app, page }) => {
  await app.open();
  await teach(app, ["Face", "Background"], "From scratch");
  const bytes = await saved(app, "Safetensors");
  const before = await answers(app, 0.1);
  await app.addClass("Cup");
  await drop(page.locator("#collect"), [file("Bars.safetensors", bytes)]);
  await expectNoViolations(app, "the question where");
  await place(app).getByRole("button", { name: "Cancel" }).click();
  const sheet = page.getByRole("dialog", { name: "Projects", exact: true });
  await sheet.getByRole("button", { name: "Done" }).click();
  await expect(
    page.getByRole("button", { name: "Print results" }),
    "nothing has changed",
  ).toBeVisible();

  // Its classes come back, with the network.
  await app.rename(0, "Somebody");
  await app.method("Careful");
  await drop(page.locator("#collect"), [file("Bars.safetensors", bytes)]);
  await expect(place(app)).toContainText("There it replaces the trained network and its results");
  await place(app).getByRole("button", { name: "In “My project”, which is open" }).click();
  await expect(
    app.news.filter({ hasText: "The network from “Bars.safetensors” is now in use" }),
  ).toBeVisible();
  await expect(
    page.getByText("trains a new one on the pictures here, with the settings of this project"),
  ).toBeVisible();
  const method = page.getByRole("radio", { name: "Careful", exact: true });
  await expect(method, "settings stay, whatever the layers of the file").toBeChecked();
  await expect(app.classGroup("Face")).toBeVisible();
  expect(await app.pictures("Somebody"), "pictures stay").toBe(6);
  expect(await answers(app, 0.1)).toEqual(before);
  await page.reload();
  expect(await answers(app, 0.1)).toEqual(before);
  await expect(page.getByRole("button", { name: "Print results" })).toBeHidden();
});

for (const [locale, words] of /** @type {const} */ ([
  [
    "en",
    {
      ...{ projects: "Projects", project: /^Project: /, open: "Open a file" },
      refused: /^“(.*)” could not be opened\. (.*) Nothing has changed here\./,
      reasons: [
        /not a valid ONNX file.*Details: /,
        /not a valid safetensors file.*Details: /,
        /input "image": not supported here\..*In the file: Int64.*Expected: Float/,
      ],
    },
  ],
  [
    "ru",
    {
      ...{ projects: "Проекты", project: /^Проект: /, open: "Открыть файл" },
      refused: /^Не удалось открыть «(.*)»\. (.*) Здесь ничего не изменилось\./,
      reasons: [
        /не файл ONNX.*Подробности: /,
        /не файл safetensors.*Подробности: /,
        /input "image": здесь это не поддерживается\..*В файле: Int64.*Ожидалось: Float/,
      ],
    },
  ],
]))
  test.describe(locale, () => {
    test.use({ locale, viewport: { width: 360, height: 740 } });

    test("a file that is no network here says what is wrong, and where", async ({ page }) => {
      const app = new TabTrainer(page, locale === "ru" ? RUSSIAN : undefined);
      await app.open();
      const { projects, project, open } = words;
      const sheet = await app.openProjects({ projects, project });
      // A Conv, made with onnx.helper; then its input is said to be of whole numbers.
      const whole = readFileSync(new URL("dilated.onnx", import.meta.url));
      const [FLOAT, INT64] = [1, 7];
      const type = whole.lastIndexOf("image") + "image".length + 5;
      expect(whole[type]).toBe(FLOAT);
      whole[type] = INT64;
      for (const [i, [name, content]] of /** @type {[string, Buffer | string][]} */ ([
        ["cut.onnx", "no network"],
        ["cut.safetensors", "no network"],
        ["whole.onnx", whole],
      ]).entries()) {
        const choosing = page.waitForEvent("filechooser");
        await sheet.getByRole("button", { name: open }).click();
        await (await choosing).setFiles(file(name, content));
        const alert = sheet.getByRole("alert");
        await expect(alert).toContainText(name);
        await expect(alert).toHaveText(words.refused);
        await expect(alert).toHaveText(words.reasons[i]);
        // In English whatever the language, and read aloud as that.
        await expect(alert.locator("code[lang=en]")).toHaveCount(i === 2 ? 2 : 1);
      }
      await expectNoViolations(app, "a file that was refused");
      await expect.poll(() => layoutFaults(page)).toEqual([]);
      await expect(sheet.getByRole("group"), "no project was made").toHaveCount(1);
    });
  });
