// @ts-check
/** axe finds nothing: empty, recording, training, answering, comparing; light and dark; narrow and wide. */

import { expectNoViolations } from "./axe.js";
import { fakeCameras } from "./fake-cameras.js";
import { expect, test } from "./fixtures.js";

// Each size in one of the schemes; at its end every test changes to the other one.
for (const { colorScheme, ...viewport } of /** @type {const} */ ([
  { colorScheme: "dark", width: 360, height: 740 },
  { colorScheme: "light", width: 1440, height: 900 },
])) {
  test.describe(`${colorScheme}, ${viewport.width} px`, () => {
    test.use({ colorScheme, viewport });

    test("every state of the page", async ({ app, page }) => {
      test.setTimeout(120_000);
      await app.open();
      await expectNoViolations(app, "empty");
      await app.startPractice();
      await app.recordPractice({ Face: "Face", Background: "Background" }, 5);
      await expect(page.getByText(/^First impression/)).toBeVisible();
      await expectNoViolations(app, "a first impression");
      await app.recordButton("Face").hover();
      await page.mouse.down();
      await expectNoViolations(app, "recording");
      await page.mouse.up();
      await app.method("From scratch");
      await app.set("Epochs", 500);
      await app.trainButton.click();
      await expect(app.winner).toBeVisible({ timeout: 20_000 });
      await expectNoViolations(app, "training");
      await app.stopButton.click();
      await expect(app.trainButton).toBeVisible();
      await expectNoViolations(app, "answering");
      await app.set("Epochs", 2); // one that was stopped is not compared
      await app.train();
      await app.method("Quick eye");
      await app.train();
      await expect(page.getByRole("table", { name: /^Methods compared/ })).toBeVisible();
      await expectNoViolations(app, "two methods compared");
      await page.getByRole("button", { name: /^Labelled Face, and recognised as Face/ }).click();
      await page.getByText(/^Training diagnostics/).click();
      await expectNoViolations(app, "all that was folded away is open");
      await app.openSettings();
      await expectNoViolations(app, "the settings are open");
      await app.closeSettings();
      await page.getByRole("button", { name: "What does “Loss” mean?" }).click();
      await expectNoViolations(app, "a term is explained");
      await page.keyboard.press("Escape");
      // As on a phone that is turned upright, or at 400% zoom (WCAG 1.4.10).
      if (viewport.width < 720) await page.setViewportSize({ ...viewport, width: 320 });
      await expectFit(page);
      for (const table of await page.getByRole("table").all()) {
        expect(
          await table.evaluate((one) => one.scrollWidth - (one.parentElement?.clientWidth ?? 0)),
          "the table fits its panel",
        ).toBeLessThanOrEqual(0);
      }
      await page.emulateMedia({ colorScheme: colorScheme === "light" ? "dark" : "light" });
      await expect(page.locator(".plot canvas"), "the curves are drawn anew").toHaveCount(2);
      await expectNoViolations(app, "at nightfall, or in the morning");
    });

    test("the options of a camera, and a countdown", async ({ app, page }) => {
      await fakeCameras(page, [
        { id: "front", label: "A camera with a name as long as such names are", facing: "user" },
        { id: "rear", label: "Rear camera", facing: "environment" },
      ]);
      await app.open();
      await app.startCamera();
      await page.getByText("Camera and recording", { exact: true }).click();
      await expect(page.getByRole("slider", { name: "Size" })).toBeVisible();
      await expectNoViolations(app, "the options are open");
      await app.classGroup("Face").getByRole("button", { name: "Hands-free" }).click();
      await expect(page.locator(".countdown")).toBeVisible();
      await expectNoViolations(app, "it counts down");
      await page.keyboard.press("Escape");
      if (viewport.width < 720) await page.setViewportSize({ ...viewport, width: 320 });
      await expectFit(page);
    });

    test("nothing is wider than the window", async ({ app, page }) => {
      await app.open();
      await app.startPractice();
      await app.rename(0, "A name of forty characters, no fewer: xx");
      const overflow = () =>
        page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
      expect(await overflow()).toBeLessThanOrEqual(0);
    });
  });
}

/** Nothing is wider than the window. @param {import("@playwright/test").Page} page */
async function expectFit(page) {
  await expect
    .poll(() =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ),
    )
    .toBeLessThanOrEqual(0);
}
