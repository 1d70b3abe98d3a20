// @ts-check
/** Formulas with numbers in them. Each piece is a formula of its own, so that long sums break into lines. */

import { html, mathml, nothing } from "../vendor/lit-html/lit-html.js";
import { number } from "../view/math.js";

export { number };

/** @typedef {import("../vendor/lit-html/lit-html.js").TemplateResult} TemplateResult */

/** @param {...unknown} content */
export function math(...content) {
  return html`<math>${content}</math>`;
}

/** @param {string} name  of a variable */
export function name(name) {
  return mathml`<mi>${name}</mi>`;
}

/** Between two things, even where a piece begins with it. @param {string} sign */
export function sign(sign) {
  return mathml`<mo form="infix">${sign}</mo>`;
}

/** @param {string} name @param {unknown} below */
export function indexed(name, below) {
  return mathml`<msub><mi>${name}</mi><mi>${below}</mi></msub>`;
}

/** A mean: with a bar. @param {unknown} what */
export function over(what) {
  return mathml`<mover><mrow>${what}</mrow><mo>¯</mo></mover>`;
}

/**
 * "+ value · factor", as a piece that belongs to a term.
 * @param {{ value: number, factor: number }} term @param {number | null} id  of the term @param {boolean} first  without the plus
 */
export function product({ value, factor }, id, first) {
  return html`<math data-term=${id ?? nothing}>
    ${first ? nothing : sign("+")}${number(value, { inner: !first })}${sign("·")}${number(factor, { inner: true })}
  </math>`;
}

/** "+ value". @param {number} value @param {boolean} [first] */
export function plus(value, first = false) {
  return math(first ? nothing : sign("+"), number(value, { inner: !first }));
}

/** Marks, in `place`, whatever belongs to the term under the pointer or the focus: in the formula and in the tables. @param {HTMLElement} place */
export function linkTerms(place) {
  const mark = (/** @type {Event} */ event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-term]") : null;
    const id = target?.getAttribute("data-term");
    for (const element of place.querySelectorAll("[data-term]"))
      element.classList.toggle("lit", Boolean(id) && element.getAttribute("data-term") === id);
  };
  for (const type of ["pointerover", "focusin", "pointerleave"]) place.addEventListener(type, mark);
}
