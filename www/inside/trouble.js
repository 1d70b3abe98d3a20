// @ts-check
/** What is wrong with a trace, or why there is none, in words. */

import { megabytes, text } from "../text/index.js";
import { messageOf } from "../view/dom.js";
import { TooLarge } from "./client.js";
import { nameOf } from "./setup.js";

/** @typedef {import("./types.js").Choice} Choice */

/**
 * Where the first number arose that is not finite; "" when all are.
 * @param {import("./types.js").Summary} summary @param {string[]} names  of the layers
 */
export function notFinite({ non_finite: found, loss_after: after }, names) {
  if (!found) return after === null ? text("inside-non-finite-after") : "";
  const { layer, quantity, y, x, channel } = found;
  return text(`inside-non-finite-${quantity}`, {
    layer: names[layer],
    ...(quantity === "gradient"
      ? { weight: channel + 1 }
      : { map: channel + 1, row: y + 1, column: x + 1 }),
  });
}

/** What is selected with it. @param {import("./types.js").NonFinite} found @returns {Partial<import("./selection.js").Selected>} */
export function placeOf({ layer, quantity, y, x, channel }) {
  const direction = quantity === "output" ? "forward" : "backward";
  if (quantity === "gradient") return { layer, direction, weight: channel };
  return { layer, direction, y, x, channel, weight: null };
}

/**
 * @param {unknown} error @param {import("./client.js").Inside} inside @param {Choice[]} choices
 * @returns {Promise<string>}
 */
export async function explain(error, inside, choices) {
  if (error instanceof Error && error.name === "DivergedError")
    return text("inside-non-finite-after");
  if (!(error instanceof TooLarge)) return messageOf(error);
  const { bytes, limit } = error.size;
  const values = { bytes: megabytes(bytes), limit: megabytes(limit) };
  for (const choice of choices) {
    const other = await inside.sizeOf(choice).catch(() => null);
    if (other && other.bytes <= limit)
      return text("inside-too-large-fits", {
        ...{ ...values, network: nameOf(choice), other: megabytes(other.bytes) },
      });
  }
  return text("inside-too-large", values);
}
