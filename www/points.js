// @ts-check
/** The points of the training curves. */

import { stemOf } from "./engine/stems.js";

/**
 * @typedef {import("./engine/types.js").Score} Score
 * @typedef {{ epoch: number, training: Score, validation: Score | null }} Point  epoch: may be a fraction
 */

/** With those that a training has come to since. @param {ReadonlyArray<Point>} points @param {import("./engine/types.js").Progress} progress @returns {Point[]} */
export function pointsAfter(points, { events, epoch, epochs, fraction, training, done }) {
  let after = [...points];
  for (const event of events) {
    if (event.kind === "fine_tuning") after = []; // epochs count anew
    if (event.kind === "epoch_ended") {
      const { epoch, training, validation } = event;
      after = withPoint(after, { epoch, training, validation });
    }
  }
  const ended = after.at(-1)?.epoch === epoch;
  if (!training || ended || done) return after;
  // Kept off the whole numbers, which mark finished epochs.
  const within = Math.min(epoch - 0.01, Math.max(epoch - 0.99, fraction * epochs));
  return withPoint(after, { epoch: within, training, validation: null });
}

/** Gone is the running epoch's point of before, and what a worker that died had reached beyond the weights it left. @param {Point[]} points @param {Point} point */
function withPoint(points, point) {
  const earlier = points.filter(({ epoch }) => Number.isInteger(epoch) && epoch < point.epoch);
  return [...earlier, point];
}

/**
 * The best epoch so far, whose weights answer in the end; null where the validation set has not decided.
 * @param {{ points: ReadonlyArray<Point>, course: Pick<import("./engine/types.js").Plan, "spec"> | null,
 *   progress: Pick<import("./engine/types.js").Progress, "fine_tuning"> | null,
 *   result: Pick<import("./engine/types.js").TrainingResult, "report"> | null }} training  result: null while it runs
 */
export function bestEpoch({ points, course, progress, result }) {
  const report = result?.report;
  if (report) {
    // The epochs that are drawn are those of fine-tuning, which was dropped, or stopped.
    if (progress?.fine_tuning && !report.fine_tuned?.kept) return null;
    return report.best_epoch;
  }
  // A head alone has a loss with one minimum: there, the newest epoch is the best.
  if (!course || (stemOf(course.spec) && !progress?.fine_tuning)) return null;
  let best = null;
  let least = Infinity;
  for (const { epoch, validation } of points) {
    if (!validation || validation.loss > least) continue;
    [best, least] = [epoch, validation.loss];
  }
  return best;
}
