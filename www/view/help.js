// @ts-check
import { text } from "../text/index.js";
import { html } from "../vendor/lit-html/lit-html.js";

/**
 * A "?" beside a term: pressed, it says in one sentence what the term means; screen readers have the sentence as its description.
 * The browser opens and closes it, and its CSS places it.
 * @param {string} id  of the term; its sentence is `${id}-help`, and an element with that id is made, once
 */
export function help(id) {
  const sentence = `${id}-help`;
  return html`<button
      type="button"
      class="help-button"
      popovertarget=${sentence}
      aria-label=${text("help-button", { term: text(id) })}
      aria-describedby=${sentence}
    >
      ?</button
    ><span class="help-text" id=${sentence} popover>${text(sentence)}</span>`;
}

/** Terms, each with its "?". @param {string[]} ids */
export function glossary(ids) {
  return html`<p class="glossary" ?hidden=${ids.length === 0}>
    ${ids.map((id) => html`<span>${text(id)} ${help(id)}</span>`)}
  </p>`;
}
