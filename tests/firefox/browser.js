// @ts-check
/**
 * Firefox as Debian has it, driven by WebDriver BiDi, which it speaks itself: no geckodriver is built, and no patched Firefox fetched.
 * By Puppeteer, because Playwright sends Firefox commands that its long-term release (153) does not know.
 */

import { launch } from "puppeteer-core";

/**
 * @param {Record<string, unknown>} [preferences]  as in about:config
 * @returns {Promise<import("puppeteer-core").Browser>}
 */
export function startFirefox(preferences) {
  return launch({
    browser: "firefox",
    executablePath: process.env.FIREFOX ?? "firefox", // set by `cargo xtask`
    extraPrefsFirefox: preferences,
    // Other tests may keep the machine busy.
    timeout: 120_000,
    protocolTimeout: 120_000,
  });
}
