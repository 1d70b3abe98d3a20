// @ts-check
/** The page itself with thousands of pictures: how long it takes to open, and how long its own thread is ever busy at a stretch. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TabTrainer } from "../e2e/tab-trainer.js";
import { CLASSES } from "./seed.js";

/** @typedef {import("@playwright/test").Page} Page */
/** heap: of JavaScript; held: what it keeps in buffers; resident: of the page's process, where the system tells; all in MB. @typedef {{ heap: number, held: number, resident: number | null }} Memory */
/** tasks: those of more than 50 ms, in ms. @typedef {{ what: string, seconds: number, tasks: number[], memory: Memory }} Phase */
/** shown: when the first picture can be seen, ms from the start; trainable: when Train can be pressed. @typedef {{ pictures: number, shown: number, trainable: number, phases: Phase[] }} Many */

const MINUTE = 60_000;

/**
 * @param {import("@playwright/test").BrowserType} browserType @param {import("@playwright/test").LaunchOptions} launch
 * @param {string} baseURL
 * @param {{ pictures: number, seconds: number, say?: (line: string) => void }} options  seconds: of each thing that a person does
 * @returns {Promise<Many>}
 */
export async function manyPictures(browserType, launch, baseURL, options) {
  // A private window would keep its databases in memory.
  const profile = mkdtempSync(join(tmpdir(), "many-pictures-"));
  const settings = { ...launch, baseURL, viewport: { width: 1280, height: 900 } };
  const context = await browserType.launchPersistentContext(profile, settings);
  try {
    await seedProject(await context.newPage(), options.pictures);
    return await visit(await context.newPage(), options);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** @param {Page} page @param {number} count */
async function seedProject(page, count) {
  await page.goto("/icon.svg"); // of the page's origin, but not the page
  const source = readFileSync(new URL("seed.js", import.meta.url), "utf8");
  await page.evaluate(
    async ({ source, count }) => {
      const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
      const { seed } = await import(url);
      await seed(count);
    },
    { source, count },
  );
  await page.close();
}

/** @param {Page} page @param {Parameters<typeof manyPictures>[3]} options @returns {Promise<Many>} */
async function visit(page, { pictures, seconds, say = () => {} }) {
  page.setDefaultTimeout(MINUTE);
  await page.addInitScript(() => {
    /** @type {number[]} */
    const tasks = [];
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map(({ duration }) => Math.round(duration))),
    ).observe({ type: "longtask" });
    const watch = { tasks, heard: 0 };
    class HeardWorker extends Worker {
      /** @param {string | URL} url @param {WorkerOptions} [options] */
      constructor(url, options) {
        super(url, options);
        this.addEventListener("message", () => (watch.heard = performance.now()));
      }
    }
    Object.assign(globalThis, { watch, Worker: HeardWorker });
  });
  const app = new TabTrainer(page);
  const memory = await memoryOf(page);
  /** @type {Phase[]} */
  const phases = [];
  /** @param {string} what @param {() => Promise<unknown>} act */
  const measure = async (what, act) => {
    const start = performance.now();
    await act();
    await page.waitForTimeout(200); // a task is reported after it has ended
    const tasks = await page.evaluate(() => /** @type {any} */ (globalThis).watch.tasks.splice(0));
    const duration = (performance.now() - start) / 1000;
    phases.push({ what, seconds: duration, tasks, memory: await memory() });
    say(JSON.stringify(phases.at(-1)));
  };
  const [first] = CLASSES;
  const card = app.classGroup(first);
  let [shown, trainable] = [0, 0];
  await measure("open", async () => {
    const start = performance.now();
    await page.goto("/", { waitUntil: "commit" });
    await page.waitForFunction(isPainted);
    shown = performance.now() - start;
    await page.getByRole("button", { name: "Train", exact: true, disabled: false }).waitFor();
    trainable = performance.now() - start;
  });
  await measure("look at all pictures with the stem", () => untilQuiet(page));
  await app.startPractice();
  await measure("scroll", async () => {
    await card.getByRole("button", { name: /^Show all/ }).click();
    await card.getByRole("listbox").first().hover();
    for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
      for (const step of [400, 400, 400, 400, -400, -400, -400, -400])
        await page.mouse.wheel(0, step);
      for (const step of [600, 600, 600, -1800]) await page.mouse.wheel(step, 0);
    }
  });
  await measure("record", async () => {
    await app.recordButton(first).hover();
    await page.mouse.down();
    await page.waitForTimeout(seconds * 1000);
    await page.mouse.up();
  });
  await measure("train Quick eye, answering", () => trainFor(app, seconds));
  await app.method("From scratch");
  await measure("train From scratch, answering", () => trainFor(app, seconds));
  await measure("answer", () => page.waitForTimeout(seconds * 1000));
  return { pictures, shown, trainable, phases };
}

/** In the page: whether a picture of a recording can be seen. */
function isPainted() {
  const picture = document.querySelector("[role=option] :is(img, canvas)");
  if (picture instanceof HTMLImageElement) return picture.complete && picture.naturalWidth > 0;
  if (!(picture instanceof HTMLCanvasElement) || picture.width !== 128) return false;
  const { data } = picture.getContext("2d")?.getImageData(64, 64, 1, 1) ?? {};
  return data !== undefined && data[0] + data[1] + data[2] > 0;
}

/** Until no worker has said anything for a while. @param {Page} page */
async function untilQuiet(page) {
  const silence = 1500;
  await page.waitForFunction(
    (silence) => performance.now() - /** @type {any} */ (globalThis).watch.heard > silence,
    silence,
    { polling: 250 },
  );
}

/** @param {Page} page @returns {Promise<() => Promise<Memory>>} */
async function memoryOf(page) {
  const devtools = await page.context().newCDPSession(page);
  const browser = await page.context().browser()?.newBrowserCDPSession();
  const megabytes = (/** @type {number} */ bytes) => Math.round(bytes / 1e6);
  return async () => {
    const heap = await devtools.send("Runtime.getHeapUsage");
    const resident = browser ? await residentIn(browser) : null;
    return {
      heap: megabytes(heap.usedSize),
      held: megabytes(heap.backingStorageSize),
      resident: resident && megabytes(resident),
    };
  };
}

/** The largest renderer is the page's. @param {import("@playwright/test").CDPSession} devtools @returns {Promise<number | null>} bytes */
async function residentIn(devtools) {
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  const statuses = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => `/proc/${id}/status`)
    .filter((path) => existsSync(path));
  const kilobytes = statuses.map((path) =>
    Number(readFileSync(path, "utf8").match(/VmRSS:\s+(\d+)/)?.[1] ?? 0),
  );
  return kilobytes.length > 0 ? 1024 * Math.max(...kilobytes) : null;
}

/** To the end, or so long. @param {TabTrainer} app @param {number} seconds */
async function trainFor(app, seconds) {
  await app.trainButton.click();
  const ended = app.trainButton.waitFor();
  await Promise.race([ended, app.page.waitForTimeout(2 * seconds * 1000)]);
  if (await app.stopButton.isVisible()) await app.stopButton.click();
  await ended;
}
