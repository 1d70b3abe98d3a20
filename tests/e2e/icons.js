// @ts-check
/** `cargo xtask picture`: the icons of the installed page, from icon.svg. */

import { chromium as playwright } from "@playwright/test";
import { readFileSync } from "node:fs";
import { chromium } from "../chromium.js";

const WWW = new URL("../../www/", import.meta.url);
const svg = readFileSync(new URL("icon.svg", WWW), "utf8");
/** To its edges, which systems cut as they like. What matters lies in the circle that they leave whole: 80% of the width. */
const maskable = svg.replace('rx="8"', 'rx="0"');
const ICONS = { "icon-192": [svg, 192], "icon-512": [svg, 512], "icon-maskable": [maskable, 512] };

const browser = await playwright.launch(chromium());
try {
  for (const [name, [drawing, size]] of Object.entries(ICONS)) {
    const page = await browser.newPage({ viewport: { width: Number(size), height: Number(size) } });
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${drawing}`);
    const { pathname: path } = new URL(`${name}.png`, WWW);
    await page.screenshot({ path, omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
