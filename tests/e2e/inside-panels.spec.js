// @ts-check
/** The panels of the view Inside, and the walk through them, as a person uses them. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";
import { InsideView } from "./inside-view.js";

const PANELS = ["neuron", "turned", "pool", "kernel", "update"];

/** @param {import("@playwright/test").Page} page @param {string} name */
async function openPanel(page, name) {
  const panel = page.locator(`#inside-${name}`);
  await panel.locator("summary").click();
  await expect(panel.locator(".panel-body")).not.toBeEmpty();
  return panel;
}

test("a guided walk has ten pages, each with one thing to do", async ({ page }) => {
  test.slow();
  await page.goto("/#inside/walk/1");
  const walk = page.getByRole("complementary", { name: "Guided walk" });
  const neuron = page.locator("#inside-neuron");
  const layer = neuron.getByRole("combobox", { name: "Layer", exact: true });
  const timeline = page.getByRole("slider", { name: "Stage of the step" });
  /** Goes on until the stage is the one that is meant. @param {RegExp} stage */
  const goTo = async (stage) => {
    await timeline.focus();
    await timeline.press("Home");
    for (let i = 0; i < 20; i++) {
      if (stage.test((await timeline.getAttribute("aria-valuetext")) ?? "")) return;
      await timeline.press("ArrowRight");
    }
  };
  const tasks = [
    () => page.getByRole("button", { name: "One stage on" }).click(),
    async () => {
      const row = neuron.getByRole("spinbutton", { name: "Row" });
      await row.fill("6");
      await row.press("Tab");
    },
    () => layer.selectOption({ label: "Activation 1" }),
    () => page.locator("#inside-pool > summary").click(),
    () => goTo(/Loss/),
    () => page.getByRole("combobox", { name: "This picture should be" }).selectOption("1"),
    () => neuron.getByRole("combobox", { name: "Way" }).selectOption({ label: "Back: δ" }),
    () => page.locator("#inside-turned > summary").click(),
    () => page.locator("#inside-kernel > summary").click(),
    () =>
      page
        .locator("#inside-update")
        .getByRole("button", { name: /^Apply the optimiser/ })
        .click(),
  ];
  for (const [i, task] of tasks.entries()) {
    await expect(walk.getByText(`Page ${i + 1} of 10`)).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`#inside/walk/${i + 1}$`));
    await expect(walk.getByText("Try it:")).toBeVisible();
    // What is done while the page is still being prepared does not count.
    await expect(async () => {
      await task();
      await expect(walk.locator(".task").getByText("Done ✓")).toBeVisible({ timeout: 3000 });
    }).toPass();
    if (i < tasks.length - 1) await walk.getByRole("button", { name: "Next page" }).click();
  }
  await walk.getByRole("button", { name: "Close" }).click();
  await expect(walk).toBeHidden();
});

test("every kernel is judged, and one recipe is right", async ({ page }) => {
  const inside = new InsideView(page);
  await inside.open();
  await inside.freeze.click();
  const kernel = await openPanel(page, "kernel");
  await kernel.getByRole("button", { name: "Judge every kernel" }).click();
  const found = kernel.getByText(/^Of 6 kernels exactly one recipe agrees for \d/);
  await expect(found).toBeVisible();
  const numbers = [...(await found.innerText()).matchAll(/\d+/g)].map(([number]) => Number(number));
  const [all, one, several, none] = numbers;
  expect(one + several + none).toBe(all);
  expect(one).toBeGreaterThan(several + none);
});

test("the sum of a kernel's gradient grows to what the recipe says", async ({ page }) => {
  const inside = new InsideView(page);
  await inside.open();
  await inside.freeze.click();
  const kernel = await openPanel(page, "kernel");
  const position = kernel.getByRole("slider", { name: "Position of the window" });
  await position.focus();
  await position.press("End");
  await expect(kernel.getByText("All positions are in the sum")).toBeVisible();
  const cells = async (/** @type {import("@playwright/test").Locator} */ table) =>
    (await table.locator("td").allInnerTexts()).map((text) => Number(text));
  const sum = await cells(kernel.getByRole("table", { name: "Sum so far" }));
  const gradient = await cells(kernel.getByRole("table", { name: "Turn neither" }));
  sum.forEach((value, i) => expect(value).toBeCloseTo(-gradient[i], 2));
});

test("a step size that is too large makes the loss grow, and a step can be applied", async ({
  page,
}) => {
  const inside = new InsideView(page);
  await inside.open();
  await inside.freeze.click();
  const before = Number(await inside.loss.innerText());
  const update = await openPanel(page, "update");
  const alpha = update.getByRole("slider", { name: "Step size α" });
  const would = async () =>
    Number(
      /would be (\d[\d.e-]*?)\.?$/.exec(
        await update.getByText("the loss would be").innerText(),
      )?.[1],
    );
  await alpha.focus();
  await alpha.press("End");
  await expect.poll(would).toBeGreaterThan(before);
  await update.getByRole("button", { name: /^Apply the optimiser/ }).click();
  await expect(update.getByText("The step was applied")).toBeVisible();
  await expect.poll(async () => Number(await inside.loss.innerText())).toBeLessThan(before);
});

test("what a frozen stem cannot show is said", async ({ page }) => {
  const inside = new InsideView(page);
  await inside.open();
  await inside.choose("Quick eye, not trained");
  await inside.freeze.click();
  const turned = await openPanel(page, "turned");
  await expect(
    turned.getByText("No convolution of this network lets an error through"),
  ).toBeVisible();
  const kernel = await openPanel(page, "kernel");
  await expect(kernel.getByText("This network has no convolution that learns.")).toBeVisible();
  const neuron = await openPanel(page, "neuron");
  await expect(neuron.getByText("This layer is frozen")).toBeVisible();
});

for (const width of [360, 1440]) {
  test(`all panels are accessible and fit, ${width} px wide`, async ({ page }) => {
    test.slow();
    await page.setViewportSize({ width, height: 900 });
    const inside = new InsideView(page);
    await inside.open();
    await inside.freeze.click();
    for (const name of PANELS) await openPanel(page, name);
    await expectNoViolations({ page }, `all panels, ${width} px`);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
}
