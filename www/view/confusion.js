// @ts-check
import { text, whole } from "../text/index.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { h, perFrame } from "./dom.js";
import { help } from "./help.js";
import { painted } from "./painted.js";

/**
 * @typedef {import("../data/dataset.js").Dataset} Dataset
 * @typedef {import("../findings.js").Answered} Answered
 * @typedef {import("../findings.js").Findings} Findings
 * @typedef {import("../session.js").Session} Session
 * @typedef {{ label: string, answer: string }} Cell  ids of classes
 */

/** Pictures of a cell that are shown at once, painted in a few milliseconds; a button shows as many more. */
const SHOWN = 60;
/** With more classes, names stand upright above their columns however wide the table may be. */
const MOST_LEVEL = 6;

/** What was taken for what: a row for each class, a column for each answer, and behind each number its pictures. */
export class Confusion {
  #session;
  #dataset;
  #colours;
  element = h("section", {
    class: "confusion",
    "aria-labelledby": "confusion-title",
    hidden: true,
  });
  /** What is drawn. @type {Findings | null} */
  #findings = null;
  /** The cell whose pictures are shown. @type {Cell | null} */
  #open = null;
  #limit = SHOWN;

  /** @param {{ session: Session, dataset: Dataset, colours: import("./colours.js").Colours }} parts */
  constructor({ session, dataset, colours }) {
    this.#colours = colours;
    this.#session = session;
    this.#dataset = dataset;
    const draw = perFrame(() => this.#render());
    session.addEventListener("change", draw);
    dataset.addEventListener("change", draw); // names, order and colours; and pictures come, go and move
  }

  #render() {
    const { findings } = this.#session;
    if (findings !== this.#findings) [this.#findings, this.#open] = [findings, null];
    this.element.hidden = !findings || findings.checked.length === 0;
    render(findings ? this.#matrix(findings) : nothing, this.element);
  }

  /** @param {Findings} findings */
  #matrix({ tested, classes: told, checked }) {
    const classes = this.#dataset.inOrder(told);
    const counts = new Map();
    for (const one of checked) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
    const rows = classes.map((label) => ({
      ...label,
      cells: classes.map((answer) => ({
        cell: { label: label.id, answer: answer.id },
        count: counts.get(keyOf({ label: label.id, answer: answer.id })) ?? 0,
      })),
    }));
    return html`
      <h3 id="confusion-title">${text("term-confusion")}</h3>
      ${help("term-confusion")}
      <p class="hint">${text(tested ? "confusion-tested" : "confusion-own")}</p>
      <div class="confusion-box">
        <table
          aria-labelledby="confusion-title"
          ?data-upright=${classes.length > MOST_LEVEL /* see confusion.css */}
        >
          <thead>
            <tr>
              <td></td>
              <th scope="colgroup" colspan=${classes.length}>${text("confusion-taken")}</th>
              <td></td>
            </tr>
            <tr>
              <th scope="col">${text("confusion-labelled")}</th>
              ${classes.map(
                (one) => html`
                  <th scope="col" class="answer-name" data-colour=${this.#colours.of(one.id)}>
                    <span>${this.#nameOf(one.id)}</span>
                  </th>
                `,
              )}
              <th scope="col">${text("confusion-scores")}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(({ id, cells }) => this.#row(id, cells))}
          </tbody>
        </table>
      </div>
      <div id="confusion-pictures" class="confusion-pictures" ?hidden=${!this.#open}>
        ${this.#open ? this.#pictures(this.#open) : nothing}
      </div>
    `;
  }

  /** @param {string} label @param {{ cell: Cell, count: number }[]} cells */
  #row(label, cells) {
    const total = cells.reduce((sum, { count }) => sum + count, 0);
    const correct = cells.find(({ cell }) => cell.answer === label)?.count ?? 0;
    return html`
      <tr>
        <th scope="row" data-colour=${this.#colours.of(label)}>
          <span>${this.#nameOf(label)}</span>
        </th>
        ${cells.map(({ cell, count }) => this.#cell(cell, count, total))}
        <td class="score">
          ${total > 0 ? text("confusion-score", { correct, count: total }) : text("confusion-untested")}
        </td>
      </tr>
    `;
  }

  /** @param {Cell} cell @param {number} count @param {number} total  of its row */
  #cell(cell, count, total) {
    const right = cell.label === cell.answer ? "right" : "wrong";
    if (count === 0) return html`<td class=${right}><span class="none">${whole(0)}</span></td>`;
    const pictures = text("pictures", { count });
    return html`
      <td class=${right}>
        <button
          type="button"
          .style=${`--share: ${count / total}`}
          aria-label=${text("confusion-cell", { sentence: this.#sentence(cell), pictures })}
          aria-expanded=${this.#isOpen(cell)}
          aria-controls="confusion-pictures"
          @click=${() => this.#toggle(cell)}
        >
          ${whole(count)}
        </button>
      </td>
    `;
  }

  /** @param {Cell} cell */
  #pictures(cell) {
    const all = this.#findings?.checked.filter((one) => keyOf(one) === keyOf(cell)) ?? [];
    const located = this.#dataset.located();
    const there = all.flatMap(({ picture }) => located.get(picture) ?? []);
    const [deleted, moved] = [
      all.length - there.length,
      there.filter((found) => found.class.id !== cell.label).length,
    ];
    const rest = there.length - this.#limit;
    return html`
      <p><b>${this.#sentence(cell)}</b></p>
      <ul class="shots" role="list" aria-label=${this.#sentence(cell)}>
        ${repeat(
          there.slice(0, this.#limit),
          ({ picture }) => picture.id,
          (found) => html`
            <li>
              <span class="shot" role="img" aria-label=${pictureName(found)}
                >${painted(found.picture, this.#dataset.size)}</span
              >
            </li>
          `,
        )}
      </ul>
      <p class="hint" ?hidden=${deleted === 0}>${text("confusion-deleted", { count: deleted })}</p>
      <p class="hint" ?hidden=${moved === 0}>${text("confusion-moved", { count: moved })}</p>
      <button type="button" ?hidden=${rest <= 0} @click=${() => this.#showMore()}>
        ${text("confusion-more", { count: Math.min(rest, SHOWN) })}
      </button>
    `;
  }

  /** @param {Cell} cell */
  #sentence({ label, answer }) {
    return label === answer
      ? text("confusion-right", { label: this.#nameOf(label) })
      : text("confusion-wrong", { label: this.#nameOf(label), answer: this.#nameOf(answer) });
  }

  /** As it is called now, or was when it was removed. @param {string} id */
  #nameOf(id) {
    const now = this.#dataset.classes.find((one) => one.id === id);
    return (now ?? this.#findings?.classes.find((one) => one.id === id))?.name ?? "";
  }

  /** @param {Cell} cell */
  #isOpen(cell) {
    return this.#open !== null && keyOf(this.#open) === keyOf(cell);
  }

  /** @param {Cell} cell */
  #toggle(cell) {
    this.#open = this.#isOpen(cell) ? null : cell;
    this.#limit = SHOWN;
    this.#render();
  }

  #showMore() {
    this.#limit += SHOWN;
    this.#render();
  }
}

/** What a picture is called where it is no button. @param {{ picture: import("../engine/types.js").Picture, class: import("../engine/types.js").PictureClass }} found */
export function pictureName({ picture, class: { name, pictures } }) {
  return text("picture-name", { number: pictures.indexOf(picture) + 1, name });
}

/** @param {Cell} cell */
function keyOf({ label, answer }) {
  return `${label} ${answer}`;
}
