// @ts-check
import { defineConfig, devices } from "@playwright/test";
import { createServer } from "node:net";
import { chromium } from "./tests/chromium.js";

// `cargo xtask test` serves the page itself and says where. Started by hand, Playwright lets cargo serve it.
// Playwright reads this file once per process: the first one chooses a port, the others are told.
const port = (process.env.PAGE_PORT ??= String(await freePort()));
const baseURL = process.env.BASE_URL ?? `http://localhost:${port}`;

/** Speed, a film that does not wait, several workers at once: these need the machine to themselves. */
const alone = /(performance|webcam|workers)\.spec\.js$/;

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  fullyParallel: true,
  // `cargo xtask test` runs one project after the other: what the first asserts does not depend on the clock.
  projects: [
    { name: "page", testIgnore: alone },
    { name: "alone", testMatch: alone, workers: 1 },
  ],
  // On a machine that others use as well, one test in some hundreds loses a race; it is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  // Pages side by side, each with a network that trains, share the cores: what is waited for may take its time.
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL,
    launchOptions: chromium(),
    // A trace of every test, kept or not, nearly doubles the time of the suite; `--trace on` records one when it is wanted.
    screenshot: "only-on-failure",
  },
  webServer: process.env.BASE_URL
    ? undefined
    : { command: `cargo xtask serve --port ${port}`, url: baseURL, timeout: 600_000 },
});

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
