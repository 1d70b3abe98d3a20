// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveAnswers } from "../../www/live/answers.js";
import { AnswerPreferences } from "../../www/live/preferences.js";

/** @typedef {import("../../www/engine/types.js").Answer} Answer */

/** @type {Answer} */
const face = { class: 0, sure: true, known: true, probabilities: [0.9, 0.1] };

/** @param {(rgba: Uint8ClampedArray, sureFrom: number[], smoothing: number) => Promise<Answer>} classify */
function answering(classify) {
  /** @type {string[]} */
  const told = [];
  const source = Object.assign(new EventTarget(), {
    running: true,
    grab: () => new Uint8ClampedArray(4),
  });
  const session = Object.assign(new EventTarget(), {
    answering: [
      { id: "1", name: "Face" },
      { id: "2", name: "Background" },
    ],
  });
  const live = { classify, startAfresh: () => told.push("afresh") };
  const settings = { sureFrom: 0.6 };
  const preferences = new AnswerPreferences();
  const parts = { source, session, live, settings, preferences };
  const answers = new LiveAnswers(/** @type {any} */ (parts));
  /** @type {unknown[]} */
  const given = [];
  answers.addEventListener("answer", (event) =>
    given.push(/** @type {CustomEvent} */ (event).detail),
  );
  for (const type of ["answer", "trouble"]) answers.addEventListener(type, () => told.push(type));
  const frame = async () => {
    source.dispatchEvent(new Event("frame"));
    await new Promise(setImmediate);
  };
  return { source, session, settings, preferences, told, given, frame };
}

test("after trouble it is silent until the next weights, or until a camera is switched on", async () => {
  let broken = true;
  const { source, session, told, frame } = answering(async () => {
    if (broken) throw new Error("the worker did not start");
    return face;
  });
  await frame();
  await frame();
  assert.deepEqual(told, ["trouble"]);
  source.dispatchEvent(new Event("change"));
  await frame();
  assert.deepEqual(told, ["trouble", "afresh", "trouble"]);
  broken = false;
  await frame();
  session.dispatchEvent(new Event("weights"));
  await frame();
  assert.deepEqual(told.slice(3), ["answer"]);
});

test("a network that is forgotten while it answers is no trouble", async () => {
  const { session, told, frame } = answering(async () => {
    session.answering = [];
    throw new Error("the worker was ended");
  });
  await frame();
  assert.deepEqual(told, []);
});

test("an answer carries its classes, and begins anew with another network or camera", async () => {
  const { source, session, told, given, frame } = answering(async () => face);
  await frame();
  assert.deepEqual(given, [{ ...face, classes: session.answering }]);
  source.dispatchEvent(new Event("change"));
  session.dispatchEvent(new Event("trained"));
  assert.deepEqual(told, ["answer", "afresh", "afresh"]);
});

test("thresholds and smoothing hold at once; a class's own threshold stays when that of all changes", async () => {
  /** @type {unknown[]} */
  const asked = [];
  const { settings, preferences, frame } = answering(async (_rgba, sureFrom, smoothing) => {
    asked.push([sureFrom, smoothing]);
    return face;
  });
  await frame();
  preferences.setThreshold("2", 0.8);
  await frame();
  settings.sureFrom = 0.9;
  preferences.choose({ smoothing: "lot" });
  await frame();
  preferences.resetThresholds();
  preferences.choose({ smoothing: "off" });
  await frame();
  assert.deepEqual(asked, [
    [[0.6, 0.6], 150],
    [[0.6, 0.8], 150],
    [[0.9, 0.8], 800],
    [[0.9, 0.9], 0],
  ]);
});

test("an answer that was under way when other classes took over, or the camera went, is nobody's", async () => {
  const { source, session, given, frame } = answering(async () => face);
  const first = frame();
  session.answering = [...session.answering, { id: "3", name: "Cup" }];
  await first;
  session.answering = session.answering.slice(1);
  source.running = false;
  await frame();
  assert.deepEqual(given, []);
});
