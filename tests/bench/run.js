// @ts-check
/** `cargo xtask bench [--json] [--rounds N] [--seconds S]`: the benchmark in headless Chromium, as a table or as JSON. */

import { chromium as playwright } from "@playwright/test";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { chromium } from "../chromium.js";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "0.5" },
  },
});
const options = { rounds: positive("rounds"), seconds: positive("seconds") };

/** @param {"rounds" | "seconds"} name */
function positive(name) {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} takes a number above 0, not ${values[name]}`);
  return value;
}

const browser = await playwright.launch(chromium());
try {
  const page = await browser.newPage();
  await page.goto(`${process.env.BASE_URL}/bench/`);
  /** @type {Awaited<ReturnType<typeof import("./page.js").bench>>} */
  const rates = await page.evaluate(async (options) => {
    const address = "./page.js"; // to the browser's module, not to a file beside this one
    const { bench } = await import(new URL(address, location.href).href);
    return bench(options);
  }, options);
  report(rates);
} finally {
  await browser.close();
}

/** @param {Record<string, Record<string, number[]>>} rates */
function report(rates) {
  const rows = Object.entries(rates).flatMap(([build, tasks]) =>
    Object.entries(tasks).map(([task, samples]) => ({ build, task, ...summary(samples), samples })),
  );
  const machine = { browser: `Chromium ${browser.version()}`, processor: cpus()[0]?.model ?? "unknown processor" };
  if (values.json) {
    console.log(JSON.stringify({ net: "cifar-demo, 32×32×3", unit: "pictures per second", ...machine, ...options, rows }, null, 2));
    return;
  }
  console.log(`cifar-demo, 32×32×3, one worker, pictures per second\n${machine.browser}, ${machine.processor}\n`);
  console.log(["build", "task and batch", "median", "lowest", "highest"].map(cell).join(""));
  for (const { build, task, median, lowest, highest } of rows) {
    console.log([build, task, ...[median, lowest, highest].map((rate) => rate.toFixed(0))].map(cell).join(""));
  }
}

/** @param {string} text @param {number} column */
function cell(text, column) {
  return column < 2 ? text.padEnd(16) : text.padStart(9);
}

/** @param {number[]} samples */
function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return { median, lowest: sorted[0], highest: sorted[sorted.length - 1] };
}
