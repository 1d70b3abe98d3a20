// @ts-check
/** A trained network on its way into a file, and what is said when it does not become one. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { costOf } from "../../www/elsewhere/cost.js";
import { reasonOf } from "../../www/elsewhere/reasons.js";
import { SavedNetwork } from "../../www/elsewhere/saved-network.js";
import { Dataset } from "../../www/data/dataset.js";
import { factsOf } from "../../www/files/facts.js";
import { Models } from "../../www/files/models.js";
import * as formats from "../../www/pkg-formats/tab_trainer_formats.js";
import { bundleFor, loadText } from "../../www/text/index.js";
import { fakeCanvas, fakeWorker, pictures, tinySpec } from "./fakes.js";

const WWW = new URL("../../www/", import.meta.url);

await loadText("elsewhere");

/** What is thrown. @param {() => unknown} job */
function thrown(job) {
  try {
    job();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
}

test("a size that TensorFlow.js cannot have is told, in the language of the page", () => {
  formats.initSync({
    module: readFileSync(new URL("pkg-formats/tab_trainer_formats_bg.wasm", WWW)),
  });
  const size = 100;
  const spec = { ...tinySpec(), input: { height: size, width: size, channels: 3 } };
  const description = { spec, classes: ["a", "b"], temperature: 1, thresholds: null };
  const weights = new Float32Array(2 * 3 * size ** 2 + 2);
  const model = new formats.ExportedModel(JSON.stringify(description), weights, new Uint8Array());
  const error = thrown(() => model.tfjs());
  assert.match(reasonOf(error, "TensorFlow.js", size), /could not be created\. .* 100×100 pixels/);
  const facts = { .../** @type {object} */ (factsOf(error)), size };
  const russian = bundleFor("ru", readFileSync(new URL("text/ru/elsewhere.ftl", WWW), "utf8"));
  for (const id of ["elsewhere-size", "elsewhere-reason"]) {
    const pattern = /** @type {any} */ (russian.getMessage(id)).value;
    const said = russian.formatPattern(pattern, { ...facts, place: "x" });
    assert.doesNotMatch(said.replace("TensorFlow.js", "").replace("«x»", ""), /[a-z]/, said);
  }
});

test("other errors of files are no English of a module either", () => {
  const details = { kind: "refused", place: "", why: "the engine's words" };
  const error = Object.assign(new Error("as it was thrown"), { name: "FormatError", details });
  assert.equal(
    reasonOf(error, "ONNX", 64),
    "ONNX could not be created. This network does not fit the format.",
  );
  assert.equal(factsOf(new Error("something else")), null);
});

/**
 * A network with one picture of each class.
 * @param {() => Promise<Uint8ClampedArray>} read  the bytes of each
 */
function saved(read) {
  const { dataset, classes } = learned(read);
  /** @type {ReturnType<typeof fakeWorker>[]} */
  const workers = [];
  const startWorker = () => {
    const nothing = async () => {};
    const worker = fakeWorker(() => ({
      ...{ start: nothing, take: nothing },
      write: async () => new Uint8Array(1),
      header: async () => ({ bytes: new Uint8Array(1), facts: { cost: null } }),
    }));
    workers.push(worker);
    return worker;
  };
  const parts = /** @type {any} */ ({
    ...{ dataset, session: { trained: classes, findings: null }, settings: { sureFrom: 0.6 } },
    preferences: { ofClasses: { thresholds: {} } },
  });
  const network = /** @type {any} */ ({ spec: tinySpec(), weights: new Float32Array(26) });
  return { workers, network: new SavedNetwork(parts, network, new Models({ startWorker })) };
}

/** @param {() => Promise<Uint8ClampedArray>} read */
function learned(read) {
  const dataset = new Dataset({ size: 2 });
  for (const name of ["a", "b"]) {
    const { id } = dataset.addClass(name);
    const picture = dataset.addPicture(id, "r", pictures(1)[0].rgba);
    Object.assign(picture, { rgba: read });
  }
  return { dataset, classes: dataset.classes };
}

test("once it was ended, no worker is started for what was under way", async () => {
  fakeCanvas();
  const [{ rgba }] = pictures(1);
  for (const make of /** @type {((network: SavedNetwork) => Promise<unknown>)[]} */ ([
    (network) => network.model("safetensors"),
    (network) => network.header("int8"),
    (network) => network.page(),
  ])) {
    /** @type {(() => void)[]} */
    const waiting = [];
    const { network, workers } = saved(
      () => new Promise((resolve) => waiting.push(() => resolve(rgba))),
    );
    const making = make(network);
    await new Promise(setImmediate);
    network.end();
    const refused = assert.rejects(making, { name: "AbortError" });
    for (let i = 0; i < 10; i++) {
      for (const go of waiting.splice(0)) go();
      await new Promise(setImmediate);
    }
    await refused;
    assert.equal(workers.length, 0);
  }
});

test("what reads and writes files refuses once it was ended", async () => {
  let started = 0;
  const startWorker = () => (started++, fakeWorker(() => ({ start() {} })));
  const models = new Models({ startWorker });
  models.end();
  await assert.rejects(models.read(new Uint8Array(), "onnx"), { name: "WorkerDied" });
  assert.equal(started, 0);
});

test("after a picture could not be read, another try reads it again", async () => {
  fakeCanvas();
  const [{ rgba }] = pictures(1);
  let broken = true;
  const { network, workers } = saved(async () => {
    if (broken) throw new Error("gone");
    return rgba;
  });
  await assert.rejects(network.model("safetensors"), /gone/);
  broken = false;
  assert.equal((await network.model("safetensors")).holds, 2);
  network.end();
  assert.ok(workers.every(({ alive }) => !alive));
});

test("what whole numbers cost is told with the pictures that tell it, and when it is much", () => {
  const cost = { of: 100, right_float: 99, right_int8: 98, compared: 106, same: 104, apart: 0.1 };
  assert.equal(costOf(cost, "validation"), "98 of 100 validation pictures correct (float32: 99).");
  const more = costOf({ ...cost, right_int8: 97 }, "training");
  assert.match(more, /^97 of 100 training pictures correct \(float32: 99\)\. Rounding loses more/);
  assert.doesNotMatch(costOf({ ...cost, right_int8: 100 }, "project"), /Rounding/);
  assert.match(costOf({ ...cost, of: 0 }, "project"), /104 of 106 pictures/);
});
