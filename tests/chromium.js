// @ts-check
/** How every script here starts Chromium: the page's tests and the benchmark. */

/**
 * Chromium loads a page of its own into every new window, for suggestions below its address bar; that takes longer than ours does.
 * Of two such lists Chromium heeds the last, so what matters here of Playwright's is named again.
 */
const DISABLED_FEATURES = [
  ...["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"],
  ...["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "PaintHolding"],
  ...["HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "ThirdPartyStoragePartitioning"],
  ...["AimEnabled", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying"],
  ...["OptimizationHints", "PreconnectToSearch", "AvoidCorsURLLoaderRestartOnRedirect"],
];

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
      `--disable-features=${DISABLED_FEATURES.join(",")}`,
      ...flags,
    ],
  };
}
