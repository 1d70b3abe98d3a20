// @ts-check
/** Inside: a training, replayed from its initial weights to the network that answers. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";
import { InsideView } from "./inside-view.js";

const EPOCHS = 6;

/** @param {import("@playwright/test").Page} page */
function replayOf(page) {
  const replay = page.getByRole("region", { name: "Training replayed" });
  return {
    replay,
    epoch: replay.getByRole("slider", { name: "Epoch" }),
    play: replay.getByRole("button", { name: "Play the training" }),
    curve: replay.getByRole("img", { name: /^Loss of this picture .*by epoch/ }),
    says: replay.getByText(/Loss of this picture as “Face”: /),
  };
}

/** @param {import("@playwright/test").Locator} maps */
const pixels = (maps) =>
  maps.evaluate((button) => button.querySelector("canvas")?.toDataURL() ?? "no picture");

/** The loss is drawn once for every frame: in the strip and in the sentence it becomes the same. @param {InsideView} inside @param {import("@playwright/test").Locator} says */
const expectOneLoss = ({ loss }, says) =>
  expect(async () => expect(await numberIn(loss)).toBe(await numberIn(says))).toPass();

/** The number in a sentence, or in the strip. @param {import("@playwright/test").Locator} place */
const numberIn = async (place) => (await place.innerText()).match(/[\d.]+(e-?\d+)?$/)?.[0];

test("before any training it says what would be here", async ({ app, page }) => {
  const inside = new InsideView(page);
  await inside.open();
  const { replay, epoch, play } = replayOf(page);
  await expect(replay).toContainText("Train a network, and here you can go through its training");
  await expect(epoch).toBeHidden();
  await expect(play).toBeHidden();
  await expectNoViolations(app, "nothing to replay");
});

test("a training is replayed, from the initial weights to the network that answers", async ({
  app,
  page,
}) => {
  test.setTimeout(180_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 4);
  await app.method("Tiny (phone)");
  await app.set("Epochs", EPOCHS);
  await app.train();
  await page.getByRole("link", { name: "Inside" }).click();
  const inside = new InsideView(page);
  const { replay, epoch, play, curve, says } = replayOf(page);
  await expect(inside.network).toHaveValue("trained");
  await expect(replay).toContainText("Freeze the picture to see its loss by epoch.");
  await inside.freeze.click();
  await expect(curve).toHaveAccessibleName(/with the initial weights, .* least after epoch \d/);
  await expect(says).toContainText("The network as it is now");
  const trained = await inside.seen();
  const last = Number(await epoch.getAttribute("max"));
  expect(last).toBeGreaterThanOrEqual(EPOCHS);

  await test.step("the first epoch has the weights that the seed gives", async () => {
    await epoch.press("Home");
    await expect(epoch).toHaveAttribute("aria-valuetext", "Before training, initial weights");
    await expect.poll(() => inside.seen()).not.toBe(trained);
    await expect(inside.learn).toHaveAttribute("aria-disabled", "true");
    // The strip comes from a trace, the sentence from a gradient.
    await expectOneLoss(inside, says);
    const kernels = await pixels(inside.maps("Convolution 1, weights"));
    await epoch.press("End");
    await inside.choose("Tiny (phone), not trained");
    await expect(replay).toContainText("Choose “Your network, as it is now” above");
    await expect.poll(() => pixels(inside.maps("Convolution 1, weights"))).toBe(kernels);
    await inside.choose("Your network, as it is now");
    await expect(curve).toBeVisible();
  });

  await test.step("each epoch has weights and a loss of its own, and the end is the network itself", async () => {
    const seen = new Set();
    for (let at = 1; at < EPOCHS; at++) {
      await epoch.fill(String(at));
      await expect(says).toContainText(
        `Epoch ${at} of ${EPOCHS}. Loss of this picture as “Face”: `,
      );
      await expectOneLoss(inside, says);
      seen.add(await pixels(inside.maps("Convolution 1, weights")));
    }
    expect(seen.size).toBe(EPOCHS - 1);
    await epoch.press("End");
    await expect.poll(() => inside.seen()).toBe(trained);
    await expect(inside.learn).toHaveAttribute("aria-disabled", "false");
  });

  await test.step("steps of one's own make the network another one, and its training stays", async () => {
    await inside.learn.click();
    await expect(says).toHaveText(/^The network as it is now. Loss/);
    await expectOneLoss(inside, says);
    await epoch.press("Home");
    await expect(says).toContainText("Before training, initial weights. Loss");
    await expectOneLoss(inside, says);
    await epoch.press("End");
    await inside.reset.click();
    await expect.poll(() => inside.seen()).toBe(trained);
  });

  await test.step("it plays by keyboard, from the beginning to the end", async () => {
    await inside.tempo.fill("250");
    const passed = await epoch.evaluateHandle((slider) => {
      /** @type {string[]} */
      const places = [];
      const note = () => places.push(slider.getAttribute("aria-valuetext") ?? "");
      new MutationObserver(note).observe(slider, { attributeFilter: ["aria-valuetext"] });
      return places;
    });
    await epoch.focus();
    await page.keyboard.press("Space");
    await expect(replay.getByRole("button", { name: "Pause the training" })).toBeVisible();
    await expect(play).toBeVisible();
    await expect(epoch).toHaveJSProperty("value", String(last));
    const places = await passed.jsonValue();
    expect(places.slice(0, 2)).toEqual([
      "Before training, initial weights",
      `Epoch 1 of ${EPOCHS}`,
    ]);
    expect(places.length).toBeGreaterThanOrEqual(last);
    await expect.poll(() => inside.seen()).toBe(trained);
    await expectNoViolations(app, "a training, replayed");
  });

  await test.step("another training is another replay", async () => {
    await page.getByRole("link", { name: "Train", exact: true }).click();
    await app.set("Epochs", 2);
    await app.train();
    await page.getByRole("link", { name: "Inside" }).click();
    await expect(replay).toContainText(/ of 2 epochs, .* with the seed 2/);
  });
});
