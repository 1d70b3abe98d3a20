// @ts-check
import { kilobytes, large, megabytes, text, whole } from "../text/index.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { h, perFrame } from "./dom.js";

/** Bytes of a weight. */
export const FLOAT = 4;

/** What the next training costs: arithmetic, memory and time. */
export class Cost {
  #session;
  element = h("div", { class: "cost" });

  /** @param {import("../session.js").Session} session */
  constructor(session) {
    this.#session = session;
    const draw = perFrame(() => this.#render());
    for (const type of ["plan", "change"]) session.addEventListener(type, draw);
    this.#render();
  }

  #render() {
    const { plan, estimate } = this.#session;
    render(
      !plan?.ready
        ? nothing
        : html`
            <h3>${text("cost-title")}</h3>
            <dl>
              ${this.#figures(plan, estimate).map(
                ([id, value]) =>
                  html`<div>
                    <dt>${text(id)}</dt>
                    <dd>${value}</dd>
                  </div>`,
              )}
            </dl>
          `,
      this.element,
    );
  }

  /** @param {import("../engine/types.js").Plan} plan @param {number | null} estimate @returns {[id: string, value: string][]} */
  #figures({ weights, picture_multiply_adds: one, multiply_adds: all, bytes }, estimate) {
    return [
      [
        "cost-weights",
        text("cost-weights-value", { weights: whole(weights), size: kilobytes(weights * FLOAT) }),
      ],
      ["cost-answer", text("cost-multiply-adds", { count: large(one) })],
      ["cost-training", text("cost-multiply-adds", { count: large(all) })],
      ["cost-memory", text("cost-about", { value: megabytes(bytes) })],
      ["cost-time", estimate === null ? text("cost-time-unknown") : roughly(estimate)],
    ];
  }
}

/** About how long, without digits that nobody can know. @param {number} seconds */
export function roughly(seconds) {
  const value =
    seconds < 10
      ? text("train-seconds", { seconds: Math.max(1, Math.round(seconds)) })
      : seconds < 90
        ? text("train-seconds", { seconds: 5 * Math.round(seconds / 5) })
        : text("train-minutes", { minutes: Math.round(seconds / 60) });
  return text("cost-about", { value });
}
