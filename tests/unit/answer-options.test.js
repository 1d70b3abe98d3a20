// @ts-check
/** What a person chooses for the live answer, in which language names are read, and how fast answers come. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { languageOf, unspoken } from "../../www/answer/voice.js";
import { Pace } from "../../www/live/pace.js";
import { AnswerPreferences } from "../../www/live/preferences.js";

/** @type {Map<string, string>} */
const stored = new Map();

beforeEach(() => {
  stored.clear();
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    value: {
      getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => stored.set(key, value),
      removeItem: (/** @type {string} */ key) => stored.delete(key),
    },
  });
});

test("what is chosen is there at the next visit, until it is forgotten; nonsense is not", () => {
  const first = new AnswerPreferences();
  assert.deepEqual(
    [first.chosen.smoothing, first.chosen.sound, first.kept],
    ["little", false, false],
  );
  first.choose({ smoothing: "lot", sound: true });
  const second = new AnswerPreferences();
  assert.deepEqual(
    [second.chosen.smoothing, second.chosen.sound, second.kept],
    ["lot", true, true],
  );
  second.forget();
  assert.equal(new AnswerPreferences().chosen.smoothing, "little");
  stored.set("tab-trainer-answer", '{ "smoothing": "toString", "sound": 1 }');
  assert.deepEqual(new AnswerPreferences().chosen, second.chosen);
});

test("thresholds and counts of classes go with the project; what is impossible in them is dropped", () => {
  const preferences = new AnswerPreferences();
  let told = 0;
  preferences.addEventListener("classes", () => (told += 1));
  preferences.setThreshold("1", 0.9);
  preferences.count("2");
  preferences.count("2");
  assert.deepEqual(preferences.ofClasses, { thresholds: { 1: 0.9 }, counts: { 2: 2 } });
  preferences.resetCounts();
  preferences.resetThresholds();
  assert.deepEqual(preferences.ofClasses, { thresholds: {}, counts: {} });
  assert.equal(told, 5);
  preferences.restore({ thresholds: { 1: 0.5, 2: 7 }, counts: { 1: -1, 2: 3 } });
  assert.deepEqual(preferences.ofClasses, { thresholds: { 1: 0.5 }, counts: { 2: 3 } });
  preferences.restore(null);
  assert.deepEqual(preferences.ofClasses, { thresholds: {}, counts: {} });
  assert.equal(told, 5, "what comes from storage need not be stored");
});

test("a name is read in the language of its letters", () => {
  assert.equal(languageOf("Чашка", "en"), "ru");
  assert.equal(languageOf("Cup", "en"), "en");
  assert.equal(languageOf("Cup", "ru"), "en");
  assert.equal(languageOf("42", "ru"), "ru");
});

test("languages without a voice are known, also where there is no speech at all", async () => {
  assert.deepEqual(await unspoken(["en", "ru"]), ["en", "ru"]);
  const getVoices = () => [{ lang: "en_GB" }, { lang: "de-DE" }];
  Object.assign(globalThis, { speechSynthesis: { getVoices } });
  assert.deepEqual(await unspoken(["en", "ru"]), ["ru"]);
  Object.assign(globalThis, { speechSynthesis: undefined });
});

test("answers per second and their duration, of the last two seconds", () => {
  const pace = new Pace();
  assert.equal(pace.at(0), null);
  for (let at = 0; at <= 3000; at += 50) pace.add(at, at < 1000 ? 500 : 8);
  assert.deepEqual(pace.at(3000), { perSecond: 20, milliseconds: 8 });
  assert.equal(pace.at(6000), null, "none come any more");
});
