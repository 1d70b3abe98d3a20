// @ts-check
import { defineConfig, devices } from "@playwright/test";
import { chromium } from "./tests/chromium.js";

// `cargo xtask test` serves the page itself and says where. Started by hand, Playwright lets cargo serve it.
const port = 8123;
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
    : { command: `cargo xtask serve --port ${port}`, url: baseURL, timeout: 600_000, reuseExistingServer: true },
});
