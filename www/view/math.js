// @ts-check
/** Numbers in formulas. */

import { digits } from "../text/index.js";
import { mathml } from "../vendor/lit-html/lit-html.js";

/**
 * A number; in brackets where a minus would follow a sign.
 * @param {number} value
 * @param {{ inner?: boolean, write?: (value: number) => string }} [options]
 */
export function number(value, { inner = false, write = digits } = {}) {
  const written = mathml`<mn>${write(value)}</mn>`;
  return inner && value < 0
    ? mathml`<mrow><mo>(</mo>${written}<mo>)</mo></mrow>`
    : mathml`<mrow>${written}</mrow>`;
}
