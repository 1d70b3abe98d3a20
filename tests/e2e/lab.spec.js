// @ts-check
/** The Lab: each question on a screen of its own, moved by keyboard, with numbers that an independent computation gives, too. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("../../www/pkg/tab_trainer.js").LabSliders} LabSliders */

const TITLES = {
  "kernel-gradient": "How a kernel is updated",
  "step-size": "Step size",
  "kernel-recovery": "Recovering a kernel",
  "dead-relu": "Dead ReLUs",
  "delta-size": "Size of δ",
  "image-size": "Picture size",
  "missing-derivative": "The missing derivative",
};

/** Opens a question by its address. @param {Page} page @param {string} id */
async function open(page, id) {
  await page.goto(`/#lab/${id}`);
  await settled(page);
}

/** Waits until what is on screen is of the settings that are. @param {Page} page */
async function settled(page) {
  await expect(page.locator(".lab-found[aria-busy=false] .lab-answer")).toBeVisible();
}

/** @param {Page} page */
const answerOf = (page) => page.locator(".lab-answer").innerText();

/** Moves a slider by keys, and waits for what comes of it. @param {Page} page @param {string} name @param {string[]} keys */
async function move(page, name, keys) {
  const slider = page.getByRole("slider", { name });
  await slider.focus();
  for (const key of keys) await page.keyboard.press(key);
  await settled(page);
}

/** The value that a slider says. @param {Page} page @param {string} name */
async function valueOf(page, name) {
  const said = await page.getByRole("slider", { name }).getAttribute("aria-valuetext");
  return numberIn(said ?? "", /^(\S+)/);
}

/** @param {string} sentence @param {RegExp} pattern */
function numberIn(sentence, pattern) {
  const [, digits] = pattern.exec(sentence) ?? [];
  expect(digits, `${pattern} in “${sentence}”`).toBeDefined();
  return Number(digits.replaceAll(",", ""));
}

/** What is said with four digits. @param {number} said @param {number} expected */
function expectClose(said, expected) {
  expect(Math.abs(said - expected), `${said}, not ${expected}`).toBeLessThanOrEqual(
    1e-3 * Math.abs(expected),
  );
}

/** The inputs of an experiment, from the engine by itself. @param {Page} page @param {string} experiment @param {object} settings */
function inputsOf(page, experiment, settings) {
  return page.evaluate(async ([experiment, settings]) => {
    const path = "/pkg/tab_trainer.js";
    const engine = await import(path);
    await engine.default();
    return engine[`lab_${experiment}`](settings);
  }, /** @type {const} */ ([experiment, settings]));
}

/** What a formula says. @param {Element} formula */
function textOf(formula) {
  return (formula.textContent ?? "").replaceAll(/\s/g, "").replace("−", "-");
}

/** The numbers of a map, row by row. @param {Page} page @param {RegExp} name */
async function mapOf(page, name) {
  const cells = page.getByRole("table", { name }).getByRole("cell");
  return (await cells.allInnerTexts()).map(Number);
}

test("the index leads to each question, and each to the next", async ({ page }) => {
  await page.goto("/#lab");
  const index = page.getByRole("list").filter({ hasText: "Two faces" });
  await expect(index.getByRole("link")).toHaveCount(8);
  await index.getByRole("link", { name: TITLES["kernel-gradient"] }).click();
  for (const [id, title] of Object.entries(TITLES)) {
    await expect(page).toHaveURL(new RegExp(`#lab/${id}$`));
    await expect(page.getByRole("heading", { name: title, level: 2 })).toBeVisible();
    await expect(page).toHaveTitle(new RegExp(title));
    await settled(page);
    await page.getByRole("link", { name: /^Next:/ }).click();
  }
  await expect(page.getByRole("heading", { name: "Two faces", level: 2 })).toBeVisible();
  await page.getByRole("link", { name: "To the trainer" }).click();
  await expect(page.getByRole("region", { name: "Collect" })).toBeVisible();
});

test("step size: the error is multiplied by (1 − 14 α)² in each step", async ({ page }) => {
  await open(page, "step-size");
  expect(await answerOf(page)).toMatch(/^Diverges: .*6\.25.*1\.75 times/);
  const seen = new Set();
  for (const keys of [[], ["ArrowLeft"], ["PageDown", "PageDown"], ["Home"], ["End"]]) {
    await move(page, "Step size α", keys);
    const alpha = await valueOf(page, "Step size α");
    const factor = (1 - 14 * alpha) ** 2;
    const answer = await answerOf(page);
    expectClose(numberIn(answer, /multiplies the error by ([\d.,e]*\d)/), factor);
    expect(answer).toMatch(alpha > 2 / 14 ? /^Diverges/ : /^(Arrives|On its way)/);
    // The formula ends with the error after the first step.
    const line = await page.locator(".lab-formula math").nth(1).evaluate(textOf);
    expectClose(numberIn(line, /=([\d.,e]+)$/), 50 * factor);
    seen.add(alpha);
  }
  expect(seen.size).toBe(5);
  await page.getByRole("button", { name: "α = 1/14" }).click();
  await settled(page);
  expect(await answerOf(page)).toMatch(/^One step lands/);
  await page.getByRole("radio", { name: "L-BFGS" }).check({ force: true });
  await settled(page);
  await expect(page.getByRole("slider", { name: "Step size α" })).toHaveCount(0);
  expect(await answerOf(page)).toMatch(/^L-BFGS arrives after [23] steps/);
  const drawing = page.getByRole("img", { name: /^A valley/ });
  await expect(drawing).toHaveAccessibleName(/height 2\.673, .*at -?(0|[\d.]+e-\d+) in the end/);
});

test("kernel gradient: neither map turned is the sum over all places, and differences agree", async ({
  page,
}) => {
  await open(page, "kernel-gradient");
  for (const [slider, keys, settings] of /** @type {const} */ ([
    ["Kernel", [], { picture: 8, kernel: 3, seed: 1 }],
    ["Kernel", ["ArrowRight"], { picture: 8, kernel: 4, seed: 1 }],
    ["Picture, pixels", ["End"], { picture: 9, kernel: 4, seed: 1 }],
  ])) {
    await move(page, slider, [...keys]);
    const { input, delta } = await inputsOf(page, "kernel_gradient", settings);
    const { picture, kernel } = settings;
    const output = picture - kernel + 1;
    const expected = Array.from({ length: kernel ** 2 }, (_, k) => {
      const [u, v] = [Math.floor(k / kernel), k % kernel];
      let sum = 0;
      for (let i = 0; i < output; i++)
        for (let j = 0; j < output; j++)
          sum -= delta[i * output + j] * input[(i + u) * picture + j + v];
      return sum;
    });
    for (const name of [/^Turn neither/, /^Numerical gradient/, /^What the engine computes/]) {
      const shown = await mapOf(page, name);
      expect(shown.length).toBe(expected.length);
      for (const [i, value] of shown.entries())
        expect(Math.abs(value - expected[i]), `${name}, ${i}`).toBeLessThan(0.0101);
    }
    for (const name of [/^Turn the input/, /^Turn δ/]) {
      await expect(page.getByRole("table", { name })).toContainText(/\d% off/);
      const shown = await mapOf(page, name);
      expect(shown.some((value, i) => Math.abs(value - expected[i]) > 0.1)).toBe(true);
    }
    expect((await mapOf(page, /^Input x/)).length).toBe(picture ** 2);
    // The entry that is explained.
    await move(page, "Weight that is explained", ["End"]);
    const said = await page.locator(".lab-formula math").last().evaluate(textOf);
    const last = numberIn(said, /=(-?[\d.]+)$/);
    expectClose(last, expected[expected.length - 1]);
  }
});

test("picture size: the first gradient is a sum over all pixels", async ({ page }) => {
  await open(page, "image-size");
  for (const [keys, picture] of /** @type {const} */ ([
    [[], 32],
    [["Home"], 8],
    [["ArrowRight"], 16],
  ])) {
    await move(page, "Picture, pixels", [...keys]);
    const found = await inputsOf(page, "image_size", { picture });
    const said = numberIn(await answerOf(page), /has the norm ([\d.,]*\d)/);
    expectClose(said, gradientNorm(found, picture));
    // What suits 8×8 suits nothing larger.
    expect(await answerOf(page)).toMatch(picture === 8 ? /^Learns/ : /^Diverges/);
  }
  await page.getByRole("radio", { name: "Mean taken" }).check({ force: true });
  await settled(page);
  const found = await inputsOf(page, "image_size", { picture: 16 });
  const said = numberIn(await answerOf(page), /has the norm ([\d.,]*\d)/);
  expectClose(said, gradientNorm(found, 16) / 16 ** 2);
});

/** Of ½ Σ (t − y)² by the kernel, where the picture is surrounded by zeros. @param {{ input: number[], wanted: number[], start: number[] }} found @param {number} side */
function gradientNorm({ input, wanted, start }, side) {
  const at = (/** @type {number} */ i, /** @type {number} */ j) =>
    i < 0 || j < 0 || i >= side || j >= side ? 0 : input[i * side + j];
  const gradient = new Array(9).fill(0);
  for (let i = 0; i < side; i++)
    for (let j = 0; j < side; j++) {
      const seen = Array.from({ length: 9 }, (_, k) =>
        at(i + Math.floor(k / 3) - 1, j + (k % 3) - 1),
      );
      const error = seen.reduce((sum, x, k) => sum + x * (start[k] - wanted[k]), 0);
      seen.forEach((x, k) => (gradient[k] += error * x));
    }
  return Math.hypot(...gradient);
}

test("the other questions say what one should see", async ({ page }) => {
  await open(page, "kernel-recovery");
  await move(page, "Pooling window", ["Home"]);
  expect(await answerOf(page)).toMatch(/^4 of 4 kernels are recovered\. Without pooling/);
  await move(page, "Pooling window", ["End"]);
  expect(await answerOf(page)).toMatch(/^[01] of 4 kernels are recovered\. Behind max-pooling/);
  await move(page, "Step in one dimension", ["End"]);
  expect((await mapOf(page, /^Both windows/))[1]).toBeCloseTo(18, 1);

  await open(page, "dead-relu");
  expect(await answerOf(page)).toMatch(/^\d+ of 16 filters of the second convolution are dead/);
  await page.getByRole("radio", { name: "Leaky ReLU" }).check({ force: true });
  await settled(page);
  expect(await answerOf(page)).toMatch(/^No filter/);

  await open(page, "delta-size");
  const saturated = () => answerOf(page).then((said) => numberIn(said, /^For (\d+)%/));
  expect(await saturated()).toBeGreaterThan(60);
  for (const remedy of [
    "Weights scaled by fan-in",
    "Batch norm before tanh",
    "Global average pooling",
  ]) {
    await page.getByRole("radio", { name: remedy }).check({ force: true });
    await settled(page);
    expect(await saturated(), remedy).toBeLessThan(20);
  }

  await open(page, "missing-derivative");
  const said = await answerOf(page);
  expect(numberIn(said, /2\.13 has brought the error to ([\d.e-]+)/)).toBeLessThan(0.05);
  expect(said).toMatch(/numerical gradient by \d+%/);
  const curves = page.getByRole("img", { name: /^In the end the error is/ });
  await expect(curves).toHaveCount(2);
});

test.describe("without the chart library", () => {
  test.use({ expectedErrors: [/ERR_FAILED/] });

  test("the numbers are there without their curves", async ({ context, page }) => {
    await context.route("**/vendor/uplot/**", (route) => route.abort());
    await open(page, "step-size");
    await expect(page.getByText("the numbers are right without them")).toBeVisible();
    await expect(page.getByRole("img", { name: /^A valley/ })).toBeVisible();
  });
});

for (const [colorScheme, viewport] of /** @type {const} */ ([
  ["light", { width: 360, height: 740 }],
  ["dark", { width: 1440, height: 900 }],
])) {
  test.describe(`${colorScheme}, ${viewport.width} px`, () => {
    test.use({ colorScheme, viewport });

    test("axe finds nothing, and nothing is wider than the window", async ({ app, page }) => {
      test.setTimeout(180_000);
      for (const id of ["", "faces", ...Object.keys(TITLES)]) {
        if (id in TITLES) {
          await open(page, id);
          await page.locator("#view-lab").getByText("More", { exact: true }).click();
        } else await page.goto(`/#lab/${id}`);
        await expect(page.getByRole("main").getByRole("link").last()).toBeVisible();
        await expectNoViolations(app, id);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, id).toBeLessThanOrEqual(0);
      }
    });
  });
}
