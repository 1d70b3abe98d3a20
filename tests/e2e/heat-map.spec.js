// @ts-check
/** Where in the picture the evidence is: the map lies where the thing is, follows the switch, and costs the answer nothing. */

import { expectNoViolations } from "./axe.js";
import { expect, test } from "./fixtures.js";

/** @typedef {import("@playwright/test").Page} Page */

/**
 * A webcam that shows a face of the practice camera, which stands to one side; the page mirrors it, as it does all webcams that do not
 * say where they face. Returns what moves it: by so many heights to the right, as the camera sees it.
 * @param {Page} page
 */
async function faceCamera(page) {
  await page.addInitScript(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const state = { offset: 0 };
    Object.assign(globalThis, { faceCamera: state });
    const getUserMedia = async () => {
      const path = new URL("camera/scenes.js", location.href).href;
      const { drawScene } = await import(path);
      const draw = (/** @type {string} */ scene) =>
        drawScene(context, { scene, width: 640, height: 480, seconds: 0, number: 0 });
      setInterval(() => {
        draw("background");
        context.save();
        context.translate(state.offset * 480, 0);
        draw("face");
        context.restore();
      }, 40);
      return canvas.captureStream(25);
    };
    Object.assign(navigator.mediaDevices, { getUserMedia });
  });
  return (/** @type {number} */ offset) =>
    page.evaluate((offset) => {
      Object.assign(/** @type {any} */ (globalThis).faceCamera, { offset });
    }, offset);
}

/** Where the centre of the orange lies, from left (0) to right (1), as it is seen. @param {Page} page */
const centre = (page) =>
  page.evaluate(() => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("canvas.heat-map"));
    if (canvas.hidden) return NaN;
    const { width, height } = canvas;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const { data } = context.getImageData(0, 0, width, height);
    let [sum, x] = [0, 0];
    for (let i = 0; i < data.length; i += 4) {
      const weight = data[i] > data[i + 2] ? data[i + 3] ** 2 : 0;
      sum += weight;
      x += weight * ((((i / 4) % width) + 0.5) / width);
    }
    return x / sum;
  });

for (const [method, sentence] of /** @type {const} */ ([
  ["Quick eye", /^How much each place adds/],
  ["From scratch", /^What the network says to parts/],
])) {
  test(`${method}: the evidence for a face lies where the face is`, async ({ app, page }) => {
    test.setTimeout(120_000);
    const move = await faceCamera(page);
    await app.open();
    const toggle = page.getByRole("checkbox", { name: "Show where" });
    await expect(toggle).toBeHidden();
    await app.startPractice();
    await app.recordPractice({ Face: "Face", Background: "Background" }, 15);
    await app.method(method);
    await app.train();
    await app.startCamera();
    await toggle.check();
    await expect(page.getByText(sentence)).toBeVisible();
    await page.getByRole("combobox", { name: "Evidence for" }).selectOption({ label: "Face" });
    await move(0.25); // which a mirror shows on the left
    await expect.poll(() => centre(page)).toBeLessThan(0.42);
    await expect(page.getByText(/^Evidence for Face: (upper |lower )?left$/)).toBeAttached();
    await move(-0.25);
    await expect.poll(() => centre(page)).toBeGreaterThan(0.58);
    await expect(page.getByText(/^Evidence for Face: (upper |lower )?right$/)).toBeAttached();
  });
}

test("the map follows the class that leads or that is chosen, its switch and the camera, and is there again after a reload", async ({
  app,
  page,
}) => {
  test.setTimeout(90_000);
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 4);
  const toggle = page.getByRole("checkbox", { name: "Show where" });
  const map = page.locator("canvas.heat-map");
  const workers = () => page.workers().length;
  await expect(app.winner).toBeVisible(); // the first impression has a map, too
  const without = workers();
  await expect(map).toBeHidden();
  await toggle.check();
  await expect(map).toBeVisible();
  await expect.poll(workers, "a worker of its own").toBe(without + 1);
  await app.showScene("Face");
  await expect(page.getByText("speaks for Face")).toBeVisible();
  await app.showScene("Background");
  await expect(page.getByText("speaks for Background")).toBeVisible();
  await page.getByRole("combobox", { name: "Evidence for" }).selectOption({ label: "Face" });
  await expect(page.getByText("speaks for Face")).toBeVisible();
  await expectNoViolations(app, "the map is shown");
  await toggle.uncheck();
  await expect(map).toBeHidden();
  await expect.poll(workers, "its worker has ended").toBe(without);
  await toggle.check();
  await expect(map).toBeVisible();
  await page.getByRole("button", { name: "Switch off practice camera" }).click();
  await expect(map).toBeHidden();
  await expect(toggle).toBeHidden();
  await page.reload();
  await app.startPractice();
  await expect(toggle).toBeChecked();
  await expect(map).toBeVisible();
});

test.describe("without a connection", () => {
  test.use({ expectedErrors: [/heat-map\.ftl/] });

  test("a map that does not load says so, and comes when the connection is back", async ({
    app,
    page,
    context,
  }) => {
    await app.open();
    await app.startPractice();
    await app.recordPractice({ Face: "Face", Background: "Background" }, 2);
    await context.route("**/heat-map.ftl", (route) => route.abort());
    const toggle = page.getByRole("checkbox", { name: "Show where" });
    await toggle.click();
    await expect(page.getByText(/^The map could not be loaded/)).toBeVisible();
    await expect(toggle).not.toBeChecked();
    await context.unrouteAll();
    await toggle.check();
    await expect(page.locator("canvas.heat-map")).toBeVisible();
  });
});
