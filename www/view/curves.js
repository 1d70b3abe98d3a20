// @ts-check
import { twoDigits } from "../text/figures.js";
import { byId, h, percent, perFrame, say } from "./dom.js";

/**
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("../session.js").Point} Point
 */

const HEIGHT = 132;

/**
 * Where the chart of losses ends. A network that guesses among 20 classes loses 3; one that flew off loses thousands for a moment,
 * beside which all else would lie flat on the axis.
 */
const HIGHEST_LOSS = 5;

/** @type {ReadonlyArray<{ key: "loss" | "accuracy", title: string, help?: string, write: (value: number) => string }>} */
const charts = [
  {
    key: "loss",
    title: "Loss",
    help: "how wrong it is",
    write: (value) => (value > 0 && value < 0.001 ? "<0.001" : twoDigits(value)),
  },
  { key: "accuracy", title: "Right answers", write: (value) => percent(value) },
];

/**
 * Curves of loss and accuracy. The chart library comes with the first training, so that a first visit stays small. A
 * drawing says nothing to a screen reader, so each has its numbers as a sentence.
 */
export class Curves {
  #session;
  #place = byId("curves", HTMLElement);
  #figures = charts.map((chart) => {
    const plot = h("div", {
      class: "plot",
      role: "img",
      "aria-label": `${chart.title}: no training yet`,
    });
    const numbers = h("span", { class: "plot-numbers" });
    return {
      ...chart,
      plot,
      numbers,
      element: h(
        "figure",
        {},
        h("figcaption", {}, h("b", {}, chart.title), h("small", {}, chart.help ?? ""), numbers),
        plot,
      ),
    };
  });
  #trouble = h("p", { class: "hint", hidden: true });
  /** uPlot's class; null until loaded. @type {any} */
  #UPlot = null;
  /** @type {any[]} uPlot objects; empty until loaded */
  #plots = [];
  /** @type {Promise<any> | null} */
  #loading = null;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
    this.#place.append(
      this.#trouble,
      h(
        "p",
        { class: "legend", "aria-hidden": "true" },
        h("span", { class: "key training" }, "trained on"),
        h("span", { class: "key validation" }, "held back"),
        h("span", { class: "key baseline" }, "always the same answer"),
      ),
      ...this.#figures.map(({ element }) => element),
    );
    const draw = perFrame(() => this.#draw());
    session.addEventListener("progress", draw);
    session.addEventListener("change", () => {
      if (session.training)
        void this.#load().then(
          () => say(this.#trouble, ""),
          () =>
            say(this.#trouble, "The curves could not be loaded. Training goes on without them."),
        );
      draw();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#build());
    new ResizeObserver(
      perFrame(() => {
        for (const [i, plot] of this.#plots.entries())
          plot.setSize({ width: this.#figures[i].plot.clientWidth, height: HEIGHT });
      }),
    ).observe(this.#place);
  }

  /** @returns {Promise<void>} */
  #load() {
    this.#loading ??= (async () => {
      const style = h("link", {
        rel: "stylesheet",
        href: new URL("../vendor/uplot/uPlot.min.css", import.meta.url).href,
      });
      const styled = new Promise((resolve, reject) => {
        style.onload = resolve;
        style.onerror = () => {
          style.remove();
          reject(new Error("the style sheet of the curves did not come"));
        };
      });
      document.head.append(style);
      // A name in a variable: the copy in vendor/ has no types.
      const script = new URL("../vendor/uplot/uPlot.esm.js", import.meta.url).href;
      const [module] = await Promise.all([import(script), styled]);
      await rest(); // running the library and drawing the first charts in one go would hold up the page for 40 ms
      return module.default;
    })();
    this.#loading.catch(() => {
      this.#loading = null;
    });
    return this.#loading.then((UPlot) => {
      this.#UPlot = UPlot;
      if (this.#plots.length === 0) this.#build();
    });
  }

  /** Made anew when light turns to dark: a canvas does not follow style sheets. */
  #build() {
    const UPlot = this.#UPlot;
    if (!UPlot) return;
    for (const plot of this.#plots) plot.destroy();
    const style = getComputedStyle(this.#place);
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
                range: (
                  /** @type {any} */ _,
                  /** @type {number} */ _from,
                  /** @type {number} */ to,
                ) => [0, key === "accuracy" ? 1 : to > 0 ? Math.min(to * 1.05, HIGHEST_LOSS) : 1],
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
                values: (/** @type {any} */ _, /** @type {number[]} */ splits) =>
                  splits.map((value) => write(value)),
              },
            ],
          },
          [[], [], [], []],
          plot,
        ),
    );
    this.#draw();
  }

  /** From the first point to the last epoch that is planned, so that the curves grow to the right; afterwards to the last point. */
  #epochs() {
    const { points, progress, training } = this.#session;
    const last = points[points.length - 1]?.epoch ?? 1;
    return [
      Math.min(1, points[0]?.epoch ?? 1),
      Math.max(2, training ? (progress?.epochs ?? last) : last),
    ];
  }

  #draw() {
    const { points, progress, training } = this.#session;
    for (const [i, { key, title, plot, numbers, write }] of this.#figures.entries()) {
      this.#plots[i]?.setData([
        points.map(({ epoch }) => epoch),
        points.map((point) => point.training[key]),
        points.map((point) => point.validation?.[key] ?? null),
        points.map(() => (key === "accuracy" ? (progress?.check?.baseline ?? null) : null)),
      ]);
      const now = progress && numbersOf(progress, key, write);
      numbers.replaceChildren(...(now?.short ?? []));
      const when = progress
        ? `${training ? "in" : "after"} epoch ${progress.epoch} of ${progress.epochs}`
        : "";
      plot.setAttribute(
        "aria-label",
        now ? `${title} ${when}: ${now.long}` : `${title}: no training yet`,
      );
    }
  }
}

/** @param {import("../engine/types.js").Progress} progress @param {"loss" | "accuracy"} key @param {(value: number) => string} write */
function numbersOf({ training, validation, check }, key, write) {
  const trained = write(training[key]);
  const held = validation && write(validation[key]);
  const baseline = key === "accuracy" && check ? write(check.baseline) : "";
  return {
    // In the colours of the curves.
    short: [
      h("span", { class: "training" }, trained),
      ...(held ? [" / ", h("span", { class: "validation" }, held)] : []),
      ...(baseline ? [" / ", h("span", { class: "baseline" }, baseline)] : []),
    ],
    long:
      `${trained} for pictures it trains on${held ? `, ${held} for those held back` : ""}` +
      (baseline ? `, ${baseline} for always the same answer` : ""),
  };
}

/** Lets the page do what else there is to do. */
function rest() {
  return new Promise((resolve) => setTimeout(resolve));
}
