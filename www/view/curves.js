// @ts-check
import { percent, short, text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h, perFrame } from "./dom.js";
import { help } from "./help.js";
import { loadUPlot } from "./uplot.js";

/**
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("../session.js").Point} Point
 * @typedef {import("../vendor/uplot/uPlot.esm.js")} UPlot
 * @typedef {import("./uplot.js").UPlotClass} UPlotClass
 */

const HEIGHT = 132;

/**
 * Where the chart of losses ends. A network that guesses among 20 classes loses 3; one that diverges loses thousands for a moment,
 * beside which all else would lie flat on the axis.
 */
const HIGHEST_LOSS = 5;
/** Below it, a loss is as good as none. */
const LEAST_LOSS = 0.001;

/** @type {ReadonlyArray<{ key: "loss" | "accuracy", write: (value: number) => string }>} */
const charts = [
  {
    key: "loss",
    // More digits would only flicker.
    write: (value) => (value > 0 && value < LEAST_LOSS ? `<${short(LEAST_LOSS)}` : short(value)),
  },
  { key: "accuracy", write: percent },
];

/**
 * Curves of loss and accuracy. The chart library comes with the first training, so that a first visit stays small. A
 * drawing says nothing to a screen reader, so each has its numbers as a sentence.
 */
export class Curves {
  #session;
  element = h("div", { class: "curves" });
  #figures = charts.map((chart) => ({ ...chart, plot: h("div", { class: "plot", role: "img" }) }));
  #failed = false;
  /** Null until loaded. @type {UPlotClass | null} */
  #UPlot = null;
  /** Empty until loaded. @type {UPlot[]} */
  #plots = [];

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
    const draw = perFrame(() => this.#draw());
    session.addEventListener("progress", draw);
    session.addEventListener("change", () => {
      if (session.training)
        void this.#load()
          .then(
            () => (this.#failed = false),
            () => (this.#failed = true),
          )
          .then(draw);
      draw();
    });
    this.#draw();
    window
      .matchMedia("(prefers-color-scheme: dark)")
      .addEventListener("change", () => this.#build());
    new ResizeObserver(
      perFrame(() => {
        for (const [i, plot] of this.#plots.entries())
          plot.setSize({ width: this.#figures[i].plot.clientWidth, height: HEIGHT });
      }),
    ).observe(this.element);
  }

  /** @returns {Promise<void>} */
  async #load() {
    this.#UPlot = await loadUPlot();
    if (this.#plots.length === 0) this.#build();
  }

  /** Made anew when light turns to dark: a canvas does not follow style sheets. */
  #build() {
    const UPlot = this.#UPlot;
    if (!UPlot) return;
    for (const plot of this.#plots) plot.destroy();
    const style = getComputedStyle(this.element);
    const [text, line, training, validation] = [
      "--muted",
      "--line",
      "--curve-training",
      "--curve-validation",
    ].map((name) => style.getPropertyValue(name).trim());
    const points = { show: () => this.#session.points.length < 2 }; // one point makes no line
    const font = `12px ${style.fontFamily}`;
    const axis = { stroke: text, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
    this.#plots = this.#figures.map(
      ({ key, plot, write }) =>
        new UPlot(
          {
            width: plot.clientWidth,
            height: HEIGHT,
            legend: { show: false },
            cursor: { show: false },
            padding: [8, 8, 0, 0],
            scales: {
              x: { time: false, range: () => this.#epochs() },
              y: {
                range: (_, _from, to) => [
                  0,
                  key === "accuracy" ? 1 : to > 0 ? Math.min(to * 1.05, HIGHEST_LOSS) : 1,
                ],
              },
            },
            series: [
              {},
              { stroke: training, width: 2, points },
              { stroke: validation, width: 2, dash: [6, 4], points, spanGaps: true },
              { stroke: text, width: 1, dash: [2, 4], points: { show: false } },
            ],
            axes: [
              { ...axis, size: 26, incrs: [1, 2, 5, 10, 20, 50, 100] },
              {
                ...axis,
                size: 44,
                space: 28,
                values: (_, splits) => splits.map((value) => write(value)),
              },
            ],
          },
          [[], [], [], []],
          plot,
        ),
    );
    this.#draw();
  }

  /** From the first point to the last epoch that is planned, so that the curves grow to the right; afterwards to the last point. @returns {[number, number]} */
  #epochs() {
    const { points, progress, training } = this.#session;
    const last = points[points.length - 1]?.epoch ?? 1;
    return [
      Math.min(1, points[0]?.epoch ?? 1),
      Math.max(2, training ? (progress?.epochs ?? last) : last),
    ];
  }

  #draw() {
    const { points, course } = this.#session;
    const baseline = course?.check.baseline ?? null;
    for (const [i, { key }] of this.#figures.entries()) {
      this.#plots[i]?.setData([
        points.map(({ epoch }) => epoch),
        points.map((point) => point.training[key]),
        points.map((point) => point.validation?.[key] ?? null),
        points.map(() => (key === "accuracy" ? baseline : null)),
      ]);
    }
    render(
      html`
        <p class="hint" ?hidden=${!this.#failed}>${text("curves-failed")}</p>
        <p class="legend">
          <span class="key training">${text("curves-training")}</span>
          <span class="key validation"
            >${text("curves-validation")} ${help("curves-validation")}</span
          >
          <span class="key baseline">${text("curves-baseline")} ${help("curves-baseline")}</span>
        </p>
        ${this.#figures.map((figure) => this.#figure(figure, baseline))}
      `,
      this.element,
    );
  }

  /** @param {typeof charts[number] & { plot: HTMLElement }} figure @param {number | null} baseline */
  #figure({ key, plot, write }, baseline) {
    const { progress, training } = this.#session;
    const id = `curves-${key}`;
    const title = text(id);
    /** @type {Record<string, number | null | undefined>} in the colours of the curves */
    const values = {
      training: progress?.training?.[key],
      validation: progress?.validation?.[key],
      baseline: key === "accuracy" && progress ? baseline : null,
    };
    const known = Object.entries(values).flatMap(([name, value]) =>
      typeof value === "number" ? [{ name, value: write(value) }] : [],
    );
    const said = known.map(({ name, value }) => text(`curves-number-${name}`, { value }));
    const { epoch = 0, epochs = 0 } = progress ?? {};
    const all = { title, epoch, epochs, numbers: said.join(", ") };
    plot.setAttribute(
      "aria-label",
      said.length === 0
        ? text("curves-none", { title })
        : text(training ? "curves-running" : "curves-done", all),
    );
    return html`
      <figure>
        <figcaption>
          <b>${title}</b> ${help(id)}
          <span class="plot-numbers"
            >${known.map(
              ({ name, value }, place) =>
                html`${place > 0 ? " / " : ""}<span class=${name}>${value}</span>`,
            )}</span
          >
        </figcaption>
        ${plot}
      </figure>
    `;
  }
}
