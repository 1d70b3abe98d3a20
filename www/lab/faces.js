// @ts-check
/** "Recognise two people's faces": that is what the page's trainer does. */

import { text } from "../text/index.js";
import { html } from "../vendor/lit-html/lit-html.js";

export function faces() {
  return html`
    <blockquote class="lab-question"><p>${text("lab-faces-question")}</p></blockquote>
    <p class="lab-answer">${text("lab-faces-answer")}</p>
    <nav class="row lab-onwards" aria-label=${text("lab-onwards")}>
      <a href="#lab">${text("lab-all")}</a>
      <a href="#train">${text("lab-faces-train")}</a>
    </nav>
  `;
}
