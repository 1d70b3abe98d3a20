// @ts-check
/** Why a network did not become a file. */

import { factsOf } from "../files/facts.js";
import { text } from "../text/index.js";
import { messageOf } from "../view/dom.js";
import { GaveUp } from "../workers/supervisor.js";

/** @param {unknown} error @param {string} format  its name @param {number} size  of the network's pictures, in pixels on a side */
export function reasonOf(error, format, size) {
  if (error instanceof GaveUp) return text("elsewhere-gave-up", { format });
  const facts = factsOf(error);
  if (!facts) return text("elsewhere-failed", { format, reason: messageOf(error) });
  const { kind, place } = facts;
  // Only TensorFlow.js has sizes that it cannot take.
  const wrongSize = kind === "unsupported" && place === "spec.input";
  const reason = wrongSize
    ? text("elsewhere-size", { size })
    : text("elsewhere-reason", { kind, place });
  return text("elsewhere-failed", { format, reason });
}
