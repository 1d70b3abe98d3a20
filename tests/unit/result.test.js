// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { describeResult, describeRollBack } from "../../www/view/result.js";
import { tinySpec } from "./fakes.js";

/** @typedef {import("../../www/engine/types.js").Report} Report */
/** @typedef {import("../../www/engine/types.js").Check} Check */

const network = { spec: tinySpec(), weights: Float32Array.of(1), classes: ["Face", "Cup"] };

/** @param {number} accuracy */
const score = (accuracy) => ({ loss: 1, accuracy });

/** What is said of a report. @param {Partial<Report>} [parts] @param {Partial<Check>} [check] @param {{ cut?: boolean }} [ended] */
function described(parts = {}, check = {}, { cut = false } = {}) {
  const report = /** @type {Report} */ ({
    ...{ reason: "finished", epochs: 5, best_epoch: 3, verdict: "learned" },
    ...{ training: score(1), validation: score(0.95), calibration_error: null },
    advice: { rate: "usual", suggested: 0.001 },
    ...parts,
    check: { kind: "recordings", untested: [], pictures: 20, baseline: 0.5, ...check },
  });
  return describeResult({ report, network }, network.classes, cut);
}

test("the baseline stands beside the accuracy, and what the test is worth below", () => {
  const honest = described();
  assert.equal(
    honest.result,
    "Training is finished. 19 of 20 validation pictures correct (95%); the baseline, always answering the largest class, is 50%.",
  );
  assert.match(honest.note, /^An honest test/);
  assert.match(
    described({}, { kind: "same_recording" }).note,
    /^An easy test: .* the same recordings/,
  );
  const own = described(
    { validation: null, training: score(1) },
    { kind: "none", untested: [0, 1] },
  );
  assert.match(
    own.result,
    /accuracy on the pictures it was trained on is 100%; the baseline, .* 50%/,
  );
  assert.match(own.note, /too few pictures for a validation set/);
});

test("one line says it in words that a pupil understands", () => {
  assert.equal(described().line, "19 of 20 new pictures right.");
  assert.equal(
    described({}, { kind: "same_recording" }).line,
    "19 of 20 validation pictures right.",
  );
  assert.equal(
    described({ validation: null, training: score(1) }, { kind: "none" }).line,
    "100% of its own pictures right; there were too few to keep some for a test.",
  );
  assert.match(
    described({ verdict: "nothing" }).line,
    /^It has learned hardly anything\. .*record each class a few more times/,
    "and what to do",
  );
});

test("what may be luck is not called an honest test", () => {
  assert.match(
    described({ verdict: "unproven" }, { pictures: 2 }).note,
    /^With so few validation pictures this can be luck: record more/,
  );
});

test("what became of the stem is told, also when it stays as it was", () => {
  const tuned = (/** @type {number} */ before, /** @type {number} */ after, kept = true) =>
    described({ fine_tuned: { before: score(before), after: score(after), kept } }).note;
  assert.match(
    tuned(0.9, 0.95),
    /^Fine-tuning helped: before, 18 of them .* now 19 are\. An honest/,
  );
  assert.match(tuned(0.95, 0.95), /^Fine-tuning helped a little: no more .* loss is smaller\./);
  assert.match(tuned(0.95, 0.9, false), /^Fine-tuning did not help .* the stem stays as it was\./);
  const stopped = described({ fine_tuned: null }, {}, { cut: true });
  assert.match(stopped.result, /^Fine-tuning was stopped, .* 19 of 20 validation/);
});

test("the calibration error is told where it is known", () => {
  assert.match(
    described({ calibration_error: 0.034 }).note,
    /differ by 3% on average \(expected calibration error\)\.$/,
  );
  assert.doesNotMatch(described().note, /calibration/);
});

test("classes that could not be tested are named", () => {
  assert.match(described({}, { untested: [1] }).note, /“Cup” had only a single picture/);
  assert.match(described({}, { untested: [0, 1] }).note, /“Face” and “Cup” had only a single/);
});

test("failure is not called a success, and one sentence says what to try", () => {
  const none = { verdict: /** @type {const} */ ("nothing"), validation: score(0.5) };
  const hopeless = described({ ...none, training: score(0.55) });
  assert.match(
    hopeless.result,
    /^Training has ended\. It has learned nothing to speak of: 10 of 20 .* 50%\.$/,
  );
  assert.match(hopeless.note, /^Try more epochs, and check that the classes really differ/);
  assert.match(
    described(none).note,
    /^It has memorised its training pictures and recognises no others: [^.]*\.$/,
  );
  for (const [rate, expected] of /** @type {const} */ ([
    ["large", /^Set a smaller learning rate, for example 0\.01, and check/],
    ["small", /^Set a larger learning rate, for example 0\.01, and check/],
  ])) {
    const advice = { rate, suggested: 0.01 };
    assert.match(described({ ...none, training: score(0.55), advice }).note, expected);
  }
});

test("a training that stopped early says why, and which weights answer", () => {
  assert.match(
    described({ reason: "early", epochs: 17, best_epoch: 7 }).result,
    /^Stopped early, after epoch 17: the validation loss has not improved since epoch 7, whose weights answer now\. 19 of 20/,
  );
});

test("where the best epoch was not the last one, it is named", () => {
  assert.match(
    described().note,
    /^An honest test: .* The weights of epoch 3, which did best, answer now\.$/,
  );
  assert.doesNotMatch(described({ best_epoch: 5 }).note, /did best/);
  assert.doesNotMatch(described({ best_epoch: null }).note, /did best/);
});

test("a training that was stopped says how far it came", () => {
  assert.match(
    described({ reason: "stopped", epochs: 1 }).result,
    /^Stopped after 1 epoch\. 19 of 20/,
  );
  const early = { reason: /** @type {const} */ ("stopped"), epochs: 0 };
  assert.equal(
    described({ ...early, training: null, validation: null }).result,
    "Stopped in the first epoch. It has learned only a little.",
  );
  const nothing = describeResult({ report: null, network: null }, []);
  assert.equal(nothing.result, "Stopped before it had learned anything.");
});

test("a roll-back is told with its numbers", () => {
  assert.equal(describeRollBack(null), "");
  assert.equal(
    describeRollBack({ epoch: 4, to: 3, learning_rate: 0.05, times: 1 }),
    "The loss diverged in epoch 4: rolled back to the weights of epoch 3 and halved the learning rate to 0.05.",
  );
  assert.match(
    describeRollBack({ epoch: 1, to: 0, learning_rate: 0.0009765625, times: 10 }),
    /started over .* to 0\.00098\. That was roll-back number 10\.$/,
  );
});
