// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { readCheck } from "../../www/view/check.js";
import { COLUMNS } from "../../www/view/figures.js";
import { layerNames } from "../../www/view/layer-names.js";
import { describeProblems } from "../../www/view/problems.js";

/** @typedef {import("../../www/engine/types.js").LayerHealth} LayerHealth */
/** @typedef {import("../../www/engine/types.js").Problem} Problem */

const layers = ["conv", "batch_norm", "activation", "max_pool", "conv", "activation", "dense"];
const spec = /** @type {import("../../www/engine/types.js").NetworkSpec} */ (
  /** @type {unknown} */ ({ layers: layers.map((type) => ({ type })) })
);

/** @param {Partial<LayerHealth>} [changes] @returns {LayerHealth} */
const layer = (changes = {}) => ({
  ...{ layer: 0, dead: 0, saturated: null, delta_mean: 0.01234, delta_max: 0.5, delta_norm: 1 },
  ...{ gradient_ratio: 0.1, update_ratio: 0.034, problems: [] },
  ...changes,
});

const figuresOf = (/** @type {LayerHealth} */ layer) => COLUMNS.map(({ cell }) => cell(layer));

/** @param {Partial<LayerHealth>} [changes] */
const words = (changes) =>
  figuresOf(layer(changes)).map((figure) =>
    figure ? `${figure.good ? "" : "!"}${figure.word}` : null,
  );

test("layers have names that count their kind", () => {
  assert.deepEqual(layerNames(spec), [
    ...["Convolution 1", "Batch norm 1", "Layer 2", "Layer 3"],
    ...["Convolution 2", "Layer 5", "Dense layer 1"],
  ]);
});

test("figures fit a narrow table", () => {
  const values = (/** @type {Partial<LayerHealth>} */ changes) =>
    figuresOf(layer(changes)).map((figure) => figure?.value);
  assert.deepEqual(values({}), ["0%", undefined, "0.012", "3%"]);
  assert.equal(figuresOf(layer())[2]?.beside, "max 0.5");
  assert.deepEqual(values({ delta_mean: 1.26e-7, update_ratio: 0.00003 }).slice(2), [
    "1e-7",
    "<0.01%",
  ]);
});

test("a word for each figure says whether it is in order, as the engine judges", () => {
  assert.deepEqual(words(), ["healthy", null, "healthy", "healthy"]);
  assert.deepEqual(words({ dead: 0.1 })[0], "some silent");
  assert.deepEqual(words({ dead: 0.2, problems: ["dead_units"] })[0], "!many dead");
  assert.deepEqual(words({ saturated: 0.1 }), [null, "healthy", "healthy", "healthy"]);
  assert.deepEqual(words({ saturated: 0.9, problems: ["saturated", "vanishing"] }), [
    ...[null, "!saturated", "!vanishing", "healthy"],
  ]);
  assert.deepEqual(words({ problems: ["exploding"] })[2], "!exploding");
  assert.deepEqual(words({ update_ratio: 1.5 })[3], "!restless");
  assert.deepEqual(words({ update_ratio: 0 })[3], "at rest");
  assert.deepEqual(words({ dead: null, update_ratio: null }), [null, null, "healthy", null]);
});

/** @param {number} layer @returns {Problem} */
const dead = (layer) => ({ kind: "dead_units", layer, fraction: 0.42, unit: "filters" });

test("a problem names its layer as the table does, and where on the page the remedy is, once", () => {
  const [first, second, third] = describeProblems(
    [dead(0), dead(4), { kind: "exploding", layer: 6, factor: 2000 }],
    spec,
  );
  assert.equal(
    first,
    "Convolution 1: 42% of its filters are dead. Try leaky ReLU, or a smaller learning rate.",
  );
  assert.match(second, /^Convolution 2: 42% .* Leaky ReLU can be chosen under Advanced/);
  assert.match(third, /^Dense layer 1: .* 2,000 times as large\. .*clipping .* Advanced\.$/);
});

test("problems of the losses come with a number to try", () => {
  const advice = (/** @type {"small" | "large" | "usual"} */ rate) => ({ rate, suggested: 0.001 });
  /** @type {(problem: Problem) => string} */
  const of = (problem) => describeProblems([problem], spec)[0];
  const grows = { kind: /** @type {const} */ ("divergence"), first: 0.7, now: 2.87 };
  assert.equal(
    of({ ...grows, advice: advice("large") }),
    "The loss grows instead of falling: 0.7 in the first epoch, 2.9 now. Set a smaller learning rate, for example 0.001.",
  );
  assert.match(of({ ...grows, advice: advice("small") }), /every picture is in the right class\.$/);
  const flat = { kind: /** @type {const} */ ("plateau"), epochs: 10 };
  assert.match(
    of({ ...flat, advice: advice("usual") }),
    /^The loss has hardly fallen for 10 epochs\. Check that the classes/,
  );
  assert.match(
    of({ ...flat, advice: advice("small") }),
    /larger learning rate, for example 0\.001/,
  );
  assert.match(of({ ...flat, advice: advice("large") }), /smaller learning rate/);
  assert.match(
    of({ kind: "overfitting", since: 6 }),
    /^Since epoch 6 .* \(overfitting\)\. Record each class/,
  );
});

test("a check of the gradients names the weight that differs most, and calls only gross errors wrong", () => {
  const check = (/** @type {number} */ relative_error) => ({
    ...{ layer: 4, agrees: relative_error < 0.02, compared: 1266, bends: 3 },
    worst: {
      name: "layers[4].kernel",
      index: 1056,
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
    sentence:
      "Convolution 2: right. Of the 1,266 weights compared, the one at index 1056 of the kernel differs most, by 0.4%.",
  });
  assert.equal(near.agrees, true);
  assert.deepEqual(wrong, {
    agrees: false,
    sentence:
      "Convolution 2: wrong. Of the 1,266 weights compared, the one at index 1056 of the kernel differs most, by 40%.",
  });
  assert.match(none.sentence, /nothing to compare/);
  const nothing = { ...check(0), worst: { ...check(0).worst, backpropagation: 0, numerical: 0 } };
  assert.deepEqual(readCheck([nothing], spec), [
    {
      agrees: true,
      sentence:
        "Convolution 2: no error reaches it. All 1,266 derivatives compared are 0, by backpropagation and by finite differences.",
    },
  ]);
  assert.match(readCheck([check(0)], spec)[0].sentence, /: right\. .* differs most, by 0%/);
});
