// @ts-check
/** Two trainings with the same pictures, side by side. */

import { percent, short, text, loadText } from "../text/index.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { Chart } from "../view/chart.js";
import { methodName } from "../view/method-name.js";
import { pictureName } from "../view/confusion.js";
import { h, perFrame, styled } from "../view/dom.js";
import { FIELDS, choiceText } from "../view/settings-form.js";
import { painted } from "../view/painted.js";
import { curvesOf, differences } from "./differences.js";

/**
 * @typedef {import("../trainings.js").Run} Run
 * @typedef {import("./differences.js").Differences} Differences
 */

const HEIGHT = 160;
/** A loss beside which all else would lie flat on the axis. */
const HIGHEST_LOSS = 5;
/** Pictures that are shown of each list. */
const SHOWN = 24;

/** @type {ReadonlyArray<{ key: "loss" | "accuracy", write: (value: number) => string }>} */
const CHARTS = [
  { key: "loss", write: short },
  { key: "accuracy", write: percent },
];

/** @param {{ session: import("../session.js").Session, dataset: import("../data/dataset.js").Dataset,
 *   colours: import("../view/colours.js").Colours }} parts @returns {Promise<HTMLElement>} */
export async function open(parts) {
  await Promise.all([loadText("runs"), styled(new URL("runs.css", import.meta.url))]);
  return new TwoRuns(parts).element;
}

class TwoRuns {
  #session;
  #dataset;
  #colours;
  element = h("div", { class: "two-runs" });
  /** Numbers of the runs that are chosen; the last two until a person has chosen others. @type {[number, number] | null} */
  #chosen = null;
  #figures = CHARTS.map((chart) => {
    const plot = h("div", { class: "plot", role: "img" });
    return { ...chart, plot, chart: new Chart(plot, HEIGHT, (style) => options(chart, style)) };
  });

  /** @param {Parameters<typeof open>[0]} parts */
  constructor({ session, dataset, colours }) {
    this.#colours = colours;
    this.#session = session;
    this.#dataset = dataset;
    const draw = perFrame(() => this.#render());
    session.addEventListener("change", draw);
    dataset.addEventListener("change", draw);
    this.#render();
  }

  /** @returns {[Run, Run] | null} */
  get #pair() {
    const { runs } = this.#session;
    const [first, second] = (this.#chosen ?? []).map((number) =>
      runs.find((run) => run.number === number),
    );
    if (first && second) return [first, second];
    const [before, last] = runs.slice(-2);
    return last ? [before, last] : null;
  }

  #render() {
    const pair = this.#pair;
    render(pair ? this.#compared(pair) : nothing, this.element);
    if (!pair) return;
    // Curves that could not be loaded leave a gap; their numbers are in the sentence.
    for (const { key, chart } of this.#figures)
      void chart.draw(curvesOf(pair, key)).catch(() => undefined);
  }

  /** @param {[Run, Run]} pair */
  #compared(pair) {
    const found = differences(...pair);
    const judged = found.tested ? text("runs-judged") : text("runs-judged-own");
    return html`
      <div class="run-choice">${pair.map((run, place) => this.#choice(pair, run, place))}</div>
      <p>${text("runs-same", { count: found.pictures })} ${judged}</p>
      <p class="legend">
        ${pair.map(
          ({ number }, place) => html`
            <span class="key run-${place}">${text("runs-training", { number })}</span>
            <span class="key run-${place} validation">${text("runs-validation", { number })}</span>
          `,
        )}
      </p>
      <div class="curves">${this.#figures.map((figure) => figureOf(figure, pair))}</div>
      ${this.#classes(found, pair)} ${settingsTable(found, pair)}
      ${this.#pictures(found.onlyFirst, pair[0], pair[1])}
      ${this.#pictures(found.onlySecond, pair[1], pair[0])}
    `;
  }

  /** @param {[Run, Run]} pair @param {Run} chosen @param {number} place */
  #choice(pair, chosen, place) {
    const choose = (/** @type {Event} */ { target }) => {
      const number = Number(/** @type {HTMLSelectElement} */ (target).value);
      const other = pair[1 - place].number;
      const own = chosen.number;
      // Whoever chooses the other one swaps them.
      const [one, two] = [number, number === other ? own : other];
      this.#chosen = place === 0 ? [one, two] : [two, one];
      this.#render();
    };
    return html`
      <label>
        <span>${text(place === 0 ? "runs-first" : "runs-second")}</span>
        <select @change=${choose}>
          ${this.#session.runs.map(
            (run) =>
              html`<option value=${run.number} .selected=${run === chosen}>${nameOf(run)}</option>`,
          )}
        </select>
      </label>
    `;
  }

  /** @param {Differences} found @param {[Run, Run]} pair */
  #classes({ classes }, pair) {
    const score = (/** @type {import("./differences.js").Tally} */ { correct, count }) =>
      count > 0 ? text("confusion-score", { correct, count }) : text("confusion-untested");
    const names = new Map(pair[0].findings.classes.map(({ id, name }) => [id, name]));
    for (const { id, name } of this.#dataset.classes) names.set(id, name);
    const rows = this.#dataset.inOrder(classes).map(({ id, first, second }) => ({
      colour: this.#colours.of(id),
      name: names.get(id) ?? "",
      values: [score(first), score(second)],
    }));
    return table(text("runs-classes"), text("runs-class"), rows, pair);
  }

  /** @param {string[]} ids @param {Run} right @param {Run} wrong */
  #pictures(ids, right, wrong) {
    const located = this.#dataset.located();
    const there = ids.flatMap((id) => located.get(id) ?? []);
    if (there.length === 0) return nothing;
    const title = text("runs-only", {
      ...{ right: right.number, wrong: wrong.number, count: there.length },
    });
    return html`
      <p><b>${title}</b></p>
      <ul class="shots" role="list" aria-label=${title}>
        ${there.slice(0, SHOWN).map(
          (found) => html`
            <li>
              <span class="shot" role="img" aria-label=${pictureName(found)}
                >${painted(found.picture, this.#dataset.size)}</span
              >
            </li>
          `,
        )}
      </ul>
    `;
  }
}

/** @param {Run} run */
function nameOf({ number, method, own, accuracy }) {
  const name = methodName({ method, own });
  return accuracy === null
    ? text("runs-name-untested", { number, method: name })
    : text("runs-name", { number, method: name, accuracy });
}

/** @param {Differences} found @param {[Run, Run]} pair */
function settingsTable({ choices }, pair) {
  if (choices.length === 0) return html`<p class="hint">${text("runs-alike")}</p>`;
  const rows = choices.map(({ key, first, second }) => {
    if (key === "preset")
      return {
        name: text("settings-method"),
        values: [first, second].map((method) => text(`method-${method}`)),
      };
    const { id = key, choices = null } = FIELDS.find((field) => field.key === key) ?? {};
    const values = [first, second].map((value) =>
      choices ? choiceText(id, String(value)) : String(value),
    );
    return { name: text(`settings-${id}`), values };
  });
  return table(text("runs-settings"), text("runs-setting"), rows, pair);
}

/** @param {string} caption @param {string} head @param {{ name: string, values: string[], colour?: string }[]} rows  colour: of a class @param {[Run, Run]} pair */
function table(caption, head, rows, pair) {
  return html`
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">${head}</th>
          ${pair.map(({ number }) => html`<th scope="col">${text("runs-number", { number })}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, values, colour }) => html`
            <tr>
              <th scope="row" data-colour=${colour ?? nothing}>${name}</th>
              ${values.map((value) => html`<td>${value}</td>`)}
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** @param {typeof CHARTS[number] & { plot: HTMLElement }} figure @param {[Run, Run]} pair */
function figureOf({ key, plot, write }, pair) {
  const title = text(`curves-${key}`);
  const ends = pair.map(({ number, points }) => {
    const last = points.at(-1);
    const value = last ? write((last.validation ?? last.training)[key]) : "";
    return text("runs-end", { number, value });
  });
  plot.setAttribute("aria-label", text("runs-curves", { title, ends: ends.join(", ") }));
  return html`<figure>
    <figcaption><b>${title}</b></figcaption>
    ${plot}
  </figure>`;
}

/** @param {typeof CHARTS[number]} chart @param {import("../view/chart.js").Style} style @returns {import("../view/chart.js").Options} */
function options({ key, write }, { colour, axis }) {
  const [first, second] = [colour("--curve-training"), colour("--curve-validation")];
  const dash = [6, 4];
  return {
    padding: [8, 8, 0, 0],
    scales: {
      x: { time: false },
      y: {
        range: (_, _from, to) => [
          0,
          key === "accuracy" ? 1 : to > 0 ? Math.min(to * 1.05, HIGHEST_LOSS) : 1,
        ],
      },
    },
    series: [
      {},
      { stroke: first, width: 2, spanGaps: true },
      { stroke: first, width: 2, dash, spanGaps: true },
      { stroke: second, width: 2, spanGaps: true },
      { stroke: second, width: 2, dash, spanGaps: true },
    ],
    axes: [
      { ...axis, size: 26, incrs: [1, 2, 5, 10, 20, 50, 100] },
      { ...axis, size: 44, space: 28, values: (_, splits) => splits.map(write) },
    ],
  };
}
