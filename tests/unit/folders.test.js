// @ts-check
/** Which files count, and which classes folders make. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { dropped, isHidden, sortIntoClasses, visible } from "../../www/data/folders.js";

/** @param {string} path @param {string} [type] */
function placed(path, type = "image/png") {
  const folders = path.split("/");
  const name = folders.pop() ?? "";
  return { folders, file: new File([], name, { type }) };
}

/** @param {string[]} paths */
function sorted(...paths) {
  const { groups, loose, others } = sortIntoClasses(paths.map((path) => placed(path)));
  assert.deepEqual(others, []);
  return {
    ...Object.fromEntries(groups.map(({ name, files }) => [name, files.map((file) => file.name)])),
    ...(loose.length > 0 ? { loose: loose.map((file) => file.name) } : {}),
  };
}

test("what systems leave in folders is not seen", () => {
  for (const name of [".DS_Store", "._a.jpg", "Thumbs.db", "Desktop.ini", "__MACOSX", ".git"])
    assert.ok(isHidden(name), name);
  for (const name of ["a.jpg", "thumbs.db.jpg", "…"]) assert.ok(!isHidden(name), name);
  const paths = ["a/b.png", "__MACOSX/a/b.png", "a/.thumbnails/b.png", "a/Thumbs.db"];
  assert.deepEqual(
    visible(paths.map((path) => placed(path))).map(({ file }) => file.name),
    ["b.png"],
  );
});

test("subfolders are classes, with all that is below them", () => {
  assert.deepEqual(sorted("animals/cats/1.png", "animals/cats/old/2.png", "animals/dogs/3.png"), {
    cats: ["1.png", "2.png"],
    dogs: ["3.png"],
  });
});

test("folders of pictures are classes", () => {
  assert.deepEqual(sorted("cats/1.png"), { cats: ["1.png"] });
  assert.deepEqual(sorted("cats/1.png", "dogs/2.png"), { cats: ["1.png"], dogs: ["2.png"] });
});

test("a folder around all others is passed through", () => {
  assert.deepEqual(sorted("zip/animals/cats/1.png", "zip/animals/dogs/2.png"), {
    cats: ["1.png"],
    dogs: ["2.png"],
  });
  assert.deepEqual(sorted("animals/cats/1.png"), { cats: ["1.png"] });
});

test("pictures beside the folders of classes are for nobody yet", () => {
  assert.deepEqual(sorted("0.png", "animals/cover.png", "animals/cats/1.png"), {
    cats: ["1.png"],
    loose: ["0.png", "cover.png"],
  });
});

test("what is no picture makes no class", () => {
  const { groups, loose, others } = sortIntoClasses([
    placed("animals/cats/1.png"),
    placed("animals/cats/2.heic", ""),
    placed("animals/notes/read me.txt", "text/plain"),
    placed("animals/labels.csv", "text/csv"),
  ]);
  assert.deepEqual(
    groups.map(({ name, files }) => [name, files.length]),
    [["cats", 2]],
  );
  assert.deepEqual(loose, []);
  assert.deepEqual(
    others.map(({ name }) => name),
    ["read me.txt", "labels.csv"],
  );
});

test("names of folders become names of classes", () => {
  const long = "x".repeat(50);
  assert.deepEqual(
    sorted("a/Cafe\u0301/1.png", "b/Café/2.png", `c/${long}1/3.png`, `c/${long}2/4.png`),
    {
      Café: ["1.png", "2.png"],
      ["x".repeat(40)]: ["3.png"],
      [`${"x".repeat(38)} 2`]: ["4.png"],
    },
  );
  // By whole letters: half an emoji would be none.
  assert.deepEqual(sorted(`${"🐈".repeat(41)}/1.png`), { ["🐈".repeat(40)]: ["1.png"] });
});

/** @typedef {{ [name: string]: Tree | string | null }} Tree  a folder; a file, with its content; null: cannot be opened */

/** As browsers give what was dropped, at most two at a time. @param {string} name @param {Tree | string | null} content @returns {any} */
function entry(name, content) {
  const file = (/** @type {any} */ done, /** @type {any} */ fail) =>
    content === null ? fail(new Error("NotFoundError")) : done(new File([String(content)], name));
  if (content === null || typeof content === "string") return { name, isDirectory: false, file };
  const children = Object.entries(content).map(([name, content]) => entry(name, content));
  const createReader = () => ({
    readEntries: (/** @type {any} */ done) => setImmediate(() => done(children.splice(0, 2))),
  });
  return { name, isDirectory: true, createReader };
}

/** @param {Tree} tree */
function transfer(tree) {
  const items = Object.entries(tree).map(([name, content]) => ({
    kind: "file",
    webkitGetAsEntry: () => entry(name, content),
    getAsFile: () => new File([], name),
  }));
  return /** @type {any} */ ({ items: [...items, { kind: "string" }] });
}

test("dropped folders are read to the bottom, in the order of names", async () => {
  const { placed, unreadable } = await dropped(
    transfer({
      "z.png": "z",
      animals: {
        dogs: { "10.png": "d", "9.png": "c", deep: { "1.png": "e" } },
        cats: { ".DS_Store": "x", "1.png": "a", "2.png": null, "3.png": "b" },
      },
    }),
  );
  assert.deepEqual(
    placed.map(({ folders, file }) => [...folders, file.name].join("/")),
    [
      ...["z.png", "animals/cats/1.png", "animals/cats/3.png"],
      ...["animals/dogs/9.png", "animals/dogs/10.png", "animals/dogs/deep/1.png"],
    ],
  );
  assert.deepEqual(unreadable, ["2.png"]);
});

test("browsers that know no folders give files", async () => {
  const file = new File(["a"], "a.png");
  const items = [{ kind: "file", getAsFile: () => file }];
  const { placed } = await dropped(/** @type {any} */ ({ items }));
  assert.deepEqual(placed, [{ folders: [], file }]);
});
