// @ts-check
/** The chart library, fetched when the first chart is drawn, so that a first visit stays small. */

import { styled } from "./dom.js";

/** @typedef {typeof import("../vendor/uplot/uPlot.esm.js")} UPlotClass */

/** @type {Promise<UPlotClass> | null} */
let loading = null;

/** @returns {Promise<UPlotClass>} rejects where it did not come; the next call tries again */
export function loadUPlot() {
  loading ??= load().catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load() {
  const [module] = await Promise.all([
    import("../vendor/uplot/uPlot.esm.js"),
    styled(new URL("../vendor/uplot/uPlot.min.css", import.meta.url)),
  ]);
  // Running the library and drawing the first charts in one go would hold up the page for 40 ms.
  await new Promise((resolve) => setTimeout(resolve));
  return module.default;
}
