// @ts-check
/** What a first visit costs, how long learning takes, and whether the page stays responsive. */

import { gzipSync } from "node:zlib";
import { expect, test } from "./fixtures.js";
import { InsideView } from "./inside-view.js";

// 300 kB is the goal; the engine alone takes more (see MOST_BYTES in xtask/src/wasm.rs). What the service worker copies for a
// visit without a connection comes behind, and nobody waits for it.
test("a first visit, up to live answers, transfers at most 832 kB", async ({ app, context }) => {
  test.setTimeout(90_000);
  /** @type {Map<string, Promise<number>>} */
  const sizes = new Map();
  context.on("response", (response) => {
    const { pathname, protocol } = new URL(response.url());
    if (response.request().serviceWorker()) return;
    if (protocol.startsWith("http") && !sizes.has(pathname)) {
      sizes.set(
        pathname,
        response.body().then(
          (body) => gzipSync(body).length,
          () => 0,
        ),
      );
    }
  });
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 4);
  await app.train();
  await expect(app.winner).toBeVisible();
  const all = await Promise.all(
    [...sizes].map(async ([path, size]) => /** @type {const} */ ([path, await size])),
  );
  // The stem comes with the first picture, once, and is measured by itself.
  const entries = all.filter(([path]) => !path.startsWith("/stems/"));
  expect(all.length - entries.length).toBe(1);
  const total = entries.reduce((sum, [, size]) => sum + size, 0);
  test.info().annotations.push({
    type: "transfer",
    description: `${(total / 1000).toFixed(1)} kB gzip in ${entries.length} files`,
  });
  expect(
    entries.find(([path]) => path.endsWith(".wasm"))?.[1] ?? 0,
    "the engine is counted",
  ).toBeGreaterThan(10_000);
  expect(
    total,
    JSON.stringify(entries.toSorted((a, b) => b[1] - a[1]).slice(0, 5)),
  ).toBeLessThanOrEqual(832_000);
});

test("three classes of thirty pictures are learned within ten seconds and answered right", async ({
  app,
}) => {
  test.setTimeout(90_000);
  await app.open();
  await app.startPractice();
  await app.addClass("Cup");
  await app.recordPractice({ Face: "Face", Background: "Background", Cup: "Cup" }, 30);
  const started = Date.now();
  await app.train();
  const seconds = (Date.now() - started) / 1000;
  test.info().annotations.push({ type: "training", description: `${seconds.toFixed(2)} s` });
  expect(seconds).toBeLessThan(10);
  for (const name of ["Face", "Background", "Cup"]) {
    await app.showScene(name);
    await expect(app.winner).toHaveAccessibleName(name);
    expect(await app.shareOfAnswers(name, 100), name).toBeGreaterThan(0.8);
  }
});

test("the page stays responsive while it trains, and answers flow", async ({ app, page }) => {
  test.setTimeout(90_000);
  // Messages are counted, not changes on the page: an answer like the one before changes nothing there.
  await count(page, "live");
  await app.open();
  await app.startPractice();
  await app.recordPractice({ Face: "Face", Background: "Background" }, 12);
  await app.method("From scratch");
  await app.set("Epochs", 500);
  await app.showScene("Face");
  await app.trainButton.click();
  await expect(app.winner).toBeVisible({ timeout: 20_000 });
  const { results, worst } = await measure(page, "answers while training");
  await app.stopButton.click();
  // None is over 50 ms on a machine with a core to spare. Durations are by the clock, though: where others compute as
  // well, a task that merely waited for its core is long, too. A training step on the main thread would be longer still.
  expect(worst).toBeLessThan(250);
  expect(results, "answers flow").toBeGreaterThan(5);
});

test("Inside follows the camera with the network from scratch, and the page stays responsive", async ({
  app,
  page,
}) => {
  test.setTimeout(90_000);
  await count(page, "inside");
  const inside = new InsideView(page);
  await inside.open();
  await app.startPractice();
  await inside.choose("From scratch, not trained");
  await expect(inside.maps("Convolution 3, output")).toBeAttached();
  const { results, worst } = await measure(page, "frames in Inside");
  // As above: 20 frames and no long task where a core is to spare.
  expect(worst).toBeLessThan(250);
  expect(results).toBeGreaterThan(5);
});

for (const method of /** @type {const} */ (["Quick eye", "From scratch"])) {
  test(`${method}: the heat map follows the camera, and the page stays responsive`, async ({
    app,
    page,
  }) => {
    test.setTimeout(90_000);
    await count(page, "evidence");
    await app.open();
    await app.startPractice();
    await app.recordPractice({ Face: "Face", Background: "Background" }, 12);
    await app.method(method);
    await app.train();
    await page.getByRole("checkbox", { name: "Show where" }).check();
    await expect(page.locator("canvas.heat-map")).toBeVisible();
    const { results, worst } = await measure(page, "heat maps");
    // 5 a second are the goal, also where the cores are shared; this much is left on a busy machine.
    expect(worst).toBeLessThan(250);
    expect(results).toBeGreaterThan(2);
  });
}

/**
 * Counts, from the page's first line on, tasks of more than 50 ms, and what a worker sends.
 * @param {import("@playwright/test").Page} page @param {"live" | "inside" | "evidence"} what  answers, traces, or heat maps
 */
async function count(page, what) {
  await page.addInitScript((what) => {
    /** @type {number[]} */
    const longTasks = [];
    new PerformanceObserver((list) =>
      longTasks.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({ type: "longtask" });
    const count = { longTasks, results: 0 };
    class CountingWorker extends Worker {
      /** @param {string | URL} url @param {WorkerOptions} [options] */
      constructor(url, options) {
        super(url, options);
        // A live worker finds the evidence, too.
        if (options?.name !== (what === "inside" ? "inside" : "live")) return;
        this.addEventListener("message", ({ data: { result } }) => {
          const counts = { live: true, inside: result?.paintings, evidence: result?.bias };
          if (counts[what]) count.results += 1;
        });
      }
    }
    Object.assign(globalThis, { count, Worker: CountingWorker });
  }, what);
}

/** What was counted in five seconds. @param {import("@playwright/test").Page} page @param {string} what @returns {Promise<{ results: number, worst: number }>} a second; and the longest task, ms */
async function measure(page, what) {
  const { results, longTasks } = await page.evaluate(async () => {
    const { count } = /** @type {any} */ (globalThis);
    count.longTasks.length = count.results = 0;
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 5000)); // the length of the measurement
    return {
      results: (count.results * 1000) / (performance.now() - start),
      longTasks: [...count.longTasks],
    };
  });
  const worst = Math.max(0, ...longTasks);
  test.info().annotations.push({
    type: what,
    description: `${results.toFixed(1)} per second; ${longTasks.length} tasks over 50 ms, the longest ${worst} ms`,
  });
  return { results, worst };
}
