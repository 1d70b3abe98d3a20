// @ts-check
/** Without a webcam: the practice camera goes the same way. */

import { expect, test } from "./fixtures.js";

test("the article's own method tells a face from the background", async ({ app, page }) => {
  test.setTimeout(150_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" });
  await page.getByRole("radio", { name: /article/i }).check({ force: true });
  await app.train(120_000);
  for (const name of ["Face", "Background"]) {
    await app.showScene(name);
    await expect(app.winner).toHaveAccessibleName(name, { timeout: 10_000 });
    // Guessing gives a third. Several appearances pass by in the meantime.
    expect(await app.shareOfAnswers(name, 100), name).toBeGreaterThan(0.6);
  }
});

test("answers come while it trains, and Stop keeps what was learned", async ({ app }) => {
  test.setTimeout(90_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" });
  await app.method("From scratch");
  await app.set("Epochs", 500);
  await app.showScene("Face");
  await app.trainButton.click();
  await expect(app.winner).toHaveAccessibleName("Face", { timeout: 20_000 });
  await expect(app.stopButton).toBeVisible();
  await app.stopButton.click();
  await expect(app.trainButton).toBeVisible({ timeout: 5_000 });
  await app.showScene("Background");
  await expect(app.winner).toHaveAccessibleName("Background");
});

test("an answer below the threshold is “Not sure”, and an impossible threshold is refused", async ({
  app,
  page,
}) => {
  test.setTimeout(90_000);
  await app.open();
  await app.startPractice();
  await app.method("From scratch");
  // So many that the validation set is no matter of luck.
  await app.recordPractice({ Face: "Face", Background: "Background" }, 12);
  await app.train();
  await expect(page.getByText(/expected calibration error/)).toBeVisible();
  const notSure = page.locator("#answer").getByText("Not sure", { exact: true });
  await app.set("Not sure below", 0);
  await expect(notSure).toHaveCount(0);
  await app.set("Not sure below", 1);
  await expect(notSure.first()).toBeVisible();
  await app.set("Not sure below", 1.5);
  await expect(
    page.getByText("Not sure below must be a number from 0 to 1.").first(),
  ).toBeVisible();
  await expect(app.trainButton).toBeDisabled();
});

test("one picture per class is enough to train", async ({ app }) => {
  await app.open();
  await app.startPractice();
  for (const name of ["Face", "Background"]) {
    await app.showScene(name);
    await app.recordButton(name).click();
    await expect.poll(() => app.pictures(name)).toBe(1);
  }
  await app.train();
  await expect(app.winner).toHaveAccessibleName("Background");
});

test("the button says why it is disabled, and very unequal classes are warned about", async ({
  app,
  page,
}) => {
  await app.open();
  await expect(app.trainButton).toBeDisabled();
  await expect(app.trainButton).toHaveAccessibleDescription(/two classes/);
  await app.startPractice();
  await app.record("Face", 5);
  await expect(app.trainButton).toBeDisabled();
  await expect(app.trainButton).toHaveAccessibleDescription(/Background/);
  await app.recordButton("Background").click();
  await expect(app.trainButton).toBeEnabled();
  await expect(page.getByText(/times as many pictures/)).toBeVisible();
});
