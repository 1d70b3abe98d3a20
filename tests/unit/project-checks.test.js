// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { check } from "../../www/files/checks.js";

/** A project with a network and a training that was interrupted. */
const project = () => ({
  name: "Cups",
  size: 128,
  classes: [
    { id: "1", name: "Face", pictures: [{ id: "3", recording: "9", file: "pictures/1/3.png" }] },
    { id: "2", name: "Cup", pictures: [] },
  ],
  state: {
    network: {
      last: { spec: {}, weights: { file: "w" }, classes: [{ id: "1", name: "Face" }] },
    },
    settings: { last: { preset: "careful" } },
    training: {
      begun: { choice: {}, pictures: [{ id: "3", classId: "1" }] },
      reached: { checkpoint: { file: "c" } },
    },
  },
});

test("a project as the page saves it is taken, also without network and training", () => {
  check(project(), 128);
  check({ ...project(), state: null }, 128);
  check({ ...project(), state: { network: {}, settings: {}, training: {} } }, 128);
});

test("what would break the page at every visit is refused by its place", () => {
  /** @type {[place: string, change: (one: any) => void][]} */
  const mistakes = [
    ["project.size", (one) => (one.size = 64)],
    ["project.classes[0].id", (one) => (one.classes[0].id = "Infinity")],
    ["project.classes[0].id", (one) => (one.classes[0].id = "9007199254740993")],
    ["project.classes[1].id", (one) => (one.classes[1].id = '1"]')],
    ["project.classes[1].name", (one) => (one.classes[1].name = "face")],
    ["project.classes[1].name", (one) => (one.classes[1].name = " ")],
    ["project.classes[1].name", (one) => (one.classes[1].name = "x".repeat(41))],
    ["project.classes[0].pictures[0].id", (one) => (one.classes[0].pictures[0].id = "-1")],
    [
      "project.classes[0].pictures[0].recording",
      (one) => (one.classes[0].pictures[0].recording = "a"),
    ],
    ["project.state.network.last.spec", (one) => delete one.state.network.last.spec],
    ["project.state.network.last.weights", (one) => (one.state.network.last.weights = [1])],
    ["project.state.network.last.classes", (one) => delete one.state.network.last.classes],
    ["project.state.settings.last", (one) => (one.state.settings.last = 7)],
    ["project.state.training.begun.choice", (one) => delete one.state.training.begun],
    ["project.state.training.begun.pictures", (one) => (one.state.training.begun.pictures = 5)],
    [
      "project.state.training.reached.checkpoint",
      (one) => delete one.state.training.reached.checkpoint,
    ],
  ];
  for (const [place, change] of mistakes) {
    const wrong = project();
    change(wrong);
    assert.throws(
      () => check(/** @type {any} */ (wrong), 128),
      (error) => {
        const { name, details } = /** @type {any} */ (error);
        assert.deepEqual(
          [name, details.kind, details.place],
          ["FormatError", "wrong_value", place],
        );
        return true;
      },
    );
  }
});
