// @ts-check
/** The stages of a step, how they are played, and what is computed by when. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Player, TEMPO } from "../../www/inside/player.js";
import { lightOf, stagesOf } from "../../www/inside/stages.js";
import { smallSummary } from "./traces.js";

const summary = smallSummary();
const stages = stagesOf(summary);
const named = (/** @type {import("../../www/inside/stages.js").Stage[]} */ stages) =>
  stages.map(({ kind, layer }) => `${kind} ${layer}`);

test("a step goes forward, to the loss, back to the first layer, and ends with the update", () => {
  assert.deepEqual(named(stages), [
    ...["picture 0", "forward 1", "forward 2", "forward 3", "loss 3", "output-delta 3"],
    ...["backward 3", "backward 2", "backward 1", "update 3"],
  ]);
});

test("frozen layers have no way back, nor has a last layer without weights a second stage", () => {
  const { layers } = smallSummary();
  layers[1].has_delta = false;
  layers[3].parameters = [];
  assert.deepEqual(named(stagesOf({ layers })).slice(4), [
    ...["loss 3", "output-delta 3", "backward 2", "update 3"],
  ]);
});

test("each quantity is lit when it is computed, and from then on", () => {
  const seen = (/** @type {number} */ layer, /** @type {any} */ quantity) =>
    stages.map((_, at) => lightOf(stages, at, layer, quantity));
  const from = (/** @type {number} */ at) =>
    stages.map((_, i) => (i < at ? "later" : i === at ? "now" : "done"));
  assert.deepEqual(seen(0, "output"), from(0));
  assert.deepEqual(seen(2, "output"), from(2));
  assert.deepEqual(seen(3, "loss"), from(4));
  assert.deepEqual(seen(3, "delta"), from(5), "the output's δ comes right after the loss");
  assert.deepEqual(seen(3, "gradient"), from(6));
  assert.deepEqual(seen(1, "delta"), from(8));
  assert.deepEqual(seen(1, "gradient"), from(8));
  assert.deepEqual(seen(1, "weights").slice(-2), ["done", "now"], "they move at the end");
});

/** A clock that is wound by hand. */
function fakeClock() {
  /** @type {{ act: () => void, ms: number }[]} */
  const timers = [];
  return {
    timers,
    setTimeout(/** @type {() => void} */ act, /** @type {number} */ ms) {
      timers.push({ act, ms });
      return timers[timers.length - 1];
    },
    clearTimeout: (/** @type {any} */ timer) => void timers.splice(timers.indexOf(timer), 1),
    /** Lets the next one strike. */
    strike() {
      const timer = timers.shift();
      timer?.act();
      return timer?.ms;
    },
  };
}

test("it plays from the beginning to the end, and stops there", () => {
  const clock = fakeClock();
  const player = new Player({ clock });
  player.load(4);
  assert.equal(player.at, 3, "a step is shown as a whole at first");
  player.play();
  const seen = [player.at];
  while (player.playing) {
    clock.strike();
    seen.push(player.at);
  }
  assert.deepEqual(seen, [0, 1, 2, 3]);
  assert.equal(clock.timers.length, 0);
});

test("a step by hand ends playing, and goes neither beyond the first stage nor the last", () => {
  const clock = fakeClock();
  const player = new Player({ clock });
  player.load(4);
  player.play();
  player.go(player.at + 1);
  assert.equal(player.playing, false);
  assert.equal(clock.timers.length, 0);
  assert.equal(player.at, 1);
  player.go(-5);
  assert.equal(player.at, 0);
  player.go(99);
  assert.equal(player.at, 3);
});

test("the tempo holds from the stage that is shown on, inside its limits", () => {
  const clock = fakeClock();
  const player = new Player({ clock });
  player.load(4);
  player.play();
  player.tempo = 300;
  assert.equal(clock.timers.length, 1);
  assert.equal(clock.strike(), 300);
  player.tempo = 1;
  assert.equal(player.tempo, TEMPO.min);
});

test("the same network keeps the stage that is shown; another one begins anew", () => {
  const player = new Player({ clock: fakeClock() });
  player.load(4);
  player.go(1);
  player.load(4);
  assert.equal(player.at, 1);
  player.load(6);
  assert.equal(player.at, 5);
});

test("with fewer places it goes on playing from the last one, and with one there is nothing to play", () => {
  const clock = fakeClock();
  const player = new Player({ clock });
  player.fit(4);
  player.play();
  clock.strike();
  clock.strike();
  assert.equal(player.at, 2);
  player.fit(2);
  assert.equal(player.at, 1);
  clock.strike();
  assert.equal(player.at, 1);
  assert.equal(player.playing, false);
  player.fit(1);
  player.play();
  assert.equal(player.playing, false);
});
