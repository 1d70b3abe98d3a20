// @ts-check
/** Several workers share each batch. */

import { createServer } from "node:http";
import { expect, test } from "./fixtures.js";

/** @typedef {import("./tab-trainer.js").TabTrainer} TabTrainer */

/** Trains with two workers, for long. @param {TabTrainer} app */
async function trainTogether(app) {
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 8);
  await app.method("From scratch");
  await app.set("Epochs", 500);
  await app.set("Workers", 2);
  await app.set("Batch size", 16);
  await app.showScene("Face");
  await app.trainButton.click();
  await expect(app.winner).toHaveAccessibleName("Face", { timeout: 20_000 });
}

/**
 * The next message of this type that the training worker sends to a helper, and the helper: a worker of that worker, which
 * the page does not list.
 * @param {TabTrainer} app @param {string} type
 */
async function nextMessage(app, type) {
  return (await app.trainingWorker()).evaluateHandle(
    (type) =>
      new Promise((/** @type {(sent: { helper: Worker, data: any }) => void} */ resolve) => {
        const { postMessage } = Worker.prototype;
        Worker.prototype.postMessage = function (/** @type {[any, any]} */ ...message) {
          postMessage.apply(this, message);
          if (message[0].type !== type) return;
          Worker.prototype.postMessage = postMessage;
          resolve({ helper: this, data: message[0].data });
        };
      }),
    type,
  );
}

/** What kind of memory the sum of the gradients lies in. @param {TabTrainer} app */
async function memoryOfTheSum(app) {
  return (await nextMessage(app, "step")).evaluate(({ data }) =>
    String(data.sum?.gradients?.buffer.constructor.name),
  );
}

/** @param {TabTrainer} app */
async function goesOnAndStops(app) {
  const before = Number(await app.progress.getAttribute("aria-valuenow"));
  await expect
    .poll(async () => Number(await app.progress.getAttribute("aria-valuenow")), { timeout: 20_000 })
    .toBeGreaterThan(before);
  await app.stopButton.click();
  await expect(app.trainButton).toBeVisible({ timeout: 5_000 });
  await app.showScene("Background");
  await expect(app.winner).toHaveAccessibleName("Background");
}

test("two workers learn together", async ({ app }) => {
  test.setTimeout(90_000);
  await trainTogether(app);
  expect(await memoryOfTheSum(app), "as most hosts serve the page, memory cannot be shared").toBe(
    "ArrayBuffer",
  );
  await goesOnAndStops(app);
});

test("a helper that dies is replaced, and training goes on", async ({ app }) => {
  test.setTimeout(90_000);
  await trainTogether(app);
  const replaced = app.news.filter({
    hasText: /worker stopped working; it was replaced, and nothing is lost/,
  });
  const sent = await nextMessage(app, "step");
  await sent.evaluate(({ helper }) =>
    helper.dispatchEvent(new ErrorEvent("error", { message: "ended by the test" })),
  );
  await expect(replaced).toBeVisible();
  await goesOnAndStops(app);
});

test("a helper that falls silent is noticed", async ({ app }) => {
  test.setTimeout(90_000);
  await trainTogether(app);
  await (await nextMessage(app, "step")).evaluate(({ helper }) => helper.terminate());
  await expect(app.news.filter({ hasText: /worker stopped working; it was replaced/ })).toBeVisible(
    { timeout: 20_000 },
  );
  await goesOnAndStops(app);
});

test("the training worker dies with its helper, and both are replaced", async ({ app }) => {
  test.setTimeout(120_000);
  await trainTogether(app);
  await app.breakTraining();
  await expect(app.news.filter({ hasText: /restarted from the last weights/ })).toBeVisible();
  await goesOnAndStops(app);
});

/**
 * Weights after some steps, by the page's own modules: with one worker, with two, and with two again.
 * @param {import("@playwright/test").Page} page
 */
async function trainedWeights(page) {
  return page.evaluate(async () => {
    const load = (/** @type {string} */ file) => import(new URL(file, location.href).href);
    const { Trainer } = await load("workers/trainer.js");
    const pictures = (/** @type {number} */ label) =>
      Array.from({ length: 20 }, (_, i) => ({
        recording: "r",
        rgba: Uint8ClampedArray.from(
          { length: 64 * 64 * 4 },
          (_, j) => (j * (3 + label) + i * 7) % 256,
        ),
      }));
    const dataset = {
      classes: [0, 1].map((label) => ({ name: `${label}`, pictures: pictures(label) })),
    };
    const settings = { method: "article", network_size: "small", epochs: 3, batch_size: 20 };
    const weights = [];
    // Of 32 pictures: a batch of 20, which is split, and one of 12, which is too small for that.
    for (const workers of [1, 2, 2]) {
      const trainer = new Trainer();
      weights.push((await trainer.train({ ...settings, dataset, workers })).network.weights);
      trainer.close();
    }
    return weights.map((values) => Array.from(/** @type {Float32Array} */ (values)));
  });
}

test("two workers repeat a training bit for bit, and come near to what one learns", async ({
  app,
  page,
}) => {
  await app.open();
  const [one, two, again] = await trainedWeights(page);
  expect(two).toEqual(again);
  const largest = Math.max(...one.map(Math.abs));
  const apart = Math.max(...one.map((value, i) => Math.abs(value - two[i])));
  expect(apart).toBeGreaterThan(0); // else there was but one worker
  expect(apart / largest).toBeLessThan(1e-5);
});

test.describe("on a host that isolates the page from other origins", () => {
  test.use({
    // The same pages with two more headers.
    baseURL: async ({ baseURL }, use) => {
      const server = createServer(async ({ url }, answer) => {
        const response = await fetch(new URL(url ?? "", baseURL));
        const headers = new Headers(response.headers);
        for (const name of ["content-encoding", "content-length"]) headers.delete(name); // fetch has unpacked it
        answer.writeHead(response.status, {
          ...Object.fromEntries(headers),
          "cross-origin-opener-policy": "same-origin",
          "cross-origin-embedder-policy": "require-corp",
        });
        answer.end(new Uint8Array(await response.arrayBuffer()));
      });
      await new Promise((/** @type {(value: void) => void} */ resolve) =>
        server.listen(0, "localhost", resolve),
      );
      const address = server.address();
      await use(`http://localhost:${typeof address === "object" ? address?.port : ""}`);
      server.close();
    },
  });

  test("two workers share memory", async ({ app, page }) => {
    test.setTimeout(90_000);
    await trainTogether(app);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    // A sum that somebody may still be reading, after a batch that was too small to be split, lies elsewhere.
    await expect.poll(() => memoryOfTheSum(app)).toBe("SharedArrayBuffer");
    await goesOnAndStops(app);
  });
});
