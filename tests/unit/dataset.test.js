// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { COLOURS, Dataset } from "../../www/data/dataset.js";

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
  dataset.removePictures([first.id]); // 4
  dataset.removePictures([first.id]); // gone already
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

test("pictures that are put back are what they were, where they were", () => {
  const dataset = filled({ Face: 4, Background: 2 });
  const [face, background] = dataset.classes;
  const [faces, backgrounds] = [face.pictures, background.pictures];
  let changes = 0;
  dataset.addEventListener("change", () => (changes += 1));
  const putBack = dataset.removePictures([faces[1].id, backgrounds[0].id, "gone"]);
  assert.deepEqual(face.pictures, [faces[0], ...faces.slice(2)]);
  assert.deepEqual(background.pictures, [backgrounds[1]]);
  assert.equal(changes, 1, "however many they are");
  dataset.removePictures([faces[0].id]);
  putBack();
  putBack(); // pressed twice
  assert.deepEqual(face.pictures, faces.slice(1));
  assert.deepEqual(background.pictures, backgrounds);
  const restore = dataset.clearClass(face.id);
  assert.deepEqual(face.pictures, []);
  restore();
  assert.deepEqual(face.pictures, faces.slice(1));
  const orphans = dataset.clearClass(face.id);
  dataset.removeClass(face.id);
  assert.throws(orphans, /removed/);
});

test("a class that is put back is what it was, and gets another name if its own is taken", () => {
  const dataset = filled({ Face: 2, Background: 1, Cup: 1 });
  const before = structuredClone(dataset.classes);
  const putBack = dataset.removeClass(before[1].id);
  putBack();
  putBack(); // pressed twice
  assert.deepEqual(dataset.classes, before);
  const putCupBack = dataset.removeClass(before[2].id);
  dataset.addClass("cup");
  dataset.addClass("Cup 2");
  putCupBack();
  assert.deepEqual(
    dataset.classes.map(({ name }) => name),
    ["Face", "Background", "Cup 3", "cup", "Cup 2"],
  );
  const long = "x".repeat(40);
  const putLongBack = dataset.removeClass(dataset.addClass(long).id);
  dataset.addClass(long);
  putLongBack();
  assert.equal(dataset.classes[5].name, `${"x".repeat(38)} 2`);
});

test("a picture that is moved keeps what it is, takes its place by age, and can be moved back", () => {
  const dataset = filled({ Face: 3, Background: 2, Cup: 0 });
  const [face, background, cup] = dataset.classes;
  const before = structuredClone(dataset.classes);
  const [, moved] = face.pictures;
  const move = (/** @type {{ id: string }} */ to) => dataset.movePictures([moved.id], to.id);
  let changes = 0;
  dataset.addEventListener("change", () => (changes += 1));
  const back = move(background);
  assert.equal(background.pictures[0], moved, "the oldest of them");
  assert.deepEqual(dataset.located().get(moved.id), { picture: moved, class: background });
  assert.equal(face.pictures.length, 2);
  move(background); // pressed twice
  assert.equal(changes, 1);
  back();
  back(); // pressed twice
  assert.deepEqual(dataset.classes, before);
  assert.equal(changes, 2);

  // Whatever has become of it since.
  const fromCup = move(background);
  const further = move(cup);
  fromCup();
  assert.deepEqual(cup.pictures, [moved], "it was moved on");
  dataset.removePictures([moved.id]);
  further();
  assert.equal(dataset.located().get(moved.id), undefined, "it was deleted");
  move(face)(); // of what is gone
  const orphan = dataset.movePictures([face.pictures[0].id], cup.id);
  dataset.removeClass(face.id);
  assert.throws(orphan, /removed/);
  assert.equal(cup.pictures.length, 1);
  assert.throws(() => dataset.movePictures([cup.pictures[0].id], face.id), /removed/);
});

test("each class has a colour of its own while there are enough, and keeps it", () => {
  const dataset = new Dataset({ size: 2 });
  const all = Array.from({ length: COLOURS }, () => dataset.addClass());
  const colours = () => dataset.classes.map(({ colour }) => colour);
  assert.deepEqual(colours(), [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.equal(dataset.addClass().colour, 0, "there are no more");
  const putBack = dataset.removeClass(all[3].id);
  assert.equal(dataset.addClass().colour, 3, "one is free again");
  putBack();
  assert.equal(dataset.classes[3].colour, 3, "a class that is put back is what it was");
});

test("colour, place and whether it takes part can be changed and taken back, in any order", () => {
  const dataset = new Dataset({ size: 2 });
  const [a, b, c] = ["A", "B", "C"].map((name) => dataset.addClass(name).id);
  const order = () => dataset.classes.map(({ name }) => name).join("");
  const undoOff = dataset.arrangeClass(b, { off: true });
  const undoColour = dataset.arrangeClass(b, { colour: 6 });
  const undoMove = dataset.moveClass(c, 0);
  assert.equal(order(), "CAB");
  const undoOther = dataset.moveClass(a, 2);
  assert.equal(order(), "CBA");
  undoOther();
  undoMove();
  undoMove(); // pressed twice
  assert.equal(order(), "ABC");
  assert.deepEqual([dataset.classes[1].off, dataset.classes[1].colour], [true, 6]);
  undoColour();
  undoOff();
  assert.deepEqual([dataset.classes[1].off, dataset.classes[1].colour], [false, 1]);
  const undo = dataset.moveClass(b, 0);
  dataset.removeClass(b);
  assert.throws(undo, "it is gone");
  dataset.locked = "open elsewhere";
  assert.throws(() => dataset.moveClass(a, 1), /open elsewhere/);
  assert.throws(() => dataset.arrangeClass(a, { off: true }), /open elsewhere/);
});

test("the order of training is not the order that is shown, and what is off takes no part", () => {
  const dataset = new Dataset({ size: 2 });
  const [a, b, c] = ["A", "B", "C"].map((name) => dataset.addClass(name).id);
  const trained = () => dataset.inTraining.map(({ id }) => id);
  dataset.moveClass(c, 0);
  assert.deepEqual(trained(), [a, b, c]);
  dataset.arrangeClass(b, { off: true });
  assert.deepEqual(trained(), [a, c]);
  const outputs = [a, "gone", b, c].map((id) => ({ id }));
  assert.deepEqual(
    dataset.inOrder(outputs).map(({ id }) => id),
    [c, a, b, "gone"],
  );
});

test("classes of an older page get the colours that they had, and are on", () => {
  const dataset = new Dataset({ size: 2 });
  const old = ["A", "B", "C"].map((name, i) => ({ id: String(i + 1), name, pictures: [] }));
  dataset.restore(old);
  const arranged = () => dataset.classes.map(({ colour, off }) => [colour, off]);
  assert.deepEqual(arranged(), [
    [0, false],
    [1, false],
    [2, false],
  ]);
  const strange = { colour: 99, off: false };
  dataset.restore([old[0], { ...old[1], colour: 0, off: true }, { ...old[2], ...strange }]);
  assert.deepEqual(arranged(), [
    [1, false],
    [0, true],
    [2, false],
  ]);
});
