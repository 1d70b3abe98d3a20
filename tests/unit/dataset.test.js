// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Dataset } from "../../www/data/dataset.js";

let taken = 0;
/** No two are equal, and none has a uniform colour. */
const picture = () =>
  new Uint8ClampedArray(2 * 2 * 4)
    .fill(255)
    .fill(++taken, 0, 4)
    .fill(taken >> 8, 4, 8);

/** A data set of 2 × 2 pictures with this many in each class. @param {Record<string, number>} counts */
function filled(counts) {
  const dataset = new Dataset({ size: 2 });
  for (const [name, count] of Object.entries(counts)) {
    const { id } = dataset.addClass(name);
    const recording = dataset.startRecording();
    for (let i = 0; i < count; i++) dataset.addPicture(id, recording, picture());
  }
  return dataset;
}

test("names are trimmed, unique, not empty and at most 40 characters", () => {
  const dataset = filled({ Face: 0 });
  assert.equal(dataset.addClass("  Cup ").name, "Cup");
  assert.throws(() => dataset.addClass("face"), /already a class “face”/);
  assert.throws(() => dataset.addClass("   "), /needs a name/);
  assert.throws(() => dataset.addClass("x".repeat(41)), /at most 40/);
  assert.equal(dataset.addClass("🙂".repeat(40)).name.length, 80);
  assert.equal(dataset.classes.length, 3);
});

test("a class without a name gets a free one", () => {
  const dataset = filled({ "Class 2": 0 });
  assert.equal(dataset.addClass().name, "Class 3");
  assert.equal(dataset.addClass().name, "Class 4");
});

test("renaming keeps the class, and may change only the case of its own name", () => {
  const dataset = filled({ Face: 2, Background: 1 });
  const [face] = dataset.classes;
  dataset.renameClass(face.id, " FACE ");
  assert.equal(dataset.classes[0].name, "FACE");
  assert.throws(() => dataset.renameClass(face.id, "background"), /already/);
  assert.equal(dataset.classes[0].pictures.length, 2);
});

test("every change is announced, and nothing else", () => {
  const dataset = new Dataset({ size: 2 });
  let changes = 0;
  dataset.addEventListener("change", () => (changes += 1));
  const { id } = dataset.addClass("Face"); // 1
  const recording = dataset.startRecording();
  const first = dataset.addPicture(id, recording, picture()); // 2
  dataset.addPicture(id, recording, picture()); // 3
  dataset.removePicture(id, first.id); // 4
  dataset.removePicture(id, first.id); // gone already
  dataset.renameClass(id, "Face"); // the same
  dataset.renameClass(id, "Head"); // 5
  dataset.clearClass(id); // 6
  dataset.removeClass(id); // 7
  assert.equal(changes, 7);
  assert.deepEqual(dataset.classes, []);
});

test("a picture of another size, or for a class that is gone, is refused", () => {
  const dataset = filled({ Face: 0 });
  const [{ id }] = dataset.classes;
  assert.throws(() => dataset.addPicture(id, "r", new Uint8ClampedArray(4)), /needs 16 bytes/);
  dataset.removeClass(id);
  assert.throws(() => dataset.addPicture(id, "r", picture()), /removed/);
});

test("training needs two classes with pictures", () => {
  assert.match(filled({ Face: 3 }).readiness().reason ?? "", /second class/);
  assert.match(filled({ Face: 0, Background: 0 }).readiness().reason ?? "", /two classes/);
  assert.match(filled({ Face: 3, Background: 0 }).readiness().reason ?? "", /“Background”/);
  assert.deepEqual(filled({ Face: 2, Background: 2 }).readiness(), { ready: true });
});

test("very unequal classes and empty ones are warned about", () => {
  assert.match(
    filled({ Face: 40, Background: 10 }).readiness().warning ?? "",
    /“Face” has 4 times as many pictures as “Background”, which will be recognised less well\./,
  );
  assert.equal(filled({ Face: 39, Background: 10 }).readiness().warning, undefined);
  const third = filled({ Face: 5, Background: 5, Cup: 0 }).readiness();
  assert.equal(third.ready, true);
  assert.match(third.warning ?? "", /“Cup” has no pictures/);
});

test("a class with a single picture cannot be tested, and is warned about", () => {
  assert.match(
    filled({ Face: 1, Background: 3, Cup: 1 }).readiness().warning ?? "",
    /Of “Face” and “Cup” there is only a single picture: .* not tested/,
  );
});

test("a picture in two classes is named, and may be twice in one", () => {
  const dataset = filled({ Face: 3, Background: 2 });
  const [face, background] = dataset.classes;
  dataset.addPicture(face.id, "again", face.pictures[0].rgba.slice());
  assert.deepEqual(dataset.readiness(), { ready: true });
  dataset.addPicture(background.id, "upload", face.pictures[1].rgba.slice());
  const expected =
    "Picture 2 of “Face” is also picture 3 of “Background”: it cannot be both. Delete one of them; they are framed in step 2.";
  assert.equal(dataset.readiness().warning, expected);
  assert.deepEqual(
    [...(dataset.readiness().suspects ?? [])],
    [face.pictures[1].id, background.pictures[2].id],
  );
  dataset.addPicture(background.id, "upload", face.pictures[2].rgba.slice());
  assert.match(
    dataset.readiness().warning ?? "",
    /Background” \(and 1 more like this\): it cannot/,
  );
  for (const { id } of background.pictures.slice(2)) dataset.removePicture(background.id, id);
  assert.deepEqual(dataset.readiness(), { ready: true }, "and then it is mended");
});

test("a difference of one byte makes another picture", () => {
  const dataset = filled({ Face: 2, Background: 2 });
  const [face, background] = dataset.classes;
  for (let i = 0; i < 12; i++) {
    const rgba = face.pictures[0].rgba.slice();
    rgba[i] ^= 128;
    dataset.addPicture(background.id, "almost", rgba);
  }
  assert.doesNotMatch(dataset.readiness().warning ?? "", /also picture/);
});

test("pictures with nothing in them are named", () => {
  const dataset = filled({ Face: 2, Background: 2 });
  const [, background] = dataset.classes;
  const black = () => new Uint8ClampedArray(16).map((_, i) => (i % 4 === 3 ? 255 : 10));
  dataset.addPicture(background.id, "covered", black());
  assert.equal(
    dataset.readiness().warning,
    "Picture 3 of “Background” is of one colour throughout, as of a covered camera. Delete it; it is framed in step 2.",
  );
  dataset.addPicture(background.id, "covered", black());
  assert.match(
    dataset.readiness().warning ?? "",
    /^2 pictures of “Background”, the first being picture 3, are of one colour/,
  );
  assert.deepEqual(
    [...(dataset.readiness().suspects ?? [])],
    background.pictures.slice(2).map(({ id }) => id),
  );
});

test("what is restored keeps its ids, and new ones do not repeat them", () => {
  const earlier = filled({ Face: 3, Background: 2 });
  const dataset = new Dataset({ size: 2 });
  dataset.restore(structuredClone([...earlier.classes]));
  assert.deepEqual(dataset.classes, earlier.classes);
  const ids = new Set(
    dataset.classes.flatMap(({ id, pictures }) => [
      id,
      ...pictures.flatMap((p) => [p.id, p.recording]),
    ]),
  );
  assert.ok(!ids.has(dataset.startRecording()));
  assert.ok(!ids.has(dataset.addClass().id));
});

test("ids that something else goes on naming are given to nothing new", () => {
  const dataset = new Dataset({ size: 2 });
  dataset.reserve(["3", "17", "not a number"]);
  assert.equal(dataset.addClass().id, "18");
});

test("a picture that is put back is what it was, where it was", () => {
  const dataset = filled({ Face: 4, Background: 0 });
  const [{ id, pictures }] = dataset.classes;
  const before = [...pictures];
  const putBack = dataset.removePicture(id, before[1].id);
  dataset.removePicture(id, before[0].id);
  putBack();
  putBack(); // pressed twice
  assert.deepEqual(dataset.classes[0].pictures, before.slice(1));
  const putLastBack = dataset.removePicture(id, before[3].id);
  putLastBack();
  assert.deepEqual(dataset.classes[0].pictures, before.slice(1));
  dataset.removeClass(id);
  assert.throws(putBack, /removed/);
});

test("a class that is put back is what it was, unless another has its name now", () => {
  const dataset = filled({ Face: 2, Background: 1, Cup: 1 });
  const before = structuredClone(dataset.classes);
  const putBack = dataset.removeClass(before[1].id);
  putBack();
  putBack(); // pressed twice
  assert.deepEqual(dataset.classes, before);
  const putCupBack = dataset.removeClass(before[2].id);
  dataset.addClass("cup");
  assert.throws(putCupBack, /already a class/);
});
