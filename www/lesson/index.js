// @ts-check
/** A lesson for a teacher to print: what to do, minute by minute, what to ask, and a table for the pupils. One page of A4. */

import { loadText, text, whole } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h } from "../view/dom.js";

const GOALS = ["examples", "test", "bias", "privacy"];
const NEEDS = ["devices", "page", "things", "people"];
/** Minutes of each step: 45 together. */
const STEPS = { rules: 5, record: 8, train: 5, fool: 12, inside: 5, discuss: 10 };
const QUESTIONS = ["learned", "unseen", "honest", "bias", "privacy"];
const COLUMNS = ["tried", "said", "sure", "why"];
/** Lines to write on. */
const LINES = 5;

/** @param {import("../view/views.js").ViewParts} parts @returns {Promise<import("../view/views.js").View>} */
export async function open({ place }) {
  await loadText("lesson");
  const title = place.querySelector("h2");
  if (title) title.textContent = text("lesson-title");
  const lesson = h("div", { class: "lesson" });
  place.append(lesson);
  render(content(), lesson);
  return { show() {}, hide() {} };
}

const content = () => html`
  <button type="button" class="lesson-print" @click=${() => print()}>
    ${text("lesson-print")}
  </button>
  <p class="lesson-for">${text("lesson-for")}</p>
  <div class="lesson-columns">
    <section>
      <h3>${text("lesson-goals")}</h3>
      <ul>
        ${GOALS.map((id) => html`<li>${text(`lesson-goal-${id}`)}</li>`)}
      </ul>
    </section>
    <section>
      <h3>${text("lesson-needs")}</h3>
      <ul>
        ${NEEDS.map((id) => html`<li>${text(`lesson-need-${id}`)}</li>`)}
      </ul>
    </section>
  </div>
  <section>
    <h3>${text("lesson-steps")}</h3>
    <ol class="lesson-steps">
      ${Object.entries(STEPS).map(
        ([id, minutes]) => html`
          <li>
            <span class="lesson-minutes"
              >${text("lesson-minutes", { minutes: whole(minutes) })}</span
            >
            <span><b>${text(`lesson-step-${id}`)}</b> ${text(`lesson-do-${id}`)}</span>
          </li>
        `,
      )}
    </ol>
  </section>
  <section>
    <h3>${text("lesson-questions")}</h3>
    <ul class="lesson-questions">
      ${QUESTIONS.map(
        (id) => html`
          <li><b>${text(`lesson-question-${id}`)}</b> ${text(`lesson-answer-${id}`)}</li>
        `,
      )}
    </ul>
  </section>
  <section>
    <h3 id="lesson-table">${text("lesson-table")}</h3>
    <table class="lesson-table" aria-labelledby="lesson-table">
      <thead>
        <tr>
          ${COLUMNS.map((id) => html`<th scope="col">${text(`lesson-column-${id}`)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          { length: LINES },
          () =>
            html`<tr>
              ${COLUMNS.map(() => html`<td></td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </section>
`;
