// @ts-check
/**
 * What every test of the page has: a camera of its choice, the page by roles and names, and a guard that fails the test on a console
 * error or a request to another origin.
 */

import { expect, test as base } from "@playwright/test";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TabTrainer } from "./tab-trainer.js";
import { writeVideo } from "./video.js";

/** @typedef {"none" | "denied" | "video" | "two"} Camera */

const FAKE_DEVICE = "--use-fake-device-for-media-stream";
const ALLOW = "--use-fake-ui-for-media-stream";

/** @typedef {import("@playwright/test").PlaywrightTestArgs & import("@playwright/test").PlaywrightTestOptions} TestArgs */
/** @typedef {import("@playwright/test").PlaywrightWorkerArgs & import("@playwright/test").PlaywrightWorkerOptions} WorkerArgs */

/**
 * @type {import("@playwright/test").Fixtures<
 *   { app: TabTrainer, expectedErrors: RegExp[], guard: void }, { camera: Camera, cameraFlags: string[] }, TestArgs, WorkerArgs
 * >}
 */
const fixtures = {
  // A browser gets its cameras when it starts, so this is an option of the worker.
  camera: ["none", { option: true, scope: "worker" }],

  cameraFlags: [
    async ({ camera }, use, workerInfo) => {
      if (camera === "none") await use([ALLOW]);
      if (camera === "denied") await use([FAKE_DEVICE]);
      if (camera === "two") await use([`${FAKE_DEVICE}=device-count=2`, ALLOW]);
      if (camera === "video") {
        const path = join(workerInfo.project.outputDir, `webcam-${workerInfo.workerIndex}.y4m`);
        mkdirSync(workerInfo.project.outputDir, { recursive: true });
        writeVideo(path);
        await use([FAKE_DEVICE, ALLOW, `--use-file-for-fake-video-capture=${path}`]);
        rmSync(path, { force: true });
      }
    },
    { scope: "worker" },
  ],

  launchOptions: [
    async ({ launchOptions, cameraFlags }, use) => {
      await use({ ...launchOptions, args: [...(launchOptions.args ?? []), ...cameraFlags] });
    },
    { scope: "worker" },
  ],

  /** Console errors that a test provokes on purpose. */
  expectedErrors: [[], { option: true }],

  guard: [
    async ({ context, baseURL, expectedErrors }, use) => {
      /** @type {string[]} */
      const faults = [];
      const origin = new URL(baseURL ?? "").origin;
      context.on("request", (request) => {
        const url = new URL(request.url());
        if (url.origin !== origin && !["blob:", "data:"].includes(url.protocol))
          faults.push(`request to ${url}`);
      });
      context.on("console", (message) => {
        if (message.type() === "error")
          faults.push(`console: ${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (error) => faults.push(`uncaught: ${error.error()}`));
      await use();
      expect(
        faults.filter((fault) => !expectedErrors.some((expected) => expected.test(fault))),
      ).toEqual([]);
    },
    { auto: true },
  ],

  app: async ({ page }, use) => {
    await use(new TabTrainer(page));
  },
};

export const test = base.extend(fixtures);

export { expect };
