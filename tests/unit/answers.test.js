// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveAnswers } from "../../www/answers.js";

/** @param {() => Promise<Float32Array>} classify */
function answering(classify) {
  const source = Object.assign(new EventTarget(), { running: true, grab: () => new Uint8ClampedArray(4) });
  const session = Object.assign(new EventTarget(), { trained: [{ id: "1", name: "Face" }, { id: "2", name: "Background" }] });
  const answers = new LiveAnswers(/** @type {any} */ ({ source, session, live: { classify } }));
  /** @type {string[]} */
  const told = [];
  for (const type of ["answer", "trouble"]) answers.addEventListener(type, () => told.push(type));
  const frame = async () => {
    source.dispatchEvent(new Event("frame"));
    await new Promise(setImmediate);
  };
  return { source, session, told, frame };
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
