// @ts-check
/** What a neuron saw, and where that lies in the strip. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Reach, areasOf } from "../../www/inside/reach.js";
import { Selection } from "../../www/inside/selection.js";
import { areaOf } from "../../www/inside/tiles.js";
import { smallSummary } from "./traces.js";

const at = (
  /** @type {number} */ layer,
  /** @type {number} */ channel,
  /** @type {number} */ y,
  /** @type {number} */ x,
) => ({ layer, channel, y, x });

test("terms lie in one area of each map that they come from", () => {
  const terms = [at(1, 0, 3, 5), at(1, 1, 3, 5), at(1, 0, 4, 4), at(1, 0, 5, 6)];
  assert.deepEqual(areasOf(terms), [
    { layer: 1, channel: 0, top: 3, left: 4, height: 3, width: 3 },
    { layer: 1, channel: 1, top: 3, left: 5, height: 1, width: 1 },
  ]);
  assert.deepEqual(areasOf([]), []);
});

test("an area lies in its map's tile; of a picture in its colours in the only one", () => {
  const rounded = (/** @type {Record<string, number>} */ box) =>
    Object.fromEntries(Object.entries(box).map(([side, part]) => [side, part.toFixed(6)]));
  const same = (
    /** @type {import("../../www/inside/tiles.js").Tiling} */ tiling,
    /** @type {Record<string, number>} */ box,
  ) => assert.deepEqual(rounded(areaOf(tiling, area)), rounded(box));
  // Two maps of 4×4 beside each other, with a pixel between them.
  const two = { height: 4, width: 4, count: 2, columns: 2 };
  const area = { channel: 1, top: 2, left: 1, height: 2, width: 3 };
  same(two, { left: 6 / 9, top: 2 / 4, width: 3 / 9, height: 2 / 4 });
  const coloured = { height: 4, width: 4, count: 1, columns: 1 };
  same(coloured, {
    left: 1 / 4,
    top: 2 / 4,
    width: 3 / 4,
    height: 2 / 4,
  });
});

/** A view with a network of a convolution and batch normalisation; each answer waits for `answer`. */
function view() {
  const summary = smallSummary();
  const shape = { height: 4, width: 4, channels: 2 };
  summary.layers[2].output = shape;
  const selection = new Selection();
  /** @type {string[]} */
  const questions = [];
  /** @type {((found: object) => void)[]} */
  const waiting = [];
  const inside = Object.assign(new EventTarget(), {
    traced: /** @type {any} */ ({ summary }),
    ask(/** @type {unknown[]} */ ...question) {
      questions.push(question.join(" "));
      return new Promise((resolve, reject) =>
        waiting.push((found) => (found instanceof Error ? reject(found) : resolve(found))),
      );
    },
  });
  /** @type {unknown[]} */
  const lit = [];
  const strip = Object.assign(new EventTarget(), {
    lightAreas: (/** @type {unknown[]} */ areas) => void lit.push(areas),
  });
  const reach = new Reach({ inside, selection, strip });
  const answer = async (/** @type {object} */ found) => {
    waiting.shift()?.(found);
    await new Promise(setImmediate);
  };
  return { reach, selection, inside, strip, questions, lit, answer };
}

const sum = (/** @type {number} */ channel) => ({
  rule: "sum",
  terms: [at(0, channel, 0, 0)],
});

test("of neurons that are pointed at while an answer is on its way, the newest is asked for", async () => {
  const { reach, questions, lit, answer } = view();
  reach.point({ layer: 1, channel: 0, y: 0, x: 0, direction: "forward" });
  reach.point({ layer: 1, channel: 0, y: 1, x: 1, direction: "forward" });
  reach.point({ layer: 1, channel: 1, y: 2, x: 2, direction: "forward" });
  await answer(sum(0));
  await answer(sum(1));
  assert.deepEqual(questions, ["terms 1 0 0 0", "terms 1 2 2 1"]);
  assert.deepEqual(lit, [areasOf(sum(1).terms)]);
});

test("what failed is asked again with the next trace, and a change of the stage asks nothing", async () => {
  const { selection, inside, questions, lit, answer } = view();
  selection.set({ layer: 1, channel: 0, y: 0, x: 0 });
  await answer(new Error("another network"));
  assert.deepEqual(lit, [[]]);
  inside.dispatchEvent(new Event("trace"));
  await answer(sum(0));
  selection.set({ stage: 3 });
  assert.equal(questions.length, 2);
  assert.deepEqual(lit.at(-1), areasOf(sum(0).terms));
});

test("what depends on a whole map lights it, and the pointer does not outlive its network", async () => {
  const { reach, strip, questions, lit, answer } = view();
  reach.point({ layer: 3, channel: 1, y: 0, x: 0, direction: "forward" });
  await answer({ rule: "batch_norm", terms: [at(2, 1, 0, 0)] });
  assert.deepEqual(lit.at(-1), [{ layer: 2, channel: 1, top: 0, left: 0, height: 4, width: 4 }]);
  reach.point({ layer: 3, channel: 0, y: 0, x: 0, direction: "forward" });
  await answer({ rule: "whole", terms: [] });
  assert.equal(/** @type {unknown[]} */ (lit.at(-1)).length, 2);
  strip.dispatchEvent(new Event("built"));
  await answer(sum(0));
  assert.equal(questions.length, 2, "the picture is selected, which sees nothing");
  assert.deepEqual(lit.at(-1), []);
});
