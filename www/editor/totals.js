// @ts-check
import { large, percent, text, whole } from "../text/index.js";
import { html } from "../vendor/lit-html/lit-html.js";

/** @typedef {import("../engine/types.js").Outline} Outline */

/** What the whole costs, beside the method that it began with; or why there cannot be such a network. @param {import("./network.js").EditedNetwork} network @param {string} method  its name */
export function totals({ outline, methods, problem, isOwn }, method) {
  const own = sumOf(outline);
  const theirs = sumOf(methods);
  const weights = text("editor-weights", { count: own.weights, shown: whole(own.weights) });
  const cost = text("cost-multiply-adds", { count: large(own.cost) });
  return html`<div class="totals">
    <p ?hidden=${problem !== ""}><strong>${text("editor-total")}</strong> ${weights}, ${cost}</p>
    <p class="hint" ?hidden=${problem !== "" || !isOwn}>
      ${text("editor-compared", {
        method,
        weights: percentOf(own.weights, theirs.weights),
        cost: percentOf(own.cost, theirs.cost),
      })}
    </p>
    <p class="note bad" ?hidden=${!problem}>${problem}</p>
  </div>`;
}

/** @param {number} part @param {number} of  what is 100% */
function percentOf(part, of) {
  return percent(of ? part / of : 1);
}

/** @param {Outline | null} outline */
function sumOf(outline) {
  const sum = { weights: 0, cost: 0 };
  for (const layer of outline?.layers ?? []) {
    sum.weights += layer.weights;
    sum.cost += layer.multiply_adds;
  }
  return sum;
}
