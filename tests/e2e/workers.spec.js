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
  await app.set("Epochs", 500);
  await app.set("Workers", 2);
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
  return (await nextMessage(app, "apply")).evaluate(({ data }) => String(data.gradients.buffer.constructor.name));
}

/** @param {TabTrainer} app */
async function goesOnAndStops(app) {
  const before = Number(await app.progress.getAttribute("aria-valuenow"));
  await expect.poll(async () => Number(await app.progress.getAttribute("aria-valuenow")), { timeout: 20_000 }).toBeGreaterThan(before);
  await app.stopButton.click();
  await expect(app.trainButton).toBeVisible({ timeout: 5_000 });
  await app.showScene("Background");
  await expect(app.winner).toHaveAccessibleName("Background");
}

test("two workers learn together", async ({ app }) => {
  test.setTimeout(90_000);
  await trainTogether(app);
  expect(await memoryOfTheSum(app), "as most hosts serve the page, memory cannot be shared").toBe("ArrayBuffer");
  await goesOnAndStops(app);
});

test("a helper that dies is replaced, and training goes on", async ({ app }) => {
  test.setTimeout(90_000);
  await trainTogether(app);
  const replaced = app.news.filter({ hasText: /worker stopped working; it was replaced, and nothing is lost/ });
  const sent = await nextMessage(app, "gradients");
  await sent.evaluate(({ helper }) => helper.dispatchEvent(new ErrorEvent("error", { message: "ended by the test" })));
  await expect(replaced).toBeVisible();
  await goesOnAndStops(app);
});

test("a helper that falls silent is noticed", async ({ app }) => {
  test.setTimeout(90_000);
  await trainTogether(app);
  await (await nextMessage(app, "gradients")).evaluate(({ helper }) => helper.terminate());
  await expect(app.news.filter({ hasText: /worker stopped working; it was replaced/ })).toBeVisible({ timeout: 20_000 });
  await goesOnAndStops(app);
});

test("the training worker dies with its helper, and both are replaced", async ({ app }) => {
  test.setTimeout(120_000);
  await trainTogether(app);
  await (await app.trainingWorker()).evaluate(() => {
    setTimeout(() => {
      throw new Error("thrown by the test");
    });
  });
  await expect(app.news.filter({ hasText: /restarted from the last weights/ })).toBeVisible();
  await goesOnAndStops(app);
});

test.describe("on a host that isolates the page from other origins", () => {
  test.use({
    // The same pages with two more headers.
    baseURL: async ({ baseURL }, use) => {
      const server = createServer(async ({ url }, answer) => {
        const { status, headers, body } = await fetch(new URL(url ?? "", baseURL));
        const { "content-encoding": _encoding, "content-length": _length, ...rest } = Object.fromEntries(headers);
        answer.writeHead(status, { ...rest, "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" });
        answer.end(body && new Uint8Array(await new Response(body).arrayBuffer()));
      });
      await new Promise((/** @type {(value: void) => void} */ resolve) => server.listen(0, "localhost", resolve));
      const address = server.address();
      await use(`http://localhost:${typeof address === "object" ? address?.port : ""}`);
      server.close();
    },
  });

  test("two workers share memory", async ({ app, page }) => {
    test.setTimeout(90_000);
    await trainTogether(app);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await memoryOfTheSum(app)).toBe("SharedArrayBuffer");
    await goesOnAndStops(app);
  });
});
