// @ts-check
/** Pictures that the network only names: by button, drop and paste, with and without a camera, good and bad ones. */

import { expect, test } from "./fixtures.js";
import { pngWithAlpha } from "./images.js";
import { drop, file, paste, upload } from "./uploads.js";

/** @typedef {import("./tab-trainer.js").TabTrainer} TabTrainer */

const red = (/** @type {number} */ shade = 255) => pngWithAlpha(60, 40, () => [shade, 0, 0, 255]);
const blue = (/** @type {number} */ shade = 255) => pngWithAlpha(60, 40, () => [0, 0, shade, 255]);

/** Red is “Face”, blue is “Background”; the first impression answers. @param {TabTrainer} app */
async function learn(app) {
  await app.open();
  for (const [name, picture] of /** @type {const} */ ([
    ["Face", red],
    ["Background", blue],
  ]))
    await upload(
      app,
      name,
      [255, 250, 245].map((shade) => file(`${shade}.png`, picture(shade))),
    );
  await expect(app.page.getByText(/^First impression/)).toBeVisible();
}

/** @param {TabTrainer} app @param {string} name */
async function expectNamed(app, name) {
  await expect(app.winner).toHaveAccessibleName(name);
}

test("without a camera, by button and by drop; the picture goes by a button", async ({
  app,
  page,
}) => {
  await app.open();
  const tryButton = page.getByRole("button", { name: "Try a picture" });
  await expect(tryButton).toBeHidden();
  await learn(app);
  const chooser = page.waitForEvent("filechooser");
  await tryButton.click();
  await (await chooser).setFiles([file("tomato.png", red(240))]);
  await expect(page.getByRole("img", { name: "The picture “tomato.png”" })).toBeVisible();
  await expect(app.news).toContainText("“tomato.png” is shown in place of the camera.");
  await expectNamed(app, "Face");
  await drop(page.getByRole("region", { name: "Live answer" }), [
    file("sky.png", blue(240)),
    file("tomato.png", red(240)),
  ]);
  await expect(page.getByRole("img", { name: "The picture “sky.png”" })).toBeVisible();
  await expect(app.news).toContainText("Only the first image is shown.");
  await expectNamed(app, "Background");
  // There is nothing to record in it.
  await app.recordButton("Face").click();
  await expect(app.classGroup("Face").getByRole("alert")).toContainText("Start the camera first");
  for (const name of ["Face", "Background"]) expect(await app.pictures(name)).toBe(3);
  await page.getByRole("button", { name: "Close the picture" }).click();
  await expect(page.getByRole("img", { name: /^The picture/ })).toBeHidden();
  await expect(app.winner).toHaveCount(0);
  await expect(tryButton).toBeFocused();
});

test("a picture takes the camera's place and gives it back, and a camera takes the picture's", async ({
  app,
  page,
}) => {
  await learn(app);
  await app.startPractice();
  const answer = page.getByRole("region", { name: "Live answer" });
  const scenes = page.getByRole("radiogroup", { name: "Practice scene" });
  const picture = page.getByRole("img", { name: /^The picture/ });
  await drop(answer, [file("sky.png", blue(240))]);
  await expect(picture).toBeVisible();
  await expect(scenes).toBeHidden();
  await page.getByRole("button", { name: "Close the picture" }).click();
  await expect(scenes).toBeVisible();
  await expect(app.winner.or(answer.getByText("None of these")).first()).toBeVisible();
  await drop(answer, [file("sky.png", blue(240))]);
  await expectNamed(app, "Background");
  await app.startPractice();
  await expect(picture).toBeHidden();
});

test("an image that is pasted where no class asks for it can be only named", async ({
  app,
  page,
}) => {
  await app.open();
  const onlyName = page.getByRole("button", { name: "Only name it" });
  await app.startCameraButton.focus();
  await paste(page, red(240));
  await expect(page.getByRole("dialog")).toBeVisible();
  await expect(onlyName, "nobody could").toBeHidden();
  await page.keyboard.press("Escape");
  await learn(app);
  await app.startCameraButton.focus();
  await page.keyboard.press("ControlOrMeta+v");
  await onlyName.click();
  await expect(page.getByRole("img", { name: /^The picture/ })).toBeVisible();
  await expectNamed(app, "Face");
  for (const name of ["Face", "Background"]) expect(await app.pictures(name)).toBe(3);
});

test("what cannot be read is told as in an upload, and the next picture is shown", async ({
  app,
  page,
}) => {
  await learn(app);
  const answer = page.getByRole("region", { name: "Live answer" });
  await drop(answer, [file("words.png", "hello")]);
  await expect(answer.getByRole("alert")).toContainText("“words.png” is not an image");
  await expect(page.getByRole("img", { name: /^The picture/ })).toBeHidden();
  await drop(answer, [file("Thumbs.db", "x")]);
  await expect(app.news).toHaveText("No images were found there.");
  await drop(answer, [file("tomato.png", red(240))]);
  await expectNamed(app, "Face");
  await expect(answer.getByRole("alert")).toHaveCount(0);
});
