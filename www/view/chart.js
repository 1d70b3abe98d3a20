// @ts-check
/** A drawing of uPlot: as wide as its place, and in the page's colours. */

import { perFrame } from "./dom.js";
import { loadUPlot } from "./uplot.js";

/**
 * @typedef {import("../vendor/uplot/uPlot.esm.js")} UPlot
 * @typedef {import("./uplot.js").UPlotClass} UPlotClass
 *
 * What one chart has of its own.
 * @typedef {Omit<import("../vendor/uplot/uPlot.esm.js").Options, "width" | "height">} Options
 *
 * What an axis looks like, unless it is said otherwise.
 * @typedef {Pick<import("../vendor/uplot/uPlot.esm.js").Axis, "stroke" | "font" | "labelFont" | "labelSize" | "grid" | "ticks">} AxisStyle
 *
 * How the page looks. colour: what a custom property of the style sheet says.
 * @typedef {{ colour: (property: string) => string, axis: AxisStyle }} Style
 */

/** One chart, drawn as soon as the library is there and its place can be seen. */
export class Chart {
  #place;
  #height;
  #optionsFor;
  /** @type {UPlotClass | null} */
  #UPlot = null;
  /** @type {UPlot | null} */
  #plot = null;
  /** Key of the options that it was made with. */
  #madeFor = "";
  /** What is to be drawn: x, and then line by line. @type {{ data: ReadonlyArray<ReadonlyArray<number | null>>, key: string } | null} */
  #shown = null;
  #draw = perFrame(() => this.#update());

  /** @param {HTMLElement} place @param {number} height @param {(style: Style) => Options} optionsFor */
  constructor(place, height, optionsFor) {
    this.#place = place;
    this.#height = height;
    this.#optionsFor = optionsFor;
    new ResizeObserver(this.#draw).observe(place);
    // A canvas does not follow style sheets.
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#drop();
      this.#draw();
    });
  }

  /**
   * @param {ReadonlyArray<ReadonlyArray<number | null>>} data  x, and then line by line
   * @param {string} [key]  of the options: with another one the chart is made anew
   * @returns {Promise<void>} rejects where the library did not come; the next call tries again
   */
  async draw(data, key = "") {
    this.#shown = { data, key };
    this.#UPlot ??= await loadUPlot();
    this.#draw();
  }

  #drop() {
    this.#plot?.destroy();
    this.#plot = null;
  }

  #update() {
    const width = this.#place.clientWidth;
    if (!this.#UPlot || !this.#shown || width === 0) return;
    const { key } = this.#shown;
    const data = /** @type {import("../vendor/uplot/uPlot.esm.js").AlignedData} */ (
      /** @type {unknown} */ (this.#shown.data)
    );
    if (this.#madeFor !== key) this.#drop();
    if (this.#plot) {
      if (this.#plot.width !== width) this.#plot.setSize({ width, height: this.#height });
      this.#plot.setData(data);
      return;
    }
    this.#madeFor = key;
    const all = {
      ...{ width, height: this.#height, legend: { show: false }, cursor: { show: false } },
      ...this.#optionsFor(styleOf(this.#place)),
    };
    this.#plot = new this.#UPlot(all, data, this.#place);
  }
}

/** @param {HTMLElement} place @returns {Style} */
function styleOf(place) {
  const style = getComputedStyle(place);
  const colour = (/** @type {string} */ property) => style.getPropertyValue(property).trim();
  const font = `12px ${style.fontFamily}`;
  return {
    colour,
    axis: {
      ...{ stroke: colour("--muted"), font, labelFont: font, labelSize: 20 },
      ...{ grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } },
    },
  };
}
