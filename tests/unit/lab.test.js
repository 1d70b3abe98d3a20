// @ts-check
/** The Lab without a browser: which settings are run, and where a slider stands. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { positionOf, valueAt } from "../../www/lab/slider.js";
import { Laboratory } from "../../www/lab/laboratory.js";
import { fakeWorker } from "./fakes.js";

/** A worker that answers each run when it is told to. @param {object} [options] @param {boolean} [options.dies] */
function laboratory({ dies = false } = {}) {
  /** @type {{ settings: any, answer: (found: any) => void }[]} */
  const asked = [];
  /** @type {any[]} */
  const found = [];
  /** @type {unknown[]} */
  const errors = [];
  const lab = new Laboratory({
    onFound: ({ settings }, data) => found.push({ settings, data }),
    onError: (error) => errors.push(error),
    surroundings: {
      engine: async () => ({}),
      startWorker: () =>
        fakeWorker(() => ({
          start() {},
          run({ settings }) {
            if (dies) throw new RangeError("settings.steps: got 0; expected 1 to 120");
            return new Promise((answer) => asked.push({ settings, answer }));
          },
        })),
    },
  });
  return { lab, asked, found, errors };
}

/** @param {() => boolean} condition */
async function until(condition) {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

const run = (/** @type {number} */ steps) =>
  /** @type {const} */ ({ experiment: "step_size", settings: { steps } });

test("one experiment runs at a time, and then the newest settings", async () => {
  const { lab, asked, found } = laboratory();
  for (const steps of [1, 2, 3, 4]) lab.run(run(steps));
  await until(() => asked.length === 1);
  lab.run(run(5));
  asked[0].answer("first");
  await until(() => asked.length === 2);
  asked[1].answer("last");
  await until(() => found.length === 2);
  const settings = found.map(({ settings }) => settings.steps);
  // Whoever moves a slider quickly sees where it was first, and where it is now.
  assert.deepEqual(settings, [asked[0].settings.steps, 5]);
  assert.deepEqual(
    found.map(({ data }) => data),
    ["first", "last"],
  );
  lab.end();
});

test("what the engine refuses is told, and the next run is made", async () => {
  const { lab, errors } = laboratory({ dies: true });
  lab.run(run(0));
  await until(() => errors.length === 1);
  assert.match(String(errors[0]), /expected 1 to 120/);
  lab.run(run(0));
  await until(() => errors.length === 2);
  lab.end();
});

test("a laboratory that is left is no error, and works again when it is entered", async () => {
  const { lab, asked, found, errors } = laboratory();
  lab.run(run(1));
  await until(() => asked.length === 1);
  lab.end();
  lab.run(run(2));
  await until(() => asked.length === 2);
  asked[1].answer("second");
  await until(() => found.length === 1);
  assert.deepEqual([found[0].settings.steps, errors], [2, []]);
  lab.end();
});

test("a logarithmic slider goes from end to end, by equal factors", () => {
  const slider = { name: "learning_rate", default: 0.25, min: 0.01, max: 1, step: null };
  assert.deepEqual(
    [0, 50, 100].map((at) => valueAt(slider, at)),
    [0.01, 0.1, 1],
  );
  for (let at = 0; at <= 100; at++)
    assert.ok(Math.abs(positionOf(slider, valueAt(slider, at)) - at) < 0.5, `${at}`);
  const even = { ...slider, min: 8, max: 128, step: 8 };
  assert.deepEqual([valueAt(even, 24), positionOf(even, 24)], [24, 24]);
});
