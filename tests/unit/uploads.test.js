// @ts-check
/** The line of files that are to become pictures. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Dataset } from "../../www/data/dataset.js";
import { UnreadableFile } from "../../www/data/decode.js";
import { Uploads } from "../../www/data/uploads.js";

/** @typedef {import("../../www/data/uploads.js").Outcome} Outcome */

/** A data set with two classes, and uploads whose files are decoded when the test says so. */
function setUp() {
  const dataset = new Dataset({ size: 1 });
  const [face, background] = ["Face", "Background"].map((name) => dataset.addClass(name).id);
  /** @type {{ name: string, done: (decoded?: object) => void, fail: (error: Error) => void }[]} */
  const asked = [];
  const uploads = new Uploads({
    dataset,
    decode: ({ name }) =>
      new Promise((resolve, reject) => {
        const picture = { rgba: new Uint8ClampedArray(4), transparent: false, faint: false };
        const done = (/** @type {object | undefined} */ more) => resolve({ ...picture, ...more });
        asked.push({ name, done, fail: reject });
      }),
  });
  /** @type {Outcome[]} */
  const outcomes = [];
  uploads.addEventListener("end", (event) =>
    outcomes.push(/** @type {CustomEvent<Outcome>} */ (event).detail),
  );
  return { dataset, face, background, uploads, asked, outcomes };
}

const files = (/** @type {string[]} */ ...names) => names.map((name) => new File([], name));
const turn = () => new Promise((resolve) => setImmediate(resolve));
const counts = (/** @type {Dataset} */ { classes }) =>
  Object.fromEntries(classes.map(({ name, pictures }) => [name, pictures.length]));

test("what comes while others are read waits in line", async () => {
  const { dataset, face, background, uploads, asked, outcomes } = setUp();
  assert.equal(uploads.progress, null);
  uploads.add(face, files("a", "b"));
  await turn();
  assert.deepEqual(uploads.progress, { done: 0, all: 2 });
  uploads.add(background, files("c"));
  uploads.add(face, files("d"));
  for (const name of ["a", "b", "c", "d"]) {
    assert.equal(asked.at(-1)?.name, name); // one at a time
    asked.at(-1)?.done();
    await turn();
  }
  assert.equal(asked.length, 4);
  assert.deepEqual(counts(dataset), { Face: 3, Background: 1 });
  // What was given at once is one recording.
  const recordings = dataset.classes.map(({ pictures }) => pictures.map((one) => one.recording));
  assert.equal(recordings[0][0], recordings[0][1]);
  assert.equal(new Set(recordings.flat()).size, 3);
  assert.equal(outcomes.length, 1);
  assert.equal(outcomes[0].added.length, 4);
  assert.equal(uploads.progress, null);
});

test("bad files are kept apart from good ones", async () => {
  const { dataset, face, uploads, asked, outcomes } = setUp();
  uploads.refuse(["labels.csv"], "not-image");
  uploads.add(face, files("a", "b", "c", "d"));
  await turn();
  const dimensions = { width: 20_000, height: 10_000 };
  asked[0].done({ transparent: true });
  await turn();
  asked[1].fail(new UnreadableFile("large", dimensions));
  await turn();
  asked[2].fail(new Error("unforeseen"));
  await turn();
  asked[3].done({ transparent: true, faint: true });
  await turn();
  assert.deepEqual(counts(dataset), { Face: 2, Background: 0 });
  const [{ refused, faint, transparent }] = outcomes;
  assert.deepEqual(refused, [
    { classId: null, file: "labels.csv", reason: "not-image" },
    { classId: face, file: "b", reason: "large", dimensions },
    { classId: face, file: "c", reason: "unexpected", message: "Error: unforeseen" },
  ]);
  assert.deepEqual(faint, [{ classId: face, file: "d" }]);
  assert.ok(transparent);
});

test("what has been read stays when the rest is cancelled", async () => {
  const { dataset, face, uploads, asked, outcomes } = setUp();
  uploads.add(face, files("a", "b", "c"));
  await turn();
  asked[0].done();
  await turn();
  uploads.cancel();
  assert.equal(uploads.progress, null);
  asked[1].done(); // was being decoded
  await turn();
  assert.deepEqual(counts(dataset), { Face: 1, Background: 0 });
  assert.equal(asked.length, 2);
  assert.equal(outcomes.length, 1);
  assert.ok(outcomes[0].cancelled);
  assert.equal(outcomes[0].unread, 2);
  uploads.add(face, files("d")); // the next one is not affected
  await turn();
  asked[2].done();
  await turn();
  assert.deepEqual(counts(dataset), { Face: 2, Background: 0 });
  assert.equal(outcomes[1].added.length, 1);
});

test("a class that is removed ends what is read for it, and nothing else", async () => {
  const { dataset, face, background, uploads, asked, outcomes } = setUp();
  uploads.add(face, files("a", "b", "c"));
  uploads.add(background, files("d"));
  await turn();
  asked[0].done();
  await turn();
  dataset.removeClass(face);
  asked[1].done();
  await turn();
  assert.equal(asked.at(-1)?.name, "d");
  asked[2].done();
  await turn();
  assert.deepEqual(counts(dataset), { Background: 1 });
  assert.deepEqual(outcomes[0].gone, ["Face"]);
  assert.equal(outcomes[0].unread, 2);
});

test("folders fill classes of their name, or make them", async () => {
  const { dataset, uploads, asked } = setUp();
  uploads.addGroups([
    { name: "FACE", files: files("a") },
    { name: "Cup", files: files("b", "c") },
  ]);
  for (let number = 0; number < 3; number++) {
    await turn();
    asked[number].done();
  }
  await turn();
  assert.deepEqual(counts(dataset), { Face: 1, Background: 0, Cup: 2 });
});

test("an upload is undone in one step, with the classes that it made", async () => {
  const { dataset, face, uploads, asked, outcomes } = setUp();
  const before = dataset.addPicture(face, dataset.startRecording(), new Uint8ClampedArray(4));
  const groups = ["Face", "Cup", "Plant"].map((name) => ({ name, files: files(name) }));
  uploads.addGroups(groups);
  for (let number = 0; number < 3; number++) {
    await turn();
    asked[number].done();
  }
  await turn();
  const plant = dataset.classes[3];
  dataset.addPicture(plant.id, dataset.startRecording(), new Uint8ClampedArray(4));
  uploads.undo(outcomes[0]);
  assert.deepEqual(counts(dataset), { Face: 1, Background: 0, Plant: 1 });
  assert.equal(dataset.classes[0].pictures[0], before);
});

test("when everything is deleted, nothing more is read, and nothing is said", async () => {
  const { dataset, face, uploads, asked, outcomes } = setUp();
  uploads.add(face, files("a", "b"));
  await turn();
  uploads.forget();
  asked[0].done();
  await turn();
  assert.deepEqual(counts(dataset), { Face: 0, Background: 0 });
  assert.equal(asked.length, 1);
  assert.deepEqual(outcomes, []);
});
