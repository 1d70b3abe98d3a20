// @ts-check
/** A training that is paused, taken on step by step, and goes on: to the same weights as without a pause. */

import { expect, test } from "./fixtures.js";
import { ended, prepare, stored, trainInto } from "./interruption.js";

/** @param {import("./tab-trainer.js").TabTrainer} app */
function controls({ page }) {
  const button = (/** @type {string} */ name) => page.getByRole("button", { name, exact: true });
  return { pause: button("Pause"), go: button("Continue"), step: button("One step") };
}

test("a pause, single steps and a reload in it change no weight", async ({ app, page }) => {
  test.setTimeout(150_000);
  await prepare(app);
  await app.trainButton.click();
  const expected = await ended(app);
  await page.reload();
  await expect(app.news).toHaveText(/Welcome back/);

  const { pause, go, step } = controls(app);
  await trainInto(app);
  await pause.click();
  await expect(app.news).toHaveText("Training is paused.");
  await expect(app.stopButton).toBeVisible();
  await step.click();
  await expect(
    page.getByText(/^One step with \d+ pictures: .* went from \d\S* to \d\S*\.$/),
  ).toBeVisible();
  const { epoch } = await stored(page, "training", "reached");

  await page.reload();
  await expect(app.news).toHaveText(/^Your training is still paused in epoch \d+\.$/);
  await expect(page.getByText(/^Epoch \d+ of 40$/)).toBeVisible();
  expect((await stored(page, "training", "reached")).epoch).toBeGreaterThanOrEqual(epoch);
  await step.click();
  await expect(page.getByText(/^One step with/)).toBeVisible();
  await go.click();
  await expect(step).toBeHidden();
  expect(await ended(app)).toEqual(expected);
});

test("Stop ends a training that is paused, and what it had learned answers", async ({ app }) => {
  test.setTimeout(90_000);
  await prepare(app, 500);
  await trainInto(app, 1);
  await controls(app).pause.click();
  await expect(app.news).toHaveText("Training is paused.");
  await app.stopButton.click();
  await expect(app.news).toHaveText("Training was stopped.");
  await expect(app.trainButton).toBeEnabled();
  await expect(app.meters).toHaveCount(2);
});
