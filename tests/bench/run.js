// @ts-check
/** `cargo xtask bench`: starts headless Chromium, lets the page measure, and prints what it found. */

import { chromium as playwright } from "@playwright/test";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { chromium } from "../chromium.js";
import { manyPictures } from "./many.js";
import { ask, stopAll } from "./native.js";
import { report } from "./report.js";

const usage = `cargo xtask bench [option …]
  --json         for machines
  --only WORDS   parts (speed, layers, workers, predict, stems, augmentation,
                 memory, digits, start, growth), nets, or systems, by name;
                 "many": the page itself with 5 000 pictures, only when named
  --rounds N     turns of each (5); --seconds S of each turn (0.4)
  --short        each thing once, for a moment: does it work?
  --light        ours and ConvNetJS alone: nothing large to install or build
  --native       TensorFlow and JAX in Python, on one core, in turn with the others`;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    short: { type: "boolean", default: false },
    light: { type: "boolean", default: false },
    native: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit();
}
const seconds = positive("seconds", values.short ? 0.05 : 0.4);
/** @type {import("./page.js").Options} */
const options = {
  rounds: positive("rounds", values.short ? 1 : 5),
  seconds,
  warmUp: values.short ? 0 : seconds,
  short: values.short,
  light: values.light,
  native: values.native,
  only: values.only.split(/[\s,]+/).filter(Boolean),
};

/** Pictures of the page itself, when that is asked for. */
const MANY = 5000;
const many = options.only.includes("many");
options.only = options.only.filter((word) => word !== "many");
const others = !many || options.only.length > 0;

/** @param {"rounds" | "seconds"} name @param {number} usual */
function positive(name, usual) {
  const value = Number(values[name] ?? usual);
  if (!(value > 0)) throw new Error(`--${name} takes a number above 0, not ${values[name]}`);
  return value;
}

const browser = await playwright.launch(chromium());

/** What a page of the server's finds. @param {string} path */
async function measure(path) {
  const page = await browser.newPage();
  // The result goes to standard output alone, so that --json can be piped.
  page.on("console", (message) => console.error(message.text()));
  await page.exposeFunction("askNative", ask);
  await page.goto(`${process.env.BASE_URL}${path}`);
  const results = await page.evaluate(async (options) => {
    const address = "/bench/page.js"; // to the browser's module, not to a file beside this one
    const { bench } = /** @type {typeof import("./page.js")} */ (
      await import(new URL(address, location.href).href)
    );
    return bench(options, (line) => console.log(line));
  }, options);
  await page.close();
  return results;
}

/** Names and versions. */
function peers() {
  const read = (/** @type {string} */ path) => readFileSync(new URL(path, import.meta.url), "utf8");
  const { dependencies, devDependencies } = JSON.parse(read("package.json"));
  const tools = ["esbuild", "onnx-proto"];
  const packages = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([name]) => !tools.includes(name),
  );
  return [
    `burn ${read("burn/Cargo.lock").match(/name = "burn"\nversion = "(.*)"/)?.[1]}`,
    ...packages.map((pair) => pair.join(" ")),
  ];
}

try {
  const pictures = many
    ? await manyPictures(playwright, chromium(), process.env.BASE_URL ?? "", {
        ...(values.short ? { pictures: MANY / 4, seconds: 1 } : { pictures: MANY, seconds: 8 }),
        say: (line) => console.error(line),
      })
    : undefined;
  const [results, isolated] = others
    ? [await measure("/bench/"), await measure("/isolated")]
    : [{}, {}];
  const machine = {
    date: new Date().toISOString().slice(0, 10),
    browser: `Chromium ${browser.version()}`,
    processor: cpus()[0]?.model ?? "unknown processor",
    cores: cpus().length,
    peers: peers(),
  };
  const workers = [...(results.workers ?? []), ...(isolated.workers ?? [])];
  const all = { machine, options, ...results, ...isolated, workers, pictures };
  console.log(values.json ? JSON.stringify(all, null, 2) : report(all));
} finally {
  stopAll();
  await browser.close();
}
