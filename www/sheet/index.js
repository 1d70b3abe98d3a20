// @ts-check
/** What came of a training, on one page of paper: to be handed in, or hung up. */

import { toCheck } from "../findings.js";
import { language, loadText, percent, text, whole } from "../text/index.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { h, styled } from "../view/dom.js";
import { methodName } from "../view/method-name.js";
import { toldOf } from "../view/result.js";
import { allPainted, painted } from "../view/painted.js";
import { curve } from "./curve.js";

/**
 * @typedef {{ session: import("../session.js").Session, dataset: import("../data/dataset.js").Dataset,
 *   projects: import("../data/project-list.js").ProjectList }} Parts
 * @typedef {import("../findings.js").Findings} Findings
 * @typedef {import("../engine/types.js").Picture} Picture
 */

/** So many fit one page, with long names and in every language. */
const MOST = { classes: 8, hardest: 6 };
/** More classes than these stand in two columns, and have numbers in place of names above the table. */
const FEW = 4;
/** Lines for the conclusion; each class takes the room of one, and at least these are left. */
const LINES = { most: 10, least: 3 };
/** Thumbnails of all classes together: the fewer classes, the more of each. */
const THUMBNAILS = 32;
const LEAST_THUMBNAILS = 3;

/**
 * Prints the last training, alone.
 * @param {Parts} parts @returns {Promise<void>} rejects where something of it did not come; the next call tries again
 */
export async function printSheet(parts) {
  await Promise.all([loadText("sheet"), dressed()]);
  document.querySelector("body > .paper")?.remove(); // of a print that never ended
  const paper = h("article", { class: "paper", "aria-labelledby": "paper-title" });
  render(sheet(parts), paper);
  document.body.append(paper); // print.css: nothing else is printed then
  addEventListener("afterprint", () => paper.remove(), { once: true });
  await allPainted();
  print();
}

/** @type {Promise<void> | null} */
let dressing = null;

function dressed() {
  dressing ??= styled(new URL("sheet.css", import.meta.url)).catch((error) => {
    dressing = null;
    throw error;
  });
  return dressing;
}

/** @param {Parts} parts */
function sheet({ session, dataset, projects }) {
  const { findings, points, compared, result } = session;
  const told = toldOf(session);
  const training = compared.find(({ network }) => network === result?.network);
  const date = new Date().toLocaleDateString(language, { dateStyle: "long" });
  return html`
    <header>
      <h1 id="paper-title">${text("sheet-title")}</h1>
      <p class="paper-blank">${text("sheet-name")}</p>
      <p>${text("sheet-project", { name: projects.current.name })}</p>
    </header>
    <p>
      ${date}${training ? html` · ${text("settings-method")}: <b>${methodName(training)}</b>` : nothing}
    </p>
    ${classes(dataset)}
    <p class="paper-line">${told?.line}</p>
    <p>${told?.result} ${told?.note}</p>
    <div class="paper-columns">
      ${findings && findings.checked.length > 0 ? matrix(findings, dataset) : nothing}
      ${points.length > 1 ? curve(points) : nothing}
    </div>
    ${findings ? hardest(findings, dataset) : nothing}
    <section>
      <h2>${text("sheet-conclusion")}</h2>
      ${Array.from({ length: Math.max(LINES.least, LINES.most - dataset.classes.length) }, () => html`<p class="paper-blank"></p>`)}
    </section>
  `;
}

/** @param {Parts["dataset"]} dataset */
function classes({ classes: all, size }) {
  const classes = all.filter(({ off }) => !off);
  const shown = classes.slice(0, MOST.classes);
  const each = Math.max(LEAST_THUMBNAILS, Math.floor(THUMBNAILS / shown.length));
  return html`
    <ul class="paper-classes" ?data-many=${shown.length > FEW}>
      ${shown.map(
        ({ name, pictures }) => html`
          <li>
            <span class="paper-name"
              ><b class="paper-short">${name}</b>
              ${text("pictures", { count: pictures.length })}</span
            >
            <span class="paper-pictures"
              >${spread(pictures, each).map((one) => painted(one, size))}</span
            >
          </li>
        `,
      )}
    </ul>
    ${more(classes.length - shown.length)}
  `;
}

/** @param {number} count  of the classes that the page has no room for */
function more(count) {
  return count > 0 ? html`<p>${text("sheet-more", { count })}</p>` : nothing;
}

/** From the first to the last: neighbours look alike. @param {ReadonlyArray<Picture>} pictures @param {number} most @returns {Picture[]} */
export function spread(pictures, most) {
  if (pictures.length <= most) return [...pictures];
  const step = (pictures.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => pictures[Math.round(i * step)]);
}

/** A row for each class, a column for each answer, and how many of the row are right. @param {Findings} findings @param {Parts["dataset"]} dataset */
function matrix({ tested, classes: told, checked }, dataset) {
  const classes = dataset.inOrder(told);
  const shown = classes.slice(0, MOST.classes);
  const numbered = shown.length > FEW;
  const nameOf = (/** @type {{ id: string, name: string }} */ { id, name }) =>
    dataset.classes.find((one) => one.id === id)?.name ?? name;
  return html`
    <section>
      <h2 id="paper-matrix">${text("term-confusion")}</h2>
      <p>${text(tested ? "sheet-tested" : "sheet-own")}</p>
      <table aria-labelledby="paper-matrix">
        <thead>
          <tr>
            <th scope="col">${text("sheet-corner")}</th>
            ${shown.map(
              (one, i) => html`
                <th scope="col">
                  <span class="paper-short">${numbered ? whole(i + 1) : nameOf(one)}</span>
                </th>
              `,
            )}
            <th scope="col">${text("curves-accuracy")}</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map((label, i) => {
            const own = checked.filter((one) => one.label === label.id);
            const correct = own.filter(({ answer }) => answer === label.id).length;
            const taken = (/** @type {string} */ id) =>
              own.filter(({ answer }) => answer === id).length;
            return html`
              <tr>
                <th scope="row">
                  <span class="paper-short">${numbered ? whole(i + 1) : ""} ${nameOf(label)}</span>
                </th>
                ${shown.map(
                  ({ id }) => html`
                    <td class=${id === label.id ? "paper-right" : ""}>${whole(taken(id))}</td>
                  `,
                )}
                <td>
                  ${own.length > 0 ? percent(correct / own.length) : text("confusion-untested")}
                </td>
              </tr>
            `;
          })}
        </tbody>
      </table>
      ${more(classes.length - shown.length)}
    </section>
  `;
}

/** @param {Findings} findings @param {Parts["dataset"]} dataset */
function hardest(findings, dataset) {
  const list = toCheck(findings, dataset).slice(0, MOST.hardest);
  if (list.length === 0) return nothing;
  const nameOf = (/** @type {string} */ id) =>
    [...dataset.classes, ...findings.classes].find((one) => one.id === id)?.name ?? "";
  return html`
    <section>
      <h2>${text("sheet-hardest")}</h2>
      <ul class="paper-hardest">
        ${list.map(({ picture, answered: { label, answer, probability } }) => {
          const names = { label: nameOf(label), answer: nameOf(answer), probability };
          return html`
            <li>
              ${painted(picture, dataset.size)}
              <span>${text(label === answer ? "sheet-unsure" : "sheet-wrong", names)}</span>
            </li>
          `;
        })}
      </ul>
    </section>
  `;
}
