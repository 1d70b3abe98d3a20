// @ts-check
/** Numbers in formulas, with as many digits as it takes to check them. */

import { precise } from "../text/index.js";
import { number } from "../view/math.js";

/** Behind a sign: a negative one is in brackets. @param {number} value */
export function mn(value) {
  return number(value, { inner: true, write: precise });
}

/** One that stands alone. @param {number} value */
export function mnAlone(value) {
  return number(value, { write: precise });
}
