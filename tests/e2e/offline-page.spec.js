// @ts-check
/** A network as one HTML file, opened from the disk by a browser without a connection. */

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";

/** "Two" cameras: the browser's own fake ones, which need no film. */
test.use({ camera: "two" });

/** What a file may take, bytes. */
const MOST = 600_000;

const HOSTILE = [
  "</script><script>hacked = true</script>",
  '<img src=x onerror="hacked = true">',
  "<!-- $& $' {name} \" \\ \u2028",
];

/**
 * Trains on pictures with a bar that stands, lies or is not there, exports, and answers three of them with the page's engine.
 * @param {import("@playwright/test").Page} page @param {{ title: string, classes: string[], settings: object }} options
 */
async function exported(page, { title, classes, settings }) {
  await page.goto("./");
  return page.evaluate(
    async ({ title, classes, settings }) => {
      const load = (/** @type {string} */ path) => import(path);
      const { Trainer } = await load("/trainer.js");
      const { offlinePage } = await load("/files/offline-page.js");
      const { stems } = await load("/engine/stems.js");
      const engine = await load("/pkg/tab_trainer.js");

      const size = 128;
      /** @param {number} label @param {number} i */
      const drawn = (label, i) => {
        const canvas = new OffscreenCanvas(size, size);
        const context = canvas.getContext("2d");
        if (!context) throw new TypeError("2d");
        context.fillStyle = `hsl(${(37 * i) % 360} 30% 40%)`;
        context.fillRect(0, 0, size, size);
        context.fillStyle = `hsl(${(91 * i) % 360} 60% 80%)`;
        const at = 20 + ((13 * i) % 60);
        if (label === 0) context.fillRect(at, 0, 24, size);
        if (label === 1) context.fillRect(0, at, size, 24);
        return context.getImageData(0, 0, size, size).data;
      };
      const dataset = {
        classes: classes.map((name, label) => ({
          name,
          pictures: Array.from({ length: 12 }, (_, i) => ({
            recording: String(Math.floor(i / 4)),
            rgba: drawn(label, i),
          })),
        })),
      };
      const pictures = { height: size, width: size, channels: 3 };
      const { network } = await new Trainer().train({ ...settings, pictures, seed: 1, dataset });
      network.thresholds = classes.map(() => 0.6);
      const samples = classes.flatMap((_, label) => [drawn(label, 40), drawn(label, 41)]);
      const blob = await offlinePage({ title, network, pictures: samples });

      await engine.default();
      const [{ type, name }] = network.spec.layers;
      if (type === "stem") engine.load_stem(name, await stems.load(name));
      const classifier = new engine.Classifier(network);
      const asked = (/** @type {Uint8ClampedArray} */ rgba) => [
        ...classifier.classify_rgba(rgba).probabilities,
      ];
      const scores = samples.map(asked);
      // As a file, which loses nothing.
      const canvas = new OffscreenCanvas(size, size);
      canvas.getContext("2d")?.putImageData(new ImageData(drawn(1, 50), size), 0, 0);
      const png = [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
      const chosen = { png, scores: asked(drawn(1, 50)) };

      // The same pictures, asked of what is in the file.
      const file = await blob.arrayBuffer();
      const html = new TextDecoder("utf-16le").decode(file);
      const [length, letters] = /id="network">([^<]*)</.exec(html)?.[1].split(":") ?? [];
      const fifteen = (/** @type {string} */ letter) =>
        (letter.charCodeAt(0) - 0x100).toString(2).padStart(15, "0");
      const bits = [...letters].map(fifteen).join("").match(/.{8}/g) ?? [];
      const bytes = Uint8Array.from(bits.slice(0, Number(length)), (byte) => parseInt(byte, 2));
      const { Player } = await load("/pkg-player/tab_trainer_player.js");
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      const player = new Player(new Uint8Array(await new Response(stream).arrayBuffer()));
      const found = samples.map((rgba) => [...player.answer(new Uint8Array(rgba)).scores]);
      return { bytes: [...new Uint8Array(file)], scores, found, chosen };
    },
    { title, classes, settings },
  );
}

/** @param {import("@playwright/test").Browser} browser @param {string} path @param {() => void} [lacking]  takes something from the browser */
async function opened(browser, path, lacking) {
  const context = await browser.newContext({ offline: true, locale: "en-GB" });
  if (lacking) await context.addInitScript(lacking);
  const page = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  page.on("request", (request) => {
    if (!/^(file|blob|data):/.test(request.url())) faults.push(`request to ${request.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.goto(pathToFileURL(path).href);
  return { page, faults };
}

/** @param {number[][]} actual @param {number[][]} expected @returns {number} the largest difference */
function apart(actual, expected) {
  const pairs = actual.flatMap((row, i) => row.map((value, j) => value - expected[i][j]));
  return Math.max(...pairs.map(Math.abs));
}

const CASES = /** @type {const} */ ([
  {
    name: "from scratch, in eight bits",
    settings: { method: "from_scratch", epochs: 6, input: { height: 64, width: 64, channels: 3 } },
    tolerance: 0.01,
  },
  {
    name: "behind a stem, as it is",
    settings: { method: "quick_eye", stem: "small" },
    tolerance: 1e-5,
  },
]);

for (const { name, settings, tolerance } of CASES) {
  test(`a file answers from the disk as the page does: ${name}`, async ({
    page,
    browser,
  }, testInfo) => {
    const classes = ["Upright", "Lying", "Nothing"];
    const model = await exported(page, { title: "Bars", classes, settings });
    expect(apart(model.found, model.scores)).toBeLessThan(tolerance);
    const path = testInfo.outputPath("bars.html");
    writeFileSync(path, new Uint8Array(model.bytes));
    testInfo.annotations.push({ type: "bytes", description: String(statSync(path).size) });
    expect(statSync(path).size).toBeLessThanOrEqual(MOST);

    const { page: file, faults } = await opened(browser, path);
    await expect(file.getByRole("heading", { level: 1, name: "Bars" })).toBeVisible();
    await expect(file.getByRole("status")).toHaveText(/^Self-test passed: 6 of 6 stored pictures/);
    await expectNoViolations({ page: file }, "at the start");
    // Of a stored picture, which is a reduced one, and of one from the disk.
    for (const [place, label] of [0, 0, 1, 1, 2, 2].entries()) {
      await file.getByRole("button", { name: `Picture ${place + 1}` }).click();
      await expect(file.getByRole("meter", { name: classes[label] })).toHaveAttribute(
        "aria-current",
        "true",
      );
      // At once: of a picture that stays there is no second answer.
      expect(await file.locator("#spoken").textContent()).toBe(
        await file.locator("#winner").textContent(),
      );
    }
    await expect(file.locator("#spoken")).not.toBeEmpty();
    await expectNoViolations({ page: file }, "with a picture");
    const choose = (/** @type {Buffer} */ buffer) =>
      file
        .getByLabel("Choose a picture")
        .setInputFiles({ name: "bar.png", mimeType: "image/png", buffer });
    await choose(Buffer.from(model.chosen.png));
    await expect(file.getByRole("img", { name: "bar.png" })).toBeVisible();
    for (const [place, score] of model.chosen.scores.entries()) {
      const shown = file.getByRole("meter", { name: classes[place] });
      await expect(shown).toHaveAttribute("aria-valuetext", /%/);
      const value = Number(await shown.getAttribute("aria-valuenow"));
      expect(Math.abs(value - 100 * score)).toBeLessThanOrEqual(0.5 + 100 * tolerance);
    }
    await choose(Buffer.from("no picture"));
    await expect(file.getByRole("alert")).toHaveText(/“bar\.png” could not be read as a picture/);

    // What was said of the picture is no answer to what the camera sees: it is taken back first.
    await file.evaluate(() => {
      const spoken = /** @type {HTMLElement} */ (document.getElementById("spoken"));
      new MutationObserver((_, observer) => {
        spoken.dataset.next = spoken.textContent ?? "";
        observer.disconnect();
      }).observe(spoken, { childList: true });
    });
    await file.getByRole("button", { name: "Start camera" }).click();
    await expect(file.getByRole("button", { name: "Turn off camera" })).toBeVisible();
    await expect(file.locator("#spoken")).toHaveAttribute("data-next", "");
    await expect(file.getByRole("alert")).toBeHidden();
    await expect(file.locator("video")).toBeVisible();
    await expect(file.getByRole("meter", { name: "Upright" })).toHaveAttribute(
      "aria-valuetext",
      /%/,
    );
    expect(faults).toEqual([]);
    await file.context().close();
  });
}

test("a file says what a browser lacks, whatever its classes are called, and speaks Russian", async ({
  page,
  browser,
}, testInfo) => {
  const title = "</title><script>hacked = true</script>";
  const settings = { method: "tiny", epochs: 2, input: { height: 64, width: 64, channels: 3 } };
  const { bytes } = await exported(page, { title, classes: HOSTILE, settings });
  const path = testInfo.outputPath("hostile.html");
  writeFileSync(path, new Uint8Array(bytes));
  const { page: file, faults } = await opened(browser, path);
  await expect(file.getByRole("status")).toHaveText(/^Self-test passed/);
  await expect(file).toHaveTitle(title);
  await expect(file.getByRole("heading", { level: 1 })).toHaveText(title);
  for (const name of HOSTILE)
    await expect(file.getByRole("meter", { name, exact: true })).toBeVisible();
  expect(await file.evaluate(() => "hacked" in globalThis)).toBe(false);
  expect(faults).toEqual([]);
  await file.context().close();

  const old = await opened(browser, path, () =>
    Reflect.deleteProperty(globalThis, "DecompressionStream"),
  );
  await expect(old.page.getByText(/^This browser is too old for this page/)).toBeVisible();
  await old.page.context().close();
  const older = await opened(browser, path, () => {
    WebAssembly.validate = () => false;
  });
  await expect(older.page.getByRole("alert")).toHaveText(/^This browser is too old for this page/);
  await older.page.context().close();
  const blind = await opened(browser, path, () =>
    Object.defineProperty(navigator, "mediaDevices", { value: undefined }),
  );
  await blind.page.getByRole("button", { name: "Start camera" }).click();
  await expect(blind.page.getByRole("alert")).toHaveText(/does not give the camera to pages/);
  await blind.page.context().close();

  const context = await browser.newContext({ offline: true, locale: "ru-RU" });
  const russian = await context.newPage();
  await russian.goto(pathToFileURL(path).href);
  await expect(russian.getByRole("button", { name: "Включить камеру" })).toBeEnabled();
  await expect(russian.getByRole("status")).toHaveText(/^Самопроверка пройдена/);
  await context.close();

  const whole = readFileSync(path, "utf16le");
  const damaged = (/** @type {string} */ part) => {
    const [start, ...rest] = whole.split(RegExp(`(?<=id="${part}">\\d+:.{200})`));
    return start + rest.join("").replace(/^.{4}/, "\u0777\u0777\u0777\u0777");
  };
  writeFileSync(path, damaged("network"), "utf16le");
  const broken = await opened(browser, path);
  await expect(broken.page.getByRole("alert")).toHaveText(/^This file is damaged/);
  await expect(broken.page.getByRole("button", { name: "Start camera" })).toBeDisabled();
  await broken.page.context().close();

  // What lacks the script that would say it, because that is damaged, or the file was not copied to its end.
  const early = whole.slice(0, whole.indexOf('id="page">') + 500);
  const half = whole.slice(0, whole.length / 2);
  for (const content of [damaged("page"), early, half]) {
    writeFileSync(path, content, "utf16le");
    const silent = await opened(browser, path);
    const sentence = silent.page.getByText(/^This file is damaged/).filter({ visible: true });
    await expect(sentence).toHaveCount(1);
    expect(silent.faults).toEqual([]);
    await silent.page.context().close();
  }
});
