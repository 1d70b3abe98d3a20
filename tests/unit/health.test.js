// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { HealthWatch, layerRows, readCheck, sentences } from "../../www/text/health.js";
import { buildSpec } from "../../www/training/presets.js";

/** @typedef {import("../../www/engine/types.js").HealthProblem} Problem */
/** @typedef {import("../../www/engine/types.js").LayerHealth} LayerHealth */

const spec = buildSpec({
  preset: "fast",
  networkSize: "small",
  learningRate: 0.001,
  classCount: 2,
});
const places = spec.layers.flatMap(({ type }, place) =>
  type === "conv" || type === "dense" ? [place] : [],
);

/** A report in which all is well but for what `changes` says of layers by number. @param {Record<number, Partial<LayerHealth>>} [changes] */
function report(changes = {}, problems = /** @type {Problem[]} */ ([])) {
  const layers = places.map((layer, i) => ({
    ...{
      layer,
      dead: 0,
      saturated: null,
      delta_mean: 0.01234,
      delta_max: 0.5,
      delta_norm: 1,
      gradient_ratio: 0.1,
      update_ratio: 0.034,
      problems: [],
    },
    ...changes[i],
  }));
  return { loss: 0.5, steps: 10, layers, problems };
}

/** @param {Record<number, Partial<LayerHealth>>} changes */
const words = (changes) =>
  layerRows(report(changes), spec).map(({ dead, saturated, delta, moved }) =>
    [dead, saturated, delta, moved].map((figure) =>
      figure ? `${figure.good ? "" : "!"}${figure.word}` : null,
    ),
  );

test("layers have names that count their kind, and figures that fit a narrow table", () => {
  const rows = layerRows(report(), spec);
  assert.deepEqual(
    rows.map(({ name }) => name),
    ["Convolution 1", "Convolution 2", "Convolution 3", "Dense layer 1", "Dense layer 2"],
  );
  const { dead, delta, greatest, moved } = rows[0];
  assert.deepEqual(
    [dead?.value, delta.value, greatest, moved?.value],
    ["0 %", "0.012", "0.5", "3 %"],
  );
  const tiny = layerRows(report({ 0: { delta_mean: 1.26e-7, update_ratio: 0.00003 } }), spec)[0];
  assert.deepEqual([tiny.delta.value, tiny.moved?.value], ["1e-7", "<0.01 %"]);
});

test("a word for each figure says whether it is in order, as the engine judges", () => {
  assert.deepEqual(words({})[0], ["healthy", null, "healthy", "healthy"]);
  assert.deepEqual(words({ 1: { dead: 0.1 } })[1], ["some silent", null, "healthy", "healthy"]);
  assert.deepEqual(words({ 1: { dead: 0.2, problems: ["dead_units"] } })[1], [
    "!many dead",
    null,
    "healthy",
    "healthy",
  ]);
  assert.deepEqual(words({ 0: { saturated: 0.1 } })[0], [null, "healthy", "healthy", "healthy"]);
  assert.deepEqual(words({ 0: { saturated: 0.9, problems: ["saturated", "vanishing"] } })[0], [
    null,
    "!saturated",
    "!vanishing",
    "healthy",
  ]);
  assert.deepEqual(words({ 0: { problems: ["exploding"] } })[0], [
    "healthy",
    null,
    "!exploding",
    "healthy",
  ]);
  assert.deepEqual(words({ 0: { update_ratio: 1.5 } })[0][3], "!restless");
  assert.deepEqual(words({ 0: { update_ratio: 0 } })[0][3], "at rest");
  assert.deepEqual(words({ 4: { dead: null, update_ratio: null } })[4], [
    null,
    null,
    "healthy",
    null,
  ]);
});

test("a sentence for each problem names layers as the table does, and says where on the page the remedy is", () => {
  const advice = sentences(
    [
      { kind: "dead_units", layer: places[1], fraction: 0.42, unit: "filters" },
      { kind: "exploding", layer: places[3], factor: 2000.3 },
    ],
    spec,
  );
  assert.match(
    advice[0],
    /^42 % of the filters in convolution 2 are dead: try leaky ReLU or a smaller learning rate\. Leaky ReLU .* Advanced/,
  );
  assert.match(
    advice[1],
    /^The error explodes on its way down, it reaches dense layer 1 2000 times as large: .*\. .*Longest gradient, under Advanced/,
  );
});

/** @param {number} i @returns {Problem} */
const dead = (i) => ({ kind: "dead_units", layer: places[i], fraction: 0.97, unit: "filters" });

test("where a remedy is stands once", () => {
  const advice = sentences(
    [dead(1), dead(2), { kind: "vanishing", layer: places[4], fraction: 0.0005 }],
    spec,
  );
  assert.equal(advice.length, 3);
  assert.match(advice[0], /^97 % of the filters in convolution 2 are dead: .*rate\.$/);
  assert.match(advice[1], /^97 % of the filters in convolution 3 are dead: .*\. Leaky ReLU .* Advanced/);
  assert.match(advice[2], /^The error vanishes on its way down, 1\/2000 of it .*\. The method Careful/);
});

test("of layers only what lasts is told, of the curves whatever they show, and a report that failed hides nothing", () => {
  const watch = new HealthWatch();
  /** @type {import("../../www/engine/types.js").Check} */
  const check = { kind: "none", untested: [], pictures: 0, baseline: 0.5 };
  /** @param {Problem[] | null} problems @param {number} losses */
  const take = (problems, losses = 1) => {
    const points = [1, 2, 3]
      .slice(0, losses)
      .map((epoch) => ({ epoch, training: { loss: 5 ** epoch, accuracy: 0.5 }, validation: null }));
    return watch.take(
      { health: problems && report({}, problems), check, rollBack: null },
      points,
      spec,
    );
  };
  assert.deepEqual(take([dead(1)]).advice, [], "it may pass");
  const both = take([dead(0), dead(1)]).advice;
  assert.equal(both.length, 1);
  assert.match(both[0], /^97 % of the filters in convolution 2 are dead: .*\. Leaky ReLU/);
  assert.equal(take([dead(0), dead(1)]).advice.length, 2);
  assert.equal(take([]).advice.length, 0);
  assert.equal(take([dead(0)]).advice.length, 0, "back again, perhaps to pass again");
  const { rows, advice } = take(null, 3);
  assert.deepEqual(rows, []);
  assert.match(advice.join(), /^The loss grows instead of falling/);
});

test("a check of the gradients names the weight that is furthest off, and calls only gross errors wrong", () => {
  const check = (/** @type {number} */ relative_error) => ({
    ...{ layer: places[1], agrees: relative_error < 0.02, compared: 266, bends: 3 },
    worst: {
      name: `layers[${places[1]}].kernel`,
      index: 56,
      backpropagation: 0.1,
      numerical: 0.1,
      relative_error,
    },
  });
  const [right, near, wrong, none] = readCheck(
    [check(0.004), check(0.03), check(0.4), { ...check(0), worst: null }],
    spec,
  );
  assert.deepEqual(right, {
    agrees: true,
    text: "Convolution 2: right. Of 266 weights, kernel 56 is furthest off, by 0.4 %.",
  });
  assert.equal(near.agrees, true);
  assert.deepEqual(wrong, {
    agrees: false,
    text: "Convolution 2: wrong. Of 266 weights, kernel 56 is furthest off, by 40 %.",
  });
  assert.match(none.text, /nothing to compare/);
  const nothing = { ...check(0), worst: { ...check(0).worst, backpropagation: 0, numerical: 0 } };
  assert.deepEqual(readCheck([nothing], spec), [
    {
      agrees: true,
      text: "Convolution 2: no error reaches it. By both, all 266 derivatives compared are 0.",
    },
  ]);
  assert.match(
    readCheck([check(0)], spec)[0].text,
    /: right\. Of 266 weights, kernel 56 is furthest off, by 0 %/,
  );
  const normalised = buildSpec({
    preset: "careful",
    networkSize: "small",
    learningRate: 0.001,
    classCount: 2,
  });
  assert.match(
    readCheck([{ ...check(0.01), layer: 1 }], normalised)[0].text,
    /^Batch norm in layer 1: right/,
  );
});
