// @ts-check
/** Inside: one step of backpropagation, live, frozen, played and applied. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";
import { InsideView } from "./inside-view.js";

const SMALL = "Small, for explaining: 2 kernels of 3×3 on 12×12";

test("without a camera and without training it explains itself on the small network", async ({
  page,
}) => {
  const inside = new InsideView(page);
  await inside.open();
  await expect(inside.network).toHaveValue("small");
  await expect(page.getByText(/^No camera is on: this is a drawn scene/)).toBeVisible();
  for (const name of ["Picture, output", "Convolution 1, output", "Dense layer 1, gradient"])
    await expect(inside.maps(name)).toBeVisible();
  await expect(inside.maps("Picture, δ")).toHaveCount(0);
  expect(await inside.stage()).toMatch(/^17 of 17: Update$/);
});

test("it follows the camera, until it is frozen", async ({ app, page }) => {
  const inside = new InsideView(page);
  await inside.open();
  await app.startPractice();
  await expect(page.getByText(/^Live Every frame/)).toBeVisible();
  const first = await inside.seen();
  await expect.poll(() => inside.seen()).not.toBe(first);
  await inside.freeze.click();
  await expect(inside.live).toBeVisible();
  // A frame that was under way still comes.
  let frozen = "";
  await expect.poll(async () => frozen === (frozen = await inside.seen())).toBe(true);
  await expect(page.getByText(/^Update Every weight moves/)).toBeVisible();
  await page.getByRole("radio", { name: "Cup" }).check({ force: true });
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  expect(await inside.seen()).toBe(frozen);
  await inside.live.click();
  await expect.poll(() => inside.seen()).not.toBe(frozen);
});

test("Space plays from the beginning, and the arrow keys go through the stages", async ({
  page,
}) => {
  const inside = new InsideView(page);
  await inside.open();
  await page.getByRole("heading", { name: "Inside" }).click();
  await page.keyboard.press("Space");
  await expect(inside.button("Pause")).toBeVisible();
  await expect
    .poll(() => inside.stage(), { intervals: [100] })
    .toMatch(/^\d of 17: Forward: (Activation|Max-pooling)/);
  await page.keyboard.press("Space");
  await expect(inside.button("Play")).toBeVisible();
  const at = Number.parseInt(await inside.stage(), 10);
  await page.keyboard.press("ArrowRight");
  expect(Number.parseInt(await inside.stage(), 10)).toBe(at + 1);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  expect(Number.parseInt(await inside.stage(), 10)).toBe(at - 1);
});

test("each stage says what happens, and what is not computed yet is said to be so", async ({
  page,
}) => {
  const inside = new InsideView(page);
  await inside.open();
  const says = page.locator(".says");
  const later = / not computed yet$/;
  await inside.timeline.fill("0");
  await expect(says).toContainText("12 rows and 12 columns");
  await expect(inside.maps("Picture, output")).not.toHaveAccessibleName(later);
  await expect(inside.maps("Convolution 1, output")).toHaveAccessibleName(later);
  await inside.timeline.press("ArrowRight");
  await expect(says).toContainText("its bias: the net input (2.9)");
  await expect(inside.maps("Convolution 1, output")).not.toHaveAccessibleName(later);
  await expect(inside.maps("Convolution 1, δ")).toHaveAccessibleName(later);
  await inside.timeline.fill("9");
  await expect(says).toContainText("δ of the output");
  await expect(inside.maps("Activation 3, δ")).not.toHaveAccessibleName(later);
  await inside.timeline.fill("15");
  await expect(says).toContainText("Back: Convolution 1");
  await expect(says).toContainText("f′ at the net input");
  await expect(says).toContainText("Nothing is turned");
  for (const row of ["δ", "gradient"])
    await expect(inside.maps(`Convolution 1, ${row}`)).not.toHaveAccessibleName(later);
});

test("a step that is applied lowers the loss, and taken back it is as it was, exactly", async ({
  app,
  page,
}) => {
  const inside = new InsideView(page);
  await inside.open();
  await app.startPractice();
  await inside.freeze.click();
  let before = "";
  await expect.poll(async () => before === (before = await inside.seen())).toBe(true);
  const promised = await page.locator(".loss-after").innerText();
  await inside.learn.click();
  await expect(page.getByText(/^1 step applied/)).toBeVisible();
  await expect.poll(() => inside.seen()).not.toBe(before);
  expect(promised).toBe(`after the step ${await inside.loss.innerText()}`);
  await inside.learn.click();
  await inside.learn.click();
  await expect(page.getByText(/^3 steps applied/)).toBeVisible();
  await inside.undo.click();
  await expect(page.getByText(/^2 steps applied/)).toBeVisible();
  await inside.reset.click();
  await expect(page.getByText(/steps? applied/)).toHaveCount(0);
  await expect.poll(() => inside.seen()).toBe(before);
});

test("with reduced motion the stages change without any movement", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const inside = new InsideView(page);
  await inside.open();
  await inside.timeline.fill("0");
  const moving = () => page.evaluate(() => document.getAnimations().length);
  for (const at of ["4", "8", "0"]) {
    await inside.timeline.fill(at);
    expect(await moving()).toBe(0);
  }
});

test("stages lead back to what was seen, exactly", async ({ page }) => {
  const inside = new InsideView(page);
  await inside.open();
  const whole = await inside.seen();
  const lit = () =>
    inside.strip.evaluate((strip) =>
      [...strip.querySelectorAll("[data-light]")]
        .map((one) => one.getAttribute("data-light"))
        .join(" "),
    );
  await inside.timeline.fill("5");
  const fifth = await lit();
  await inside.timeline.fill("12");
  expect(await lit()).not.toBe(fifth);
  await inside.timeline.fill("5");
  expect(await lit()).toBe(fifth);
  expect(await inside.seen()).toBe(whole);
});

test("each method's network can be looked into, and the one that was trained", async ({
  app,
  page,
}) => {
  test.setTimeout(120_000);
  await app.open();
  await app.startPractice();
  await app.addClass("Cup");
  await app.recordPractice({ Face: "Face", Background: "Background", Cup: "Cup" }, 4);
  await app.method("From scratch");
  await app.set("Epochs", 3);
  await app.train();
  await page.getByRole("link", { name: "Inside" }).click();
  const inside = new InsideView(page);
  await expect(inside.network).toHaveValue("trained");
  await expect(inside.target.getByRole("option")).toHaveText(["Face", "Background", "Cup"]);
  await expect(inside.strip.getByRole("rowheader")).toHaveText(["Face", "Background", "Cup"]);
  await expect(inside.maps("Convolution 3, gradient")).toBeAttached();
  await inside.target.selectOption("Cup");
  await expect(inside.strip.getByRole("row", { name: /^Cup/ })).toContainText(/1$/);
  for (const [name, last] of [
    ["Careful, not trained", "Batch norm 1, output"],
    ["The article's own, not trained", "Dense layer 1, δ"],
    ["Quick eye, not trained", "Convolution 1, weights"],
    [SMALL, "Max-pooling 1, δ"],
  ]) {
    await inside.choose(name);
    await expect(inside.maps(last), name).toBeAttached({ timeout: 30_000 });
    await expect(app.alerts.filter({ hasText: /./ })).toHaveCount(0);
  }
  await expect(inside.target.getByRole("option")).toHaveText(["Face", "Background"]);
});

test("the network is looked into while it learns, and better weights follow", async ({
  app,
  page,
}) => {
  test.setTimeout(90_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 4);
  await app.method("From scratch");
  await app.set("Epochs", 500);
  await app.trainButton.click();
  await expect(app.winner).toBeVisible({ timeout: 20_000 });
  await page.getByRole("link", { name: "Inside" }).click();
  const inside = new InsideView(page);
  await expect(inside.network).toHaveValue("trained");
  const weights = () =>
    inside
      .maps("Convolution 1, weights")
      .locator("canvas")
      .evaluate((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL());
  const first = await weights();
  await expect.poll(weights).not.toBe(first);
  await inside.freeze.click();
  await inside.timeline.fill("3");
  let frozen = "";
  await expect.poll(async () => frozen === (frozen = await inside.seen())).toBe(true);
  await inside.timeline.fill("5");
  expect(await inside.seen(), "a step is walked through with its own weights").toBe(frozen);
  await expect(app.alerts.filter({ hasText: /./ })).toHaveCount(0);
  await page.getByRole("link", { name: "Train" }).click();
  await app.stopButton.click();
});

test("a map is enlarged, read number by number, and closed, by keyboard alone", async ({
  page,
}) => {
  const inside = new InsideView(page);
  await inside.open();
  const first = inside.maps("Picture, output");
  for (let presses = 0; presses < 40; presses++) {
    if (await first.evaluate((one) => one === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await expect(first).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(inside.maps("Convolution 1, output, map 1 of 2")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(inside.maps("Convolution 1, output, map 2 of 2")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(inside.maps("Convolution 1, δ, map 1 of 2")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(inside.enlarged.getByRole("heading")).toHaveText(
    "Convolution 1, output, map 2 of 2",
  );
  const value = inside.enlarged.getByText(/^Row \d+, column \d+: -?[\d.e-]+$/);
  await expect(value).toBeVisible();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowRight");
  await expect(value).toHaveText(/^Row 5, column 7: /);
  await page.keyboard.press("PageUp");
  await expect(inside.enlarged.getByRole("heading")).toHaveText(
    "Convolution 1, output, map 1 of 2",
  );
  const surface = inside.enlarged.getByRole("application");
  const width = () => surface.evaluate((one) => one.getBoundingClientRect().width);
  const before = await width();
  await page.keyboard.press("+");
  expect(await width()).toBeGreaterThan(before * 1.4);
  await page.keyboard.press("Escape");
  await expect(inside.enlarged).toBeHidden();
  await expect(
    inside.maps("Convolution 1, output, map 1 of 2"),
    "what was read is selected",
  ).toBeFocused();
});

test("what the neuron under the pointer saw is lit, and where its δ came from", async ({
  page,
}) => {
  const inside = new InsideView(page);
  await inside.open();
  await inside.freeze.click();
  /** Rows and columns, from 1 on, that are lit in a picture of so many pixels. @param {string} maps @param {number} high @param {number} wide */
  const lit = async (maps, high, wide) => {
    const areas = await inside
      .maps(maps)
      .locator(".area.seen")
      .evaluateAll((areas) =>
        areas.map((area) => {
          const { left, top, width, height } = /** @type {HTMLElement} */ (area).style;
          return [left, top, width, height].map((side) => Number.parseFloat(side) / 100);
        }),
      );
    return areas.map(([x, y, w, h]) => ({
      rows: [y * high + 1, (y + h) * high].map(Math.round),
      columns: [x * wide + 1, (x + w) * wide].map(Math.round),
    }));
  };
  /** @param {import("@playwright/test").Locator} maps @param {{ x: number, y: number }} part  0…1 */
  const hover = async (maps, { x, y }) => {
    const canvas = maps.locator("canvas");
    const { width = 0, height = 0 } = (await canvas.boundingBox()) ?? {};
    await canvas.hover({ position: { x: x * width, y: y * height }, force: true });
  };
  // Two maps of 10×10, one below the other, with a pixel between them: row 4, column 7 of the second.
  await hover(inside.maps("Convolution 1, output"), { x: 6.5 / 10, y: (11 + 3.5) / 21 });
  await expect
    .poll(() => lit("Picture, output", 12, 12))
    .toEqual([{ rows: [4, 6], columns: [7, 9] }]);
  // Row 2, column 5 of 5×5: in the 3×3 maps of both filters, likewise one below the other, two windows reach it.
  await hover(inside.maps("Max-pooling 1, δ"), { x: 4.5 / 5, y: 1.5 / 11 });
  await expect
    .poll(() => lit("Convolution 2, δ", 7, 3))
    .toEqual([
      { rows: [1, 2], columns: [3, 3] },
      { rows: [5, 6], columns: [3, 3] },
    ]);
  expect(await lit("Picture, output", 12, 12), "nothing stays lit").toEqual([]);
  await page.mouse.move(0, 0);
  await inside.maps("Activation 1, output").focus();
  await expect(inside.maps("Activation 1, output").locator(".area.own")).toHaveCount(1);
});

test("a camera that is switched off leaves its last frame, and says so", async ({ app, page }) => {
  const inside = new InsideView(page);
  await inside.open();
  await app.startPractice();
  await expect(page.getByText(/^Live Every frame/)).toBeVisible();
  await page.getByRole("button", { name: "Switch off practice camera" }).click();
  await expect(page.getByText("The camera is off. Its last frame stays.")).toBeVisible();
  await expect(inside.loss).not.toBeEmpty();
});

test("it costs nothing while another view is open", async ({ app, page }) => {
  const inside = new InsideView(page);
  await inside.open();
  await app.startPractice();
  await expect(page.getByText(/^Live Every frame/)).toBeVisible();
  await page.getByRole("link", { name: "Lab" }).click();
  let seen = "";
  await expect.poll(async () => seen === (seen = await inside.seen())).toBe(true);
  await page.getByRole("link", { name: "Inside" }).click();
  await expect.poll(() => inside.seen()).not.toBe(seen);
});

test.describe("what cannot be shown", () => {
  test.use({ serviceWorkers: "block" });

  /** @param {import("@playwright/test").Page} page @param {string} path @param {[string, string][]} changes */
  async function change(page, path, changes) {
    await page.route(path, async (route) => {
      const response = await route.fetch();
      let body = await response.text();
      for (const [before, after] of changes) {
        expect(body).toContain(before);
        body = body.replaceAll(before, after);
      }
      await route.fulfill({ response, body });
    });
  }

  test("of a network that is too large it is said how large it is, and which one fits", async ({
    page,
  }) => {
    await change(page, "**/workers/insight.js", [
      ["size: next.trace_size()", "size: { bytes: spec.input.width * 1e7, limit: 2e8 }"],
    ]);
    const inside = new InsideView(page);
    await inside.open();
    await inside.choose("Careful, not trained");
    await expect(page.getByRole("alert")).toHaveText(
      /would need 640 MB, and a page may take 200 MB for it. “Small.*” fits, with [\d.]+ MB/,
    );
    await expect(inside.strip, "nothing of another network is shown").toBeHidden();
    await inside.choose(SMALL);
    await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);
    await expect(inside.strip).toBeVisible();
  });

  test("where numbers are not finite, it is said where the first one arose", async ({ page }) => {
    await change(page, "**/inside/networks.js", [
      ["learning_rate: 0.1", "learning_rate: 1e20"],
      ['function: "scaled_tanh"', 'function: "identity"'],
    ]);
    const inside = new InsideView(page);
    await inside.open();
    await inside.learn.click();
    await expect(page.getByRole("alert")).toHaveText(
      /The first one that is not arose (forward|on the way back), in (δ of )?\w.* \d: map \d, row \d+, column \d+/,
    );
    await inside.undo.click();
    await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);
  });
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const width of [360, 768, 1440]) {
    test(`axe, and nothing wider than the window: ${colorScheme}, ${width} px`, async ({
      app,
      page,
    }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const inside = new InsideView(page);
      await inside.open();
      const overflow = () =>
        page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
      expect(await overflow()).toBeLessThanOrEqual(0);
      await expectNoViolations(app, "the step as a whole");
      await inside.timeline.fill("4");
      await expectNoViolations(app, "a stage");
      await inside.maps("Convolution 1, output").click();
      await expect(inside.enlarged).toBeVisible();
      await expectNoViolations(app, "a map, enlarged");
      expect(await overflow()).toBeLessThanOrEqual(0);
    });
  }
}
