// @ts-check
import { defineConfig, devices } from "@playwright/test";
import { createServer } from "node:net";
import { chromium } from "./tests/chromium.js";

// `cargo xtask test` serves the page itself and says where. Started by hand, Playwright lets cargo serve it.
// Playwright reads this file once per process: the first one chooses a port, the others are told.
const port = (process.env.PAGE_PORT ??= String(await freePort()));
const baseURL = process.env.BASE_URL ?? `http://localhost:${port}`;

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  // A network that trains wants a core of its own, and a time limit that was met by luck proves nothing.
  workers: 1,
  retries: 0,
  timeout: 60_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL,
    launchOptions: chromium(),
    trace: "retain-on-failure",
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
