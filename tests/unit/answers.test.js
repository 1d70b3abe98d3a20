// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveAnswers } from "../../www/live/answers.js";

/** @param {() => Promise<Float32Array>} classify */
function answering(classify) {
  const source = Object.assign(new EventTarget(), {
    running: true,
    grab: () => new Uint8ClampedArray(4),
  });
  const session = Object.assign(new EventTarget(), {
    trained: [
      { id: "1", name: "Face" },
      { id: "2", name: "Background" },
    ],
    certainty: /** @type {unknown} */ (null),
  });
  const answers = new LiveAnswers(/** @type {any} */ ({ source, session, live: { classify } }));
  /** @type {string[]} */
  const told = [];
  /** @type {number[][]} */
  const scores = [];
  answers.addEventListener("answer", (event) =>
    scores.push([.../** @type {CustomEvent} */ (event).detail.scores]),
  );
  for (const type of ["answer", "trouble"]) answers.addEventListener(type, () => told.push(type));
  const frame = async () => {
    source.dispatchEvent(new Event("frame"));
    await new Promise(setImmediate);
  };
  return { source, session, told, scores, frame };
}

test("after trouble it is silent until the next weights, or until a camera is switched on", async () => {
  let broken = true;
  const { source, session, told, frame } = answering(async () => {
    if (broken) throw new Error("the worker did not start");
    return Float32Array.of(1, 0);
  });
  await frame();
  await frame();
  assert.deepEqual(told, ["trouble"]);
  source.dispatchEvent(new Event("change"));
  await frame();
  assert.deepEqual(told, ["trouble", "trouble"]);
  broken = false;
  await frame();
  session.dispatchEvent(new Event("weights"));
  await frame();
  assert.deepEqual(told, ["trouble", "trouble", "answer"]);
});

test("a network that is forgotten while it answers is no trouble", async () => {
  const { session, told, frame } = answering(async () => {
    session.trained = [];
    throw new Error("the worker was ended");
  });
  await frame();
  assert.deepEqual(told, []);
});

test("answers are as sure as the check allows, and smoothed until another network or camera answers", async () => {
  let first = 0.8;
  const { source, session, scores, frame } = answering(async () =>
    Float32Array.of(first, 1 - first),
  );
  session.certainty = { temperature: 2, calibrationError: 0 };
  await frame();
  assert.ok(Math.abs(scores[0][0] - 2 / 3) < 1e-6, String(scores[0])); // √0.8 : √0.2
  first = 0.2;
  await frame();
  assert.ok(scores[1][0] > 0.5, `hardly changed a moment later: ${scores[1]}`);
  source.dispatchEvent(new Event("change"));
  await frame();
  assert.ok(Math.abs(scores[2][0] - 1 / 3) < 1e-6, String(scores[2]));
  first = 0.8;
  session.dispatchEvent(new Event("trained"));
  await frame();
  assert.ok(Math.abs(scores[3][0] - 2 / 3) < 1e-6, String(scores[3]));
});
