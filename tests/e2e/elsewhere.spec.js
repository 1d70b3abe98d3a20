// @ts-check
/** A trained network that leaves the page for other programs. */

import { expectNoViolations } from "./axe.js";
import { saveIn, teach } from "./elsewhere.js";
import { expect, test } from "./fixtures.js";
import { layoutFaults } from "./layout.js";
import { RUSSIAN, TabTrainer } from "./tab-trainer.js";

const WORDS = {
  en: {
    ...{ classes: ["Face", "Background"], method: "From scratch", button: "Use it elsewhere" },
    ...{ save: "Save", code: "Code to paste", copy: /^Copy/, copied: "Copied." },
    made: /^“My project\.\w+” \([\d.]+ [kM]B\) is in your downloads\. Checked with 6 pictures: /,
  },
  ru: {
    ...{ classes: ["Лицо", "Фон"], method: "С нуля", button: "Использовать вне страницы" },
    ...{ save: "Сохранить", code: "Готовый код", copy: /^Скопировать/, copied: "Скопировано." },
    made: /^Файл «Мой проект\.\w+» \([\d,]+\s[кМ]Б\) — в загрузках\. Проверено на 6 снимках: /,
  },
};

for (const [locale, colorScheme, viewport] of /** @type {const} */ ([
  ["en", "light", { width: 1440, height: 900 }],
  ["ru", "dark", { width: 360, height: 740 }],
]))
  test.describe(`${locale}, ${viewport.width} px`, () => {
    test.use({ locale, colorScheme, viewport, permissions: ["clipboard-read", "clipboard-write"] });

    test("each format is made, checked and saved, with code to paste", async ({ page }) => {
      const { classes, method, button, made, ...words } = WORDS[locale];
      const app = new TabTrainer(page, locale === "ru" ? RUSSIAN : undefined);
      await app.open();
      await expect(page.getByRole("button", { name: button })).toBeHidden();
      await teach(app, [...classes], method);
      await page.getByRole("button", { name: button }).click();
      const sheet = page.getByRole("dialog", { name: button });
      const row = (/** @type {string} */ name) => sheet.getByRole("group", { name, exact: true });

      const onnx = await saveIn(row("ONNX"), words.save);
      await expect(row("ONNX").getByRole("status").first()).toHaveText(made);
      const safetensors = await saveIn(row("Safetensors"), words.save);
      await expect(row("Safetensors").getByRole("status").first()).toHaveText(made);
      for (const { name, bytes } of [onnx, safetensors])
        expect(bytes.includes(classes[1]), `${name} has the classes' names`).toBe(true);

      await row("ONNX").getByText(words.code).click();
      await row("ONNX").getByRole("button", { name: words.copy }).first().click();
      await expect(row("ONNX").getByText(words.copied)).toBeVisible();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toContain(`classes = ${JSON.stringify(classes).replace(",", ", ")}`);
      expect(copied).toContain(`InferenceSession("${onnx.name}")`);
      await expectNoViolations(app, "the sheet");
      await expect.poll(() => layoutFaults(page)).toEqual([]);
    });
  });

test("behind a stem, and while the browser allows no copying", async ({ app, page }) => {
  test.setTimeout(120_000);
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "clipboard", { value: undefined });
  });
  await app.open();
  await teach(app, ["Face", "Background"], "Quick eye");
  await page.getByRole("button", { name: "Use it elsewhere" }).click();
  const onnx = page.getByRole("group", { name: "ONNX", exact: true });
  const { bytes } = await saveIn(onnx);
  expect(bytes.length, "the stem is in it").toBeGreaterThan(1e6);
  await expect(onnx.getByRole("status").first()).toContainText(
    "It contains 6 pictures with their answers",
  );
  const rust = page.getByRole("group", { name: "Safetensors", exact: true });
  await rust.getByText("Code to paste").click();
  await expect(rust.getByText('StemId::Base.load(&fs::read("base.safetensors")?)?')).toBeVisible();
  await rust.getByRole("button", { name: "Copy Rust" }).click();
  await expect(rust.getByText(/The lines are selected/)).toBeVisible();
  const offline = page.getByRole("group", { name: "Offline page", exact: true });
  await expect(offline.getByText("about 1 MB; trained with the stem “Small”")).toBeVisible();
  expect(await page.evaluate(() => String(getSelection()))).toContain("fn main()");
});

test("for web pages, for microcontrollers, and as a page of its own", async ({ app, page }) => {
  test.setTimeout(120_000);
  await app.open();
  await teach(app, ["Face", "Background"], "Tiny (phone)");
  const open = page.getByRole("button", { name: "Use it elsewhere" });
  const row = (/** @type {string} */ name) => page.getByRole("group", { name, exact: true });
  /** @type {string[]} */
  const downloads = [];
  page.on("download", (download) => downloads.push(download.suggestedFilename()));
  await open.click();
  // Closed while it is made.
  await row("C header").evaluate((row) => {
    row.querySelector("button")?.click();
    row.closest("dialog")?.close();
  });
  await open.click();
  // While it says nothing, it is not there for those who look by its role.
  await expect(row("C header").locator("[role=status]")).toHaveText("");
  const again = row("C header").getByRole("button", { name: "Save" });
  await expect(again).not.toHaveAttribute("aria-disabled");
  for (const [format, file, start, told] of /** @type {const} */ ([
    [
      "Offline page",
      "My project.html",
      /^\ufeff<!doctype html>/i,
      /contains 6 pictures with their answers/,
    ],
    ["TensorFlow.js", "My project-tfjs.zip", /^PK/, /contains 6 pictures with their answers/],
    ["C header", "My project.h", /CLASS_BACKGROUND/, /needs \d+ kB of flash and \d+ kB of RAM/],
    [
      "C header, int8",
      "My project-int8.h",
      /int8_t/,
      /\d of \d \w+ pictures correct \(float32: \d\)/,
    ],
  ])) {
    const { name, bytes } = await saveIn(row(format));
    expect(name).toBe(file);
    // The page is in UTF-16.
    const content = bytes.toString(file.endsWith(".html") ? "utf16le" : "latin1");
    expect(start.test(content), `${name} begins with ${content.slice(0, 80)}`).toBe(true);
    await expect(row(format).getByRole("status")).toContainText(told);
  }
  expect(downloads, "and nothing of what was closed").toHaveLength(4);
});
