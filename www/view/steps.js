// @ts-check
import { byId, perFrame } from "./dom.js";

/**
 * Marks which of the three steps are done and which is next, by data-step on their panels. For the eye; the panels say the same
 * in words.
 * @param {{ source: import("../camera/source.js").ActiveSource, session: import("../session.js").Session }} parts
 */
export function showSteps({ source, session }) {
  const panels = ["camera", "collect", "train-panel"].map((id) => byId(id, HTMLElement));
  const answers = () =>
    session.trained.length > 0 &&
    session.learned &&
    !session.training &&
    !session.outdated &&
    !session.error;
  const render = perFrame(() => {
    const done = [source.running, session.plan?.ready ?? false, answers()];
    const next = done.indexOf(false);
    panels.forEach((panel, i) => {
      panel.dataset.step = done[i] ? "done" : i === next ? "next" : "later";
    });
  });
  source.addEventListener("change", render);
  for (const type of ["change", "plan", "trained"]) session.addEventListener(type, render);
  render();
}
