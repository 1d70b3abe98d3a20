// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { bestEpoch } from "../../www/points.js";
import { stemSpec, tinySpec } from "./fakes.js";

/** Points of epochs with these validation losses; null: without a validation set. @param {...(number | null)} losses */
const points = (...losses) =>
  losses.map((loss, i) => ({
    epoch: i + 1,
    training: { loss: 1, accuracy: 1 },
    validation: loss === null ? null : { loss, accuracy: 1 },
  }));

/** @param {object} parts */
const best = (parts) =>
  bestEpoch(
    /** @type {any} */ ({ course: { spec: tinySpec() }, progress: null, result: null, ...parts }),
  );

test("the best epoch has the smallest validation loss, of equals the newest", () => {
  assert.equal(best({ points: points(3, 1, 2) }), 2);
  assert.equal(best({ points: points(3, 1, 1, 2) }), 3);
  const running = { epoch: 3.4, training: { loss: 0, accuracy: 1 }, validation: null };
  assert.equal(best({ points: [...points(3, 2, 2.5), running] }), 2);
  assert.equal(best({ points: points(null, null) }), null);
  assert.equal(best({ points: [] }), null);
});

test("in the end the report says which it was", () => {
  const result = { report: { best_epoch: 1, fine_tuned: null } };
  assert.equal(best({ points: points(3, 1), result }), 1);
  const cut = { report: null };
  assert.equal(best({ points: points(3, 1), result: cut }), 2);
});

test("behind a stem there is none while the head learns, nor of a fine-tuning that was dropped", () => {
  const course = { spec: stemSpec("base") };
  assert.equal(best({ course, points: points(3, 1, 2) }), null);
  const progress = { fine_tuning: true };
  assert.equal(best({ course, progress, points: points(3, 1, 2) }), 2);
  const report = (/** @type {boolean} */ kept) => ({ best_epoch: 2, fine_tuned: { kept } });
  assert.equal(
    best({ course, progress, points: points(3, 1), result: { report: report(true) } }),
    2,
  );
  assert.equal(
    best({ course, progress, points: points(3), result: { report: report(false) } }),
    null,
  );
});
