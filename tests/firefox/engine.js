// @ts-check
/**
 * Runs a program of wasm tests in Firefox: cargo starts this in place of wasm-bindgen's own runner, which would need geckodriver. Here
 * that runner only serves the tests; wasm-pack says where it is.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { startFirefox } from "./browser.js";

const runner = process.env.CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER;
if (!runner) throw new Error("cargo xtask test firefox starts this");

const server = spawn(runner, process.argv.slice(2), {
  env: { ...process.env, NO_HEADLESS: "1", WASM_BINDGEN_TEST_ADDRESS: "127.0.0.1:0" },
  stdio: ["ignore", "pipe", "inherit"],
});
const firefox = await startFirefox();
try {
  const [page] = await firefox.pages();
  await page.goto(await address());
  // Some tests wait for timers and workers, and take a while on a busy machine.
  const ended = page.locator("#output").filter((pre) => /^test result: /m.test(pre.textContent));
  const text = await ended
    .map((pre) => pre.textContent)
    .setTimeout(300_000)
    .wait();
  console.log(text);
  process.exitCode = /^test result: ok/m.test(text) ? 0 : 1;
} finally {
  await firefox.close();
  server.kill();
}

/** Where the runner serves the tests. */
async function address() {
  const lines = createInterface(server.stdout);
  for await (const line of lines) {
    const [url] = /http:\S+/.exec(line) ?? [];
    if (url) return url;
  }
  const [code] = await once(server, "exit");
  throw new Error(`wasm-bindgen's runner has ended with ${code}`);
}
