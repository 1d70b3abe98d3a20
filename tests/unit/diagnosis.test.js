// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { diagnose, whatToTry } from "../../www/training/diagnosis.js";
import { rateAdvice, smallerRate } from "../../www/training/rates.js";

/** @typedef {import("../../www/engine/types.js").Check} Check */

const adam = { type: "adam", learning_rate: 0.001 };
/** @type {Check} */
const check = { kind: "recordings", untested: [], pictures: 20, baseline: 0.5 };

/**
 * One point per epoch.
 * @param {number} epochs
 * @param {(epoch: number) => { own: number, held?: number, accuracy?: number }} at  losses, and the share of right answers
 */
function history(epochs, at) {
  return Array.from({ length: epochs }, (_, i) => {
    const { own, held, accuracy = 0.7 } = at(i + 1);
    return {
      epoch: i + 1,
      training: { loss: own, accuracy },
      validation: held === undefined ? null : { loss: held, accuracy },
    };
  });
}

/** Numbers that look random and repeat: −1…1. @param {number} i */
const noise = (i) => 2 * ((((Math.sin(i * 12.9898) * 43758.5453) % 1) + 1) % 1) - 1;

test("a loss that grows is noticed before it flies off, and the cure has a number", () => {
  const points = history(4, (epoch) => ({ own: 0.7 * 1.6 ** (epoch - 1) }));
  assert.deepEqual(diagnose({ points: points.slice(0, 2), check, optimizer: adam }), []);
  assert.deepEqual(diagnose({ points, check, optimizer: { ...adam, learning_rate: 0.1 } }), [
    "The loss grows instead of falling: 0.7 in the first epoch, 2.9 now. Set a smaller learning rate, for example 0.001.",
  ]);
  const [tiny] = diagnose({ points, check, optimizer: { ...adam, learning_rate: 0.00001 } });
  assert.doesNotMatch(tiny, /smaller learning rate/);
});

test("a loss that stays where it is is a plateau, unless all is known already", () => {
  const flat = (/** @type {number} */ accuracy) =>
    history(12, (epoch) => ({ own: 0.69 + 0.005 * noise(epoch), accuracy }));
  assert.match(
    diagnose({ points: flat(0.5), check, optimizer: adam }).join(),
    /^The loss has hardly fallen for 10 epochs\. Look whether the classes/,
  );
  assert.match(
    diagnose({ points: flat(0.5), check, optimizer: { ...adam, learning_rate: 0.00002 } }).join(),
    /larger learning rate, for example 0\.001\.$/,
  );
  assert.deepEqual(diagnose({ points: flat(0.95), check, optimizer: adam }), []);
  assert.deepEqual(diagnose({ points: flat(0.5).slice(0, 9), check, optimizer: adam }), []);
});

test("a loss that falls, however much it wavers, is no plateau", () => {
  const slow = history(40, (epoch) => ({
    own: 2 * 0.98 ** epoch + 0.1 * noise(epoch),
    accuracy: 0.5,
  }));
  for (let end = 1; end <= 40; end++)
    assert.deepEqual(
      diagnose({ points: slow.slice(0, end), check, optimizer: adam }),
      [],
      String(end),
    );
});

test("as long as held-back pictures are answered better there is progress", () => {
  const points = (/** @type {number} */ held) =>
    history(12, (epoch) => ({
      own: 0.69 + 0.005 * noise(epoch),
      held: 0.7 + held * epoch,
      accuracy: 0.5,
    }));
  assert.deepEqual(diagnose({ points: points(-0.01), check, optimizer: adam }), []);
  assert.match(diagnose({ points: points(0.001), check, optimizer: adam }).join(), /hardly fallen/);
});

test("training pictures better and better, held-back ones worse: over-fitting, with the epoch in which it began", () => {
  const points = history(18, (epoch) => ({
    own: 1 / epoch,
    held: epoch < 6 ? 0.8 - 0.06 * epoch : 0.5 + 0.08 * (epoch - 6),
    accuracy: 0.75,
  }));
  assert.match(
    diagnose({ points, check, optimizer: adam }).join(),
    /^Since epoch \d .* \(over-fitting\)\. Record each class/,
  );
  assert.deepEqual(
    diagnose({ points: points.slice(0, 14), check, optimizer: adam }),
    [],
    "a wave, perhaps",
  );
  assert.deepEqual(
    diagnose({ points, check: { ...check, pictures: 7 }, optimizer: adam }),
    [],
    "too few to say",
  );
  assert.deepEqual(diagnose({ points, check: { ...check, kind: "none" }, optimizer: adam }), []);
});

test("held-back losses that waver, or grow where all answers are right, are no over-fitting", () => {
  const wavering = history(40, (epoch) => ({
    own: 1 / epoch,
    held: 0.4 + 0.08 * noise(epoch),
    accuracy: 0.85,
  }));
  const right = history(20, (epoch) => ({ own: 1 / epoch, held: 0.01 * epoch, accuracy: 1 }));
  for (const points of [wavering, right]) {
    for (let end = 1; end <= points.length; end++)
      assert.deepEqual(diagnose({ points: points.slice(0, end), check, optimizer: adam }), []);
  }
});

test("an epoch that runs is not judged", () => {
  const points = history(2, (epoch) => ({ own: epoch === 1 ? 0.7 : 3 }));
  assert.deepEqual(
    diagnose({ points: [...points, { ...points[1], epoch: 2.5 }], check, optimizer: adam }),
    [],
  );
});

test("a rate that is tiny already is not to become smaller", () => {
  assert.equal(
    rateAdvice({ type: "adam", learning_rate: 0.1 }),
    "Set a smaller learning rate, for example 0.001",
  );
  assert.equal(
    rateAdvice({ type: "sgd", learning_rate: 0.0001 }),
    "Set a larger learning rate, for example 0.01",
  );
  for (const optimizer of [
    adam,
    { type: "adam", learning_rate: 0.002 },
    { type: "sgd", learning_rate: 0.01 },
    { type: "lbfgs" },
  ]) {
    assert.equal(rateAdvice(optimizer), "");
  }
  assert.equal(smallerRate({ type: "sgd", learning_rate: 0.05 }), 0.005);
  assert.equal(smallerRate({ type: "sgd", learning_rate: 1 }), 0.01);
});

test("after a training that came to nothing: pictures, epochs or the rate", () => {
  assert.match(
    whatToTry({ loss: 0.1, accuracy: 0.95 }, adam),
    /^It knows its own pictures but no others/,
  );
  assert.match(
    whatToTry({ loss: 0.7, accuracy: 0.5 }, adam),
    /^Try more epochs, and look whether the classes really differ/,
  );
  assert.match(
    whatToTry({ loss: 0.7, accuracy: 0.5 }, { ...adam, learning_rate: 0.5 }),
    /^Set a smaller learning rate, for example 0\.001, and look/,
  );
});
