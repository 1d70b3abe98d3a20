// @ts-check
/** Every stage of every kind of layer is said in words. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { detailOf, namesOf } from "../../www/inside/names.js";
import { choices } from "../../www/inside/networks.js";
import { sentenceOf, titleOf } from "../../www/inside/says.js";
import { stagesOf } from "../../www/inside/stages.js";
import { notFinite } from "../../www/inside/trouble.js";
import { loadText } from "../../www/text/index.js";
import { smallSummary } from "./traces.js";

await loadText("inside");

/** The kinds of layers that a trace has: see src/layers.rs, and `add` and `concat`, which join. */
const KINDS = [
  ...["conv", "depthwise_conv", "batch_norm", "activation", "max_pool", "average_pool"],
  ...["global_average_pool", "dropout", "dense", "power_norm", "add", "concat"],
];
const FUNCTIONS = [
  ...["relu", "relu6", "leaky_relu", "elu", "silu", "sigmoid", "tanh", "scaled_tanh", "identity"],
];
const LEARN = ["conv", "depthwise_conv", "dense", "batch_norm"];

/** The small network with a layer of this kind in the middle. @param {string} kind @param {string} [name]  of a function */
function withLayer(kind, name = "relu") {
  const summary = smallSummary();
  const [, conv, middle] = summary.layers;
  const spec = /** @type {any} */ ({ type: kind, function: name, size: 2, kernel: 3 });
  const parameters = LEARN.includes(kind) ? conv.parameters : [];
  Object.assign(middle, { kind, spec: ["add", "concat"].includes(kind) ? null : spec, parameters });
  return summary;
}

for (const kind of KINDS) {
  test(`${kind}: its name, what it does, and what goes back through it`, () => {
    const summary = withLayer(kind);
    const names = namesOf(summary.layers);
    assert.match(names[2], /\w/);
    for (const loss of ["mse", "cross_entropy"]) {
      for (const stage of stagesOf(summary)) {
        assert.match(titleOf(stage, names), /\w/);
        assert.match(sentenceOf(stage, summary, loss), /\.$/);
      }
    }
  });
}

test("each function has a name", () => {
  for (const name of FUNCTIONS)
    assert.match(detailOf(withLayer("activation", name).layers[2]), /\w/);
});

test("layers are counted by kind", () => {
  const { layers } = smallSummary();
  assert.deepEqual(namesOf([...layers.slice(0, 3), ...layers.slice(1, 3)]), [
    ...["Picture", "Convolution 1", "Activation 1", "Convolution 2", "Activation 2"],
  ]);
});

test("where several layers read one, it is said that what comes back is added", () => {
  const summary = smallSummary();
  summary.layers[3].sources = [1, 2];
  assert.match(sentenceOf({ kind: "backward", layer: 1 }, summary, "mse"), /^Several layers/);
});

test("an update that is not possible is no update", () => {
  const summary = { ...smallSummary(), loss_after: null };
  assert.match(sentenceOf({ kind: "update", layer: 3 }, summary, "mse"), /not all .* finite/);
  assert.match(notFinite(summary, []), /too large/);
});

test("the first number that is not finite has its layer, map, row and column, counted from one", () => {
  const names = namesOf(smallSummary().layers);
  const found = (/** @type {any} */ non_finite) =>
    notFinite({ ...smallSummary(), non_finite }, names);
  assert.equal(found(null), "");
  assert.match(
    found({ layer: 1, quantity: "output", y: 0, x: 2, channel: 1 }),
    /forward, in Convolution 1: map 2, row 1, column 3\.$/,
  );
  assert.match(
    found({ layer: 2, quantity: "delta", y: 4, x: 0, channel: 0 }),
    /δ of Activation 1: map 1, row 5, column 1\.$/,
  );
  assert.match(
    found({ layer: 3, quantity: "gradient", y: 0, x: 0, channel: 9 }),
    /gradient of Dense layer 1: weight 10\.$/,
  );
});

test("one can look into the trained network, the small one, and each method's", () => {
  const description = /** @type {any} */ ({
    methods: [
      { id: "quick_eye", stem: "base" },
      { id: "careful", stem: null },
    ],
  });
  const network = /** @type {any} */ ({ spec: {}, weights: Float32Array.of(1), classes: ["x"] });
  const trained = [
    { id: "1", name: "Ann" },
    { id: "2", name: "Bob" },
  ];
  const all = choices({ network, trained, description }, [...trained, { name: "Cup" }]);
  assert.deepEqual(
    all.map(({ id }) => id),
    ["trained", "small", "quick_eye", "careful"],
  );
  assert.deepEqual(all[0].classes, ["Ann", "Bob"], "those it was trained with");
  assert.deepEqual(all[3].settings?.classes, ["Ann", "Bob", "Cup"]);
  assert.equal(all[2].settings?.stem, "base");
  const first = choices({ network: null, trained: [], description: null }, [{ name: "Ann" }]);
  assert.deepEqual(
    first.map(({ id }) => id),
    ["small"],
  );
});
