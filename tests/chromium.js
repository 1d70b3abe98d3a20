// @ts-check
/** How every script here starts Chromium: the page's tests and the benchmark. */

/**
 * @param {...string} flags more command-line flags
 * @returns {import("@playwright/test").LaunchOptions}
 */
export function chromium(...flags) {
  return {
    // Set by `cargo xtask`; without it Playwright takes a browser that it has installed itself.
    executablePath: process.env.CHROME,
    args: [
      // Nothing but the page may use the processor or the network.
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-quic",
      "--no-first-run",
      ...flags,
    ],
  };
}
