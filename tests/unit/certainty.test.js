// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  calibrationError,
  decide,
  fitTemperature,
  judge,
  Smoother,
  soften,
} from "../../www/training/certainty.js";

/** @param {number} actual @param {number} expected */
const close = (actual, expected, tolerance = 1e-5) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, not ${expected}`);

/** softmax of seven pictures' logits; four decimals would not do for the temperature below. */
const rows = [
  [3, 0, -1],
  [0.5, 2, 0],
  [1, 0.5, 4],
  [2, 1, 0],
  [0, 3, 1],
  [2.5, 2, -2],
  [0, 1, 1.5],
].map((logits) => {
  const powers = logits.map(Math.exp);
  return powers.map((power) => power / powers.reduce((a, b) => a + b));
});
const labels = [0, 1, 2, 1, 1, 0, 0];

test("the temperature is the one that SciPy finds", () => {
  // scipy.optimize.minimize_scalar over log_softmax(z / T) with targets of 0.995, SciPy 1.17
  close(fitTemperature(rows, labels), 1.094009477);
});

test("of two classes it follows by hand", () => {
  // Always 0.9 for the first, which is right 7 times of 10: the targets' mean is (7·0.995 + 3·0.005)/10 = 0.698,
  // and 9^(1/T) are its odds.
  const always = Array.from({ length: 10 }, () => [0.9, 0.1]);
  const which = Array.from({ length: 10 }, (_, i) => Number(i >= 7));
  const temperature = fitTemperature(always, which);
  close(temperature, Math.log(9) / Math.log(0.698 / 0.302));
  close(soften([0.9, 0.1], temperature)[0], 0.698);
});

test("a few pictures that are all right do not make it certain of everything, nor do probabilities of 0 break it", () => {
  const temperature = fitTemperature(
    [
      [1, 0],
      [0, 1],
      [1, 0],
      [0, 1],
    ],
    [0, 1, 0, 1],
  );
  close(soften([1, 0], temperature)[0], 0.995, 1e-4);
  assert.ok(Number.isFinite(fitTemperature([[1, 0]], [1])));
  assert.equal(fitTemperature([], []), 1);
});

test("softening keeps the order and the sum", () => {
  assert.deepEqual([...soften([0.25, 0.75], 1)], [0.25, 0.75]);
  const soft = soften([0.8, 0.2], 2); // √0.8 : √0.2 = 2 : 1
  close(soft[0], 2 / 3);
  close(soft[0] + soft[1], 1);
  close(soften([0.8, 0.2], 0.5)[0], 16 / 17);
  assert.ok([...soften([1, 0, 0], 3)].every(Number.isFinite));
});

test("the calibration error is the one that NumPy finds, in 15 bins", () => {
  close(calibrationError(rows, labels), 0.198268103);
  close(judge(rows, labels, "cross_entropy")?.calibrationError ?? NaN, 0.204480751);
  const raw = judge(rows, labels, "mse");
  assert.equal(raw?.temperature, 1);
  close(raw?.calibrationError ?? NaN, 0.198268103);
  assert.equal(judge([], [], "cross_entropy"), null);
});

test("the calibration error by hand", () => {
  const sure = [
    [1, 0],
    [1, 0],
    [1, 0],
    [1, 0],
  ];
  assert.equal(calibrationError(sure, [0, 0, 0, 0]), 0);
  assert.equal(calibrationError(sure, [0, 0, 0, 1]), 0.25);
  // 0.62 and 0.64 share bin 9 (0.6 … 0.667), 0.7 is in bin 10: |1 − 1.26|/3 + |1 − 0.7|/3
  close(
    calibrationError(
      [
        [0.62, 0.38],
        [0.64, 0.36],
        [0.7, 0.3],
      ],
      [0, 1, 0],
    ),
    (0.26 + 0.3) / 3,
  );
  assert.equal(calibrationError([], []), 0);
});

test("below the threshold of the class that leads there is no answer", () => {
  assert.deepEqual(decide([0.3, 0.7], [0.9, 0.6]), { best: 1, sure: true });
  assert.deepEqual(decide([0.7, 0.3], [0.9, 0.6]), { best: 0, sure: false });
  assert.deepEqual(decide([0.6, 0.4], [0.6, 0.6]), { best: 0, sure: true });
  assert.deepEqual(decide([0.5, 0.5], [0, 1]), { best: 0, sure: true });
  for (const wrong of [-0.1, 1.1, NaN, Infinity]) {
    assert.throws(
      () => decide([0.5, 0.5], [0.5, wrong]),
      /threshold: got .*; expected a number from 0 to 1/,
    );
  }
  assert.throws(() => decide([0.5, 0.5], [0.5]), /got 1; expected one for each of 2/);
});

test("smoothing goes by time, not by the number of answers", () => {
  const once = new Smoother(100);
  assert.deepEqual([...once.add([1, 0], 1000)], [1, 0], "the first is taken as it is");
  close(once.add([0, 1], 1100)[0], Math.exp(-1));
  const often = new Smoother(100);
  often.add([1, 0], 1000);
  for (let time = 1010; time < 1100; time += 10) often.add([0, 1], time);
  close(often.add([0, 1], 1100)[0], Math.exp(-1));
  often.reset();
  assert.deepEqual([...often.add([0.5, 0.5], 1101)], [0.5, 0.5]);
  assert.deepEqual(
    [...often.add([0.25, 0.25, 0.5], 1102)],
    [0.25, 0.25, 0.5],
    "other classes begin anew",
  );
});

test("one wrong answer among many does not flicker through", () => {
  const smoother = new Smoother(150);
  for (let frame = 0; frame < 30; frame++) {
    const scores = frame === 20 ? [0.1, 0.9] : [0.95, 0.05];
    assert.equal(decide(smoother.add(scores, frame * 33), [0.6, 0.6]).best, 0, `frame ${frame}`);
  }
});
