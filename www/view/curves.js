// @ts-check
import { bestEpoch } from "../points.js";
import { percent, short, text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { Chart } from "./chart.js";
import { h, perFrame } from "./dom.js";
import { help } from "./help.js";

/**
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("../session.js").Point} Point
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
  #figures = charts.map((chart) => {
    const plot = h("div", { class: "plot", role: "img" });
    return {
      ...chart,
      plot,
      chart: new Chart(plot, HEIGHT, (style) => this.#options(chart, style)),
    };
  });
  /** Whether the chart library is there: before that, only a training asks for it, or one that was kept. */
  #loaded = false;
  #failed = false;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
    const draw = perFrame(() => this.#draw());
    session.addEventListener("progress", draw);
    session.addEventListener("change", () => {
      const isKept = !this.#loaded && session.points.length > 0; // of an earlier visit
      if (session.training || isKept)
        void this.#plot()
          .then(
            () => ([this.#loaded, this.#failed] = [true, false]),
            () => (this.#failed = true),
          )
          .then(draw);
      draw();
    });
    this.#draw();
  }

  /** @param {typeof charts[number]} chart @param {import("./chart.js").Style} style @returns {import("./chart.js").Options} */
  #options({ key, write }, { colour, axis }) {
    const points = { show: () => this.#session.points.length < 2 }; // one point makes no line
    const validation = colour("--curve-validation");
    return {
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
        { stroke: colour("--curve-training"), width: 2, points },
        { stroke: validation, width: 2, dash: [6, 4], points, spanGaps: true },
        { stroke: colour("--muted"), width: 1, dash: [2, 4], points: { show: false } },
        { stroke: validation, width: 0, points: { show: true, size: 10, fill: validation } },
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
    };
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

  /** @returns {Promise<unknown>} */
  #plot() {
    const { points, course } = this.#session;
    const baseline = course?.check.baseline ?? null;
    const best = bestEpoch(this.#session);
    const drawn = this.#figures.map(({ key, chart }) =>
      chart.draw([
        points.map(({ epoch }) => epoch),
        points.map((point) => point.training[key]),
        points.map((point) => point.validation?.[key] ?? null),
        points.map(() => (key === "accuracy" ? baseline : null)),
        points.map(({ epoch, validation }) =>
          epoch === best ? (validation?.[key] ?? null) : null,
        ),
      ]),
    );
    return Promise.all(drawn);
  }

  #draw() {
    const baseline = this.#session.course?.check.baseline ?? null;
    const best = bestEpoch(this.#session);
    if (this.#loaded) void this.#plot();
    render(
      html`
        <p class="hint" ?hidden=${!this.#failed}>${text("curves-failed")}</p>
        <p class="legend">
          <span class="key training">${text("curves-training")}</span>
          <span class="key validation"
            >${text("curves-validation")} ${help("curves-validation")}</span
          >
          <span class="key baseline">${text("curves-baseline")} ${help("curves-baseline")}</span>
          <span class="key best" ?hidden=${best === null}
            >${best !== null && text("curves-best-number", { epoch: best })}
            ${help("curves-best")}</span
          >
        </p>
        ${this.#figures.map((figure) => this.#figure(figure, { baseline, best }))}
      `,
      this.element,
    );
  }

  /** @param {typeof charts[number] & { plot: HTMLElement }} figure @param {{ baseline: number | null, best: number | null }} marks */
  #figure({ key, plot, write }, { baseline, best }) {
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
    if (best !== null) said.push(text("curves-best-number", { epoch: best }));
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
