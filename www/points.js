// @ts-check
/** The points of the training curves. */

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
