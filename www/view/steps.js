// @ts-check
import { byId, perFrame } from "./dom.js";

/**
 * Marks which of the three steps are done and which is next, by data-step on their panels. For the eye; the panels say the same
 * in words.
 * @param {{ source: import("../camera/source.js").ActiveSource, dataset: import("../data/dataset.js").Dataset, session: import("../session.js").Session }} parts
 */
export function showSteps({ source, dataset, session }) {
  const panels = ["camera", "collect", "train"].map((id) => byId(id, HTMLElement));
  const answers = () =>
    session.trained.length > 0 &&
    session.learned &&
    !session.training &&
    !session.outdated &&
    !session.error;
  const render = perFrame(() => {
    const done = [source.running, dataset.readiness().ready, answers()];
    const next = done.indexOf(false);
    panels.forEach((panel, i) => {
      panel.dataset.step = done[i] ? "done" : i === next ? "next" : "later";
    });
  });
  for (const part of [source, dataset, session]) part.addEventListener("change", render);
  session.addEventListener("trained", render);
  render();
}
