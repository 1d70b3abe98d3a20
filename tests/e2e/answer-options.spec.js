// @ts-check
/** The options of the live answer: thresholds, smoothing, pace, counter, voice and tones. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";
import { pngWithAlpha } from "./images.js";
import { drop, file, upload } from "./uploads.js";

/** @typedef {import("./tab-trainer.js").TabTrainer} TabTrainer */

const RED = [255, 0, 0, 255];
const BLUE = [0, 0, 255, 255];
const picture = (/** @type {number[]} */ colour) => pngWithAlpha(60, 60, () => colour);

/** Red is “Face”, blue is “Background”; the first impression answers, and its options are open. @param {TabTrainer} app */
async function learn(app) {
  await app.open();
  await upload(app, "Face", [file("red.png", picture(RED))]);
  await upload(app, "Background", [file("blue.png", picture(BLUE))]);
  await expect(app.page.getByText(/^First impression/)).toBeVisible();
  await openOptions(app);
}

/** @param {TabTrainer} app */
async function openOptions(app) {
  await app.page.getByText("Answer options", { exact: true }).click();
  await expect(app.page.getByRole("group", { name: "Thresholds" })).toBeVisible();
}

/** @param {TabTrainer} app */
const answerOf = (app) => app.page.getByRole("region", { name: "Live answer" });

/** Shows a picture, until it is the answer. @param {TabTrainer} app @param {"Face" | "Background"} name */
async function show(app, name) {
  await drop(answerOf(app), [file(`${name}.png`, picture(name === "Face" ? RED : BLUE))]);
  await expect(app.winner).toHaveAccessibleName(name);
}

test("a class with a threshold that it does not reach is “Not sure”, also after a reload", async ({
  app,
  page,
}) => {
  await learn(app);
  const word = page.locator(".winner");
  const slider = answerOf(app).getByRole("slider", { name: "Face" });
  await expect(slider).toHaveValue("0.6");
  await show(app, "Face");
  await expect(word).toHaveText("Face");
  await slider.fill("1");
  await expect(word).toHaveText("Not sure");
  await show(app, "Background");
  await expect(word, "it has a threshold of its own").toHaveText("Background");
  await expect(page.getByText(/^\d+ answers? per second; each takes \d+ ms\.$/)).toBeVisible();
  await answerOf(app).getByRole("combobox", { name: "Smoothing" }).selectOption("A lot (0.8 s)");
  await page.reload();
  await expect(page.getByText(/^First impression/)).toBeVisible();
  await openOptions(app);
  await expect(slider).toHaveValue("1");
  await expect(answerOf(app).getByRole("combobox", { name: "Smoothing" })).toHaveValue("lot");
  await page.getByRole("button", { name: "The same for all: 60%" }).click();
  await expect(slider).toHaveValue("0.6");
  await show(app, "Face");
  await expect(word).toHaveText("Face");
});

test("answers are counted, from picture to picture and visit to visit, and from 0 again", async ({
  app,
  page,
}) => {
  await learn(app);
  const counts = answerOf(app).getByRole("listitem");
  await expect(counts).toHaveCount(0);
  await page.getByRole("checkbox", { name: "Count the answers" }).check();
  await expect(counts).toHaveText(["Face: 0 times", "Background: 0 times"]);
  await show(app, "Face");
  await expect(counts).toHaveText(["Face: 1 time", "Background: 0 times"]);
  await show(app, "Background");
  await expect(counts).toHaveText(["Face: 1 time", "Background: 1 time"]);
  await show(app, "Face");
  await expect(counts).toHaveText(["Face: 2 times", "Background: 1 time"]);
  await expect(page.locator("[aria-live=polite]").filter({ hasText: "Face: 2 times" })).toHaveCount(
    1,
  );
  await page.getByRole("button", { name: "Full screen" }).click();
  await expect(counts.first()).toBeInViewport({ ratio: 1 });
  await page.getByRole("button", { name: "Leave full screen" }).click();
  await page.reload();
  await expect(counts).toHaveText(["Face: 2 times", "Background: 1 time"]);
  await page.getByRole("button", { name: "Count from 0" }).click();
  await expect(counts).toHaveText(["Face: 0 times", "Background: 0 times"]);
});

test("a voice says the name, and a tone sounds, only when the answer changes", async ({
  app,
  page,
}) => {
  await page.addInitScript(() => {
    const heard = /** @type {(string | number)[]} */ ([]);
    const speechSynthesis = {
      getVoices: () => [{ lang: "en-GB" }],
      cancel() {},
      speak: (/** @type {SpeechSynthesisUtterance} */ { text, lang }) =>
        heard.push(`${text} ${lang}`),
    };
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (when) {
      heard.push(Math.round(this.frequency.value));
      start.call(this, when);
    };
    Object.defineProperty(window, "speechSynthesis", { value: speechSynthesis });
    Object.assign(window, { heard });
  });
  const heard = () => page.evaluate(() => [.../** @type {any} */ (window).heard].sort());
  await learn(app);
  await page.getByRole("checkbox", { name: "Say the answer aloud" }).check();
  await page.getByRole("checkbox", { name: "Play a tone when the answer changes" }).check();
  await show(app, "Face");
  await expect.poll(heard).toEqual([523, "Face en"]);
  await show(app, "Background");
  await expect.poll(heard).toEqual([523, 659, "Background en", "Face en"]);
  await expect(page.getByText(/no voice/)).toBeHidden();
});

test("a browser without a voice says so", async ({ app, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "speechSynthesis", { value: undefined });
  });
  await learn(app);
  await expect(page.getByText(/no voice/)).toBeHidden();
  await page.getByRole("checkbox", { name: "Say the answer aloud" }).check();
  await expect(
    page.getByText("This browser has no voice for this language: English."),
  ).toBeVisible();
});

for (const { width, colorScheme } of /** @type {const} */ ([
  { width: 360, colorScheme: "dark" },
  { width: 1440, colorScheme: "light" },
])) {
  test.describe(`${width} px, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 800 }, colorScheme });

    test("axe finds nothing in the options, and they fit", async ({ app, page }) => {
      await learn(app);
      for (const one of await answerOf(app).getByRole("checkbox").all()) await one.check();
      await show(app, "Face");
      await expect(answerOf(app).getByRole("listitem").first()).toHaveText("Face: 1 time");
      await expectNoViolations(app, "the options are open");
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
    });
  });
}
