// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { chance, verdict } from "../../www/training/verdict.js";
import { describeResult, describeRollBack } from "../../www/view/result.js";
import { tinySpec } from "./fakes.js";

/** @typedef {import("../../www/engine/types.js").TrainingResult} TrainingResult */

/** @param {number} accuracy */
const score = (accuracy) => ({ loss: 1, accuracy });

/** @param {Partial<TrainingResult>} [parts] @param {Partial<TrainingResult["check"]>} [check] @returns {TrainingResult} */
function result(parts = {}, check = {}) {
  return {
    ...{
      reason: "finished",
      epochs: 5,
      spec: tinySpec(),
      weights: Float32Array.of(1),
      training: score(1),
      validation: score(0.95),
    },
    ...{ certainty: null, rollBack: null, bestEpoch: 3 },
    ...parts,
    check: { kind: "recordings", untested: [], pictures: 20, baseline: 0.5, ...check },
  };
}

test("a network that is right about as often as always the same answer has learned nothing", () => {
  for (const [accuracy, baseline, expected] of /** @type {const} */ ([
    [0.5, 0.5, "nothing"],
    [0.55, 0.5, "nothing"],
    [0.65, 0.5, "learned"],
    [0.3, 0.5, "nothing"],
    [0.9, 0.9, "nothing"],
    [0.95, 0.9, "learned"],
    [0.4, 0.25, "learned"],
  ])) {
    assert.equal(
      verdict(result({ validation: score(accuracy) }, { baseline, pictures: 200 })),
      expected,
      `${accuracy} of ${baseline}`,
    );
  }
  assert.equal(verdict(result({ validation: null, training: score(0.5) })), "nothing");
});

test("what luck does every now and then is no proof", () => {
  // Fair coins: 4 of 4 come in 1 of 16 trials, 5 of 5 in 1 of 32; 7 of 8 in 9 of 256, 6 of 8 in 37 of 256.
  for (const [right, pictures, expected] of /** @type {const} */ ([
    [2, 2, "unproven"],
    [4, 4, "unproven"],
    [5, 5, "learned"],
    [6, 8, "unproven"],
    [7, 8, "learned"],
  ])) {
    assert.equal(
      verdict(result({ validation: score(right / pictures) }, { pictures })),
      expected,
      `${right} of ${pictures}`,
    );
  }
  assert.ok(Math.abs(chance(6, 8, 0.5) - 37 / 256) < 1e-12);
  assert.equal(chance(0, 8, 0.5), 1);
  // By whole numbers in Python: sum(comb(2000, k) for k in range(1050, 2001)) / 2**2000
  assert.ok(Math.abs(chance(1050, 2000, 0.5) - 0.013412073120140347) < 1e-9);
  assert.match(
    describeResult(result({ validation: score(1) }, { pictures: 2 })).note,
    /^So few pictures can be right by luck: record more/,
  );
});

test("where nothing is known, nothing is said against it", () => {
  assert.equal(verdict(result({ validation: null, training: null })), "learned");
  assert.equal(verdict(result({ validation: score(1) }, { baseline: 1 })), "learned");
});

test("the baseline stands beside the accuracy, and what the test is worth below", () => {
  const honest = describeResult(result());
  assert.equal(
    honest.result,
    "Training is finished. It is right for 95 % of the 20 pictures held back from training; always giving the same answer would be right for 50 %.",
  );
  assert.match(honest.note, /^An honest test/);
  assert.match(
    describeResult(result({}, { kind: "same recording" })).note,
    /^An easy test: .* the same recordings/,
  );
  const own = describeResult(
    result({ validation: null, training: score(1) }, { kind: "none", untested: ["Face", "Cup"] }),
  );
  assert.match(
    own.result,
    /100 % of its own pictures; always giving the same answer would be right for 50 %/,
  );
  assert.match(own.note, /too few pictures to hold some back/);
});

test("the calibration error is told where it is known", () => {
  const { note } = describeResult(
    result({ certainty: { temperature: 1.5, calibrationError: 0.034 } }),
  );
  assert.match(note, /differ by 3 % on average \(expected calibration error\)\.$/);
  assert.doesNotMatch(describeResult(result()).note, /calibration/);
});

test("a class that could not be tested is named", () => {
  assert.match(
    describeResult(result({}, { untested: ["Cup"] })).note,
    /Of “Cup” there was only a single picture/,
  );
});

test("failure is not called a success, and one sentence says what to try", () => {
  const hopeless = describeResult(result({ validation: score(0.5), training: score(0.55) }));
  assert.match(
    hopeless.result,
    /^Training has ended\. It has learned nothing to speak of: it is right for 50 % .* 50 %\.$/,
  );
  assert.equal(
    hopeless.note,
    "Set a smaller learning rate, for example 0.01, and look whether the classes really differ in their pictures.",
  );
  assert.match(
    describeResult(result({ validation: score(0.5) })).note,
    /^It knows its own pictures but no others: [^.]*\.$/,
  );
  const halved = describeResult(
    result({
      validation: score(0.5),
      training: score(0.55),
      rollBack: { epoch: 1, to: 0, learningRate: 0.001, times: 7 },
    }),
  );
  assert.match(halved.note, /^Set a larger learning rate/);
});

test("a training that stopped early says why, and which weights answer", () => {
  assert.match(
    describeResult(result({ reason: "early", epochs: 17, bestEpoch: 7 })).result,
    /^Stopped early, after epoch 17: the pictures held back were not answered better since epoch 7, whose weights answer now\. It is right for 95 %/,
  );
});

test("where the best epoch was not the last one, it is named", () => {
  assert.match(
    describeResult(result()).note,
    /^An honest test: .* It answers as after epoch 3, when it did best\.$/,
  );
  assert.doesNotMatch(describeResult(result({ bestEpoch: 5 })).note, /did best/);
  assert.doesNotMatch(describeResult(result({ bestEpoch: null })).note, /did best/);
});

test("a training that was stopped says how far it came", () => {
  assert.match(
    describeResult(result({ reason: "stopped", epochs: 1 })).result,
    /^Stopped after 1 epoch\. It is right/,
  );
  const early = result({ reason: "stopped", epochs: 0, training: null, validation: null });
  assert.equal(
    describeResult(early).result,
    "Stopped in the first epoch. It has learned a little.",
  );
  assert.equal(
    describeResult({ ...early, weights: null }).result,
    "Stopped before it had learned anything.",
  );
});

test("a roll-back is told with its numbers", () => {
  assert.equal(describeRollBack(null), "");
  assert.equal(
    describeRollBack({ epoch: 4, to: 3, learningRate: 0.05, times: 1 }),
    "The loss flew off in epoch 4: went back to the weights of epoch 3 and halved the learning rate to 0.05.",
  );
  assert.match(
    describeRollBack({ epoch: 1, to: 0, learningRate: 0.0009765625, times: 10 }),
    /began anew .* to 0\.00098\. It was the 10th time\.$/,
  );
});
