// @ts-check
/** A network of one's own: begun with a method's, changed layer by layer, explained where it is impossible, trained and kept. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";
import { InsideView } from "./inside-view.js";

/** @typedef {import("@playwright/test").Locator} Locator */

/** A layer in the editor. @param {Locator} editor @param {string} name  such as "3. Activation" */
const layer = (editor, name) => editor.getByRole("group", { name, exact: true });

/** @param {Locator} editor @returns {Promise<string[]>} names of all layers, in order */
const names = (editor) =>
  editor
    .getByRole("group", { name: /^\d+\. / })
    .getByRole("heading")
    .allInnerTexts();

test("begun with Careful, broken, mended, trained, and found again", async ({ app, page }) => {
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 5);
  await app.method("Careful");
  await app.set("Epochs", 2);
  const editor = await app.openNetwork();
  await expect(editor.getByLabel("Start from")).toHaveValue("careful");
  await expect(layer(editor, "1. Convolution")).toContainText("64×64×16");
  await expect(layer(editor, "1. Convolution")).toContainText("448 weights");
  const before = await names(editor);

  // Whatever is added stands where it was asked for, and its first number is at hand.
  await editor.getByRole("button", { name: "Add a layer after 7, Max-pooling" }).click();
  await page
    .getByRole("group", { name: "Which layer?" })
    .getByRole("button", { name: /^Max-pooling/ })
    .click();
  await expect(layer(editor, "8. Max-pooling")).toContainText("16×16×16");
  const size = layer(editor, "8. Max-pooling").getByLabel("Window");
  await expect(size).toBeFocused();
  await expect(editor.getByText("Your own network, from “Careful”")).toBeVisible();

  // Larger than the map that arrives: said at the layer, at the number, and where one would train.
  await size.fill("40");
  const reason = /^A window of 40×40 does not fit: .* only 32×32 pixels/;
  await expect(size).toHaveAttribute("aria-invalid", "true");
  await expect(size).toHaveAccessibleDescription(reason);
  await expect(layer(editor, "8. Max-pooling")).toHaveAccessibleDescription(reason);
  await expect(layer(editor, "7. Max-pooling"), "what is in front of it is known").toContainText(
    "32×32×16",
  );
  await expect(layer(editor, "9. Convolution"), "what is behind it is not").not.toContainText(
    "weights",
  );
  await app.closeNetwork();
  await expect(app.trainButton).toBeDisabled();
  await expect(app.trainButton).toHaveAccessibleDescription(
    /^Your own network cannot be built\. Layer 8, Max-pooling: A window of 40×40 does not fit/,
  );

  await app.openNetwork();
  await size.fill("2");
  await expect(size).not.toHaveAttribute("aria-invalid", "true");
  await expect(layer(editor, "9. Convolution")).toContainText("16×16×32");
  await page.keyboard.press("Escape");
  const settings = page.getByRole("dialog", { name: "Settings" });
  await expect(settings.getByText(/^Your changes are kept/)).toBeVisible();
  await app.closeSettings();
  await app.train();
  await expect(app.winner).toBeVisible();

  const inside = new InsideView(page);
  await page.getByRole("link", { name: "Inside" }).click();
  await inside.choose("Your network, as it is now");
  await expect(inside.maps("Max-pooling 4, output"), "one more than Careful has").toBeVisible();

  await page.getByRole("link", { name: "Train" }).click();
  await page.reload();
  await expect(page.getByText("Your own network, from “Careful”")).toBeVisible();
  await expect(app.trainButton).toBeEnabled();
  await app.openNetwork();
  await expect(layer(editor, "8. Max-pooling")).toContainText("16×16×16");
  await editor.getByRole("button", { name: "Back to “Careful”" }).click();
  await expect.poll(() => names(editor)).toEqual(before);
  await editor.getByRole("button", { name: "Undo" }).click();
  await expect(layer(editor, "8. Max-pooling")).toContainText("16×16×16");
});

test("by keyboard alone, with the focus where the layer is", async ({ app, page }) => {
  await app.open();
  await app.method("From scratch");
  const editor = await app.openNetwork();
  const before = await names(editor);
  await editor.getByRole("button", { name: "Move layer 2, Activation, down" }).focus();
  await page.keyboard.press("Enter");
  await expect(
    editor.getByRole("button", { name: "Move layer 3, Activation, down" }),
  ).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(
    editor.getByRole("button", { name: "Move layer 4, Activation, down" }),
  ).toBeFocused();
  await expect.poll(() => names(editor)).not.toEqual(before);

  await editor.getByRole("button", { name: "Remove layer 1, Convolution" }).focus();
  await page.keyboard.press("Enter");
  await expect(editor.getByRole("button", { name: "Remove layer 1, Max-pooling" })).toBeFocused();
  await editor.getByRole("button", { name: "Add a layer after the picture" }).focus();
  await page.keyboard.press("Enter");
  const menu = page.getByRole("group", { name: "Which layer?" });
  await expect(menu.getByRole("button").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await expect(editor.getByRole("button", { name: "Add a layer after the picture" })).toBeFocused();

  // Four steps back, of which the last has undone nothing.
  const undo = editor.getByRole("button", { name: "Undo" });
  await undo.focus();
  for (let step = 0; step < 4; step++) await page.keyboard.press("Enter");
  await expect.poll(() => names(editor)).toEqual(before);
  await expect(undo).toBeFocused();
});

test("behind a stem there is nothing to rearrange, and it says so", async ({ app }) => {
  await app.open();
  const editor = await app.openNetwork();
  await expect(editor.getByText(/^This method trains a single layer behind a stem/)).toBeVisible();
  await expect(layer(editor, "1. Stem")).toContainText("weights");
  await expect(editor.getByRole("button", { name: /^(Remove|Move|Add)/ })).toHaveCount(0);
  await editor.getByLabel("Start from").selectOption("Tiny (phone)");
  await expect(layer(editor, "1. Convolution").getByLabel("Filters")).toHaveValue("8");
  await app.closeNetwork();
  await expect(app.page.getByRole("radio", { name: "Tiny (phone)" })).toBeChecked();
});

for (const { colorScheme, ...viewport } of /** @type {const} */ ([
  { colorScheme: "dark", width: 360, height: 740 },
  { colorScheme: "light", width: 1440, height: 900 },
])) {
  test.describe(`${colorScheme}, ${viewport.width} px`, () => {
    test.use({ colorScheme, viewport });

    test("the editor is accessible and fits", async ({ app, page }) => {
      await app.open();
      await app.method("Careful");
      const editor = await app.openNetwork();
      await layer(editor, "7. Max-pooling").getByLabel("Window").fill("100");
      await expect(layer(editor, "7. Max-pooling")).toContainText("does not fit");
      await expectNoViolations(app, "an impossible network");
      expect(await editor.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(
        0,
      );
      await page.emulateMedia({ colorScheme: colorScheme === "light" ? "dark" : "light" });
      await editor.getByRole("button", { name: "Add a layer after 1, Convolution" }).click();
      await expectNoViolations(app, "the menu of layers");
    });
  });
}
