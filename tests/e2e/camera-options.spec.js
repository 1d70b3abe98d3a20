// @ts-check
/** Which camera, its mirror and its square; and a camera that misbehaves. */

import { fakeCameras } from "./fake-cameras.js";
import { expect, test } from "./fixtures.js";
import { png } from "./images.js";

const laptop = [{ id: "lid", label: "Built-in camera" }];
const two = [...laptop, { id: "usb", label: "Microscope" }];
const phone = /** @type {const} */ ([
  { id: "front", label: "Front", facing: "user" },
  { id: "rear", label: "Rear", facing: "environment" },
]);

/** @param {import("@playwright/test").Page} page */
const unfold = (page) => page.getByText("Camera and recording", { exact: true }).click();

/** "red" or "blue" at the left edge and at the right edge of the newest picture. @param {import("./tab-trainer.js").TabTrainer} app */
function edges(app) {
  return app
    .classGroup("Face")
    .getByRole("option")
    .first()
    .evaluate(async (option) => {
      const image = /** @type {HTMLImageElement} */ (option.querySelector("img"));
      await image.decode();
      const { naturalWidth: width, naturalHeight: height } = image;
      const at = (/** @type {number} */ x) => {
        const sheet = new OffscreenCanvas(width, height);
        const context = /** @type {OffscreenCanvasRenderingContext2D} */ (sheet.getContext("2d"));
        context.drawImage(image, 0, 0);
        const strip = context.getImageData(x, 0, 3, height).data;
        let [red, blue] = [0, 0];
        for (let i = 0; i < strip.length; i += 4) {
          red += strip[i];
          blue += strip[i + 2];
        }
        return red > blue ? "red" : "blue";
      };
      return [at(1), at(width - 4)];
    });
}

/** @param {import("./tab-trainer.js").TabTrainer} app */
async function takeOne(app) {
  const before = await app.pictures("Face");
  await app.recordButton("Face").click();
  await expect.poll(() => app.pictures("Face")).toBeGreaterThan(before);
}

test("the camera that was chosen is used after a reload, until everything is deleted", async ({
  app,
  page,
}) => {
  const cameras = await fakeCameras(page, two);
  await app.open();
  await app.startCamera();
  await unfold(page);
  const choice = page.getByRole("combobox", { name: "Camera" });
  await expect(choice).toHaveValue("lid");
  await choice.focus();
  await choice.selectOption({ label: "Microscope" });
  await expect.poll(cameras.live).toBe("usb");
  await expect(choice).toBeFocused();
  // Also where nothing was recorded: the choice is kept.
  await expect(page.getByRole("button", { name: "Delete everything" })).toBeVisible();
  await page.reload();
  await app.startCamera();
  expect(await cameras.live()).toBe("usb");
  await page.getByRole("button", { name: "Delete everything" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete everything" }).click();
  await expect(app.news).toHaveText(/Everything was deleted/);
  await expect(page.getByRole("button", { name: "Delete everything" })).toBeHidden();
  await page.reload();
  await app.startCamera();
  expect(await cameras.live()).toBe("lid");
});

test("a camera that is busy is said to be, and the one before goes on", async ({ app, page }) => {
  const cameras = await fakeCameras(page, [
    ...laptop,
    { id: "usb", label: "Microscope", busy: true },
  ]);
  await app.open();
  await app.startCamera();
  await unfold(page);
  const choice = page.getByRole("combobox", { name: "Camera" });
  await choice.selectOption({ label: "Microscope" });
  await expect(app.alerts.filter({ hasText: /The one before is on again/ })).toBeVisible();
  await expect(choice).toHaveValue("lid");
  expect(await cameras.live()).toBe("lid");
  await app.record("Face", 3);
});

test("people see themselves as in a mirror, and what is seen is what is recorded", async ({
  app,
  page,
}) => {
  await fakeCameras(page, laptop);
  await app.open();
  await app.startCamera();
  await takeOne(app);
  await expect.poll(() => edges(app)).toEqual(["blue", "red"]);
  await unfold(page);
  const mirror = page.getByRole("checkbox", { name: "Mirror the picture" });
  await expect(mirror).toBeChecked();
  await mirror.uncheck();
  expect(await app.video.evaluate((video) => getComputedStyle(video).transform)).toBe("none");
  await takeOne(app);
  await expect.poll(() => edges(app)).toEqual(["red", "blue"]);
  await page.reload();
  await app.startCamera();
  await unfold(page);
  await expect(mirror, "it is kept").not.toBeChecked();
});

test("the square is moved and resized by dragging and by keys, and kept", async ({ app, page }) => {
  await fakeCameras(page, laptop);
  await app.open();
  await app.startCamera();
  const mark = page.locator(".frame-mark");
  const place = async () => {
    const [square, picture] = await Promise.all([
      mark.boundingBox(),
      page.locator(".picture").boundingBox(),
    ]);
    if (!square || !picture) throw new Error("nothing is shown");
    return {
      side: square.width / picture.height,
      left: (square.x - picture.x) / picture.width,
      square,
    };
  };
  const { square } = await place();
  const [x, y] = [square.x + square.width, square.y + square.height];
  await page.mouse.move(x - 10, y - 10);
  await page.mouse.down();
  await page.mouse.move(x - 100, y - 100);
  await page.mouse.up();
  expect((await place()).side, "folded away, nothing moves by accident").toBeCloseTo(1, 1);

  await unfold(page);
  await expect(mark).toHaveAttribute("data-loose");
  await page.mouse.move(x - 10, y - 10);
  await page.mouse.down();
  await page.mouse.move(x - 10 - square.width / 2, y - 10 - square.width / 2, { steps: 4 });
  await page.mouse.up();
  const small = await place();
  expect(small.side).toBeCloseTo(0.5, 1);
  await page.mouse.move(small.square.x + 20, small.square.y + 20);
  await page.mouse.down();
  await page.mouse.move(0, small.square.y + 20, { steps: 4 });
  await page.mouse.up();
  expect((await place()).left, "as far as there is picture").toBeCloseTo(0, 1);
  await takeOne(app);
  // Half of 480 pixels at the left edge of the mirrored picture: blue alone.
  await expect.poll(() => edges(app)).toEqual(["blue", "blue"]);

  const across = page.getByRole("slider", { name: "Left to right" });
  await across.focus();
  await page.keyboard.press("End");
  await takeOne(app);
  await expect.poll(() => edges(app)).toEqual(["red", "red"]);
  await page.reload();
  await app.startCamera();
  await takeOne(app);
  await expect.poll(() => edges(app), { message: "it is kept" }).toEqual(["red", "red"]);
  await unfold(page);
  await page.getByRole("button", { name: "Use the whole height" }).click();
  await expect.poll(async () => (await place()).side).toBeCloseTo(1, 1);
});

test("a camera that falls silent: the recording ends, it is said, and also when it goes on", async ({
  app,
  page,
}) => {
  const cameras = await fakeCameras(page, laptop);
  await app.open();
  await app.startCamera();
  for (const [stop, name] of /** @type {const} */ ([
    [cameras.silence, "Face"],
    [cameras.mute, "Background"],
  ])) {
    const stalled = app.alerts.filter({ hasText: /has stopped sending new pictures/ });
    await app.recordButton(name).hover();
    await page.mouse.down();
    await expect.poll(() => app.pictures(name)).toBeGreaterThanOrEqual(3);
    await stop();
    await expect(stalled).toContainText("the recording ended");
    await page.mouse.up();
    await app.recordButton(name).click();
    await expect(app.classGroup(name).getByRole("alert").filter({ hasText: /\w/ })).toBeVisible();
    await cameras.goOn();
    await expect(stalled).toHaveCount(0);
    await expect(app.news).toHaveText("The camera sends pictures again.");
    await app.record(name, 2);
  }
});

test("a covered lens is warned about, noise and all", async ({ app, page }) => {
  const cameras = await fakeCameras(page, laptop, { width: 160, height: 120 });
  await app.open();
  await app.startCamera();
  await app.record("Background", 2);
  await expect(page.getByText(/as if the camera had been covered/)).toBeHidden();
  await cameras.cover();
  await app.record("Face", 4);
  await expect(page.getByText(/of “Face”.* as if the camera had been covered/)).toBeVisible();
});

test("a frozen camera gives no answer", async ({ app, page }) => {
  test.setTimeout(90_000);
  const cameras = await fakeCameras(page, laptop);
  await app.open();
  await app.startCamera();
  await app.record("Face", 3);
  await app.record("Background", 3);
  await app.method("From scratch");
  await app.train();
  const answer = page.locator("#answer");
  await expect(answer.getByText("no new pictures")).toBeHidden();
  await expect(app.meters.first()).toHaveAttribute("aria-valuenow", /\d/);
  await cameras.silence();
  await expect(answer.getByText(/sends no new pictures/)).toBeVisible();
  await expect(app.meters.first()).toHaveAttribute("aria-valuetext", /no answer/);
  await cameras.goOn();
  await expect(answer.getByText(/sends no new pictures/)).toBeHidden();
});

test("noise in place of pixels is no camera, and no upload", async ({ app, page }) => {
  await page.addInitScript(() => {
    const real = CanvasRenderingContext2D.prototype.getImageData;
    CanvasRenderingContext2D.prototype.getImageData = function (...area) {
      const image = real.apply(this, area);
      crypto.getRandomValues(image.data.subarray(0, 60_000));
      return image;
    };
  });
  await app.open();
  const noiseSetting = /privacy\.resistFingerprinting/;
  const noise = app.alerts.filter({ hasText: noiseSetting });
  await page.getByRole("button", { name: "Use practice camera" }).click();
  await expect(noise).toBeVisible();
  await app.startCameraButton.click();
  await expect(noise).toBeVisible();
  const chooser = page.waitForEvent("filechooser");
  const face = app.classGroup("Face");
  await face.getByRole("button", { name: "Upload images" }).click();
  const buffer = png(64, 64, { bar: 0.5 });
  await (await chooser).setFiles([{ name: "one.png", mimeType: "image/png", buffer }]);
  await expect(face.getByRole("alert").filter({ hasText: noiseSetting })).toBeVisible();
  expect(await app.pictures("Face")).toBe(0);
});

test("the camera's light goes out while nobody sees its picture", async ({ app, page }) => {
  await page.addInitScript(() => {
    const timeout = setTimeout;
    Object.assign(globalThis, {
      setTimeout: (/** @type {() => void} */ act, /** @type {number} */ ms) =>
        timeout(act, ms === 30_000 ? 50 : ms), // half a minute passes quickly
    });
  });
  const cameras = await fakeCameras(page, laptop);
  await app.open();
  await app.startCamera();
  const hide = (/** @type {boolean} */ hidden) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await hide(true);
  await expect.poll(cameras.live).toBe("");
  await hide(false);
  await expect(app.news).toHaveText(/It is on again/);
  expect(await cameras.live()).toBe("lid");
  await page.getByRole("link", { name: "Lab" }).click();
  await expect.poll(cameras.live).toBe("");
  await page.getByRole("link", { name: "Train", exact: true }).click();
  await expect.poll(cameras.live).toBe("lid");
  await page.getByRole("button", { name: "Switch off camera" }).click();
  await expect.poll(cameras.live).toBe("");
  await hide(true);
  await hide(false);
  await expect(app.startCameraButton, "who has switched it off finds it off").toBeVisible();
});

test.describe("on a phone", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } });

  test("the rear camera is the usual one, as it is; the front one is a tap away, as a mirror", async ({
    app,
    page,
  }) => {
    const cameras = await fakeCameras(page, [...phone], { width: 480, height: 640 });
    await app.open();
    await app.startCamera();
    expect(await cameras.live()).toBe("rear");
    await expect(app.video).not.toHaveAttribute("data-mirrored");
    const { width, height } = (await page.locator(".viewer").boundingBox()) ?? {};
    expect(width, "an upright picture stands in a square").toBeCloseTo(height ?? 0, 0);
    const turn = page.getByRole("button", { name: /^(Front|Rear) camera$/ });
    await expect(turn).toHaveText("Front camera");
    await turn.tap();
    await expect.poll(cameras.live).toBe("front");
    await expect(app.video).toHaveAttribute("data-mirrored");
    await expect(turn).toHaveText("Rear camera");
    await page.reload();
    await app.startCamera();
    expect(await cameras.live()).toBe("front");
  });
});
