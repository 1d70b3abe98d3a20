// @ts-check
/** Pictures of an earlier visit stay in the database until somebody wants to see them, and none is lost by that. */

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { openDB } from "../../www/vendor/idb/index.js";
import { bytesOf } from "../../www/engine/bytes.js";
import { remove } from "../../www/data/database.js";
import { Dataset } from "../../www/data/dataset.js";
import { ProjectStorage } from "../../www/data/storage.js";
import { FakeLocks } from "./fake-locks.js";

const NAME = "tab-trainer";

beforeEach(async () => {
  Object.assign(globalThis, { document: Object.assign(new EventTarget(), { hidden: false }) });
  const { IDBFactory } = await import("fake-indexeddb");
  globalThis.indexedDB = new IDBFactory();
});

/** @param {{ looking?: boolean }} [options]  looking: on, while another tab has the project */
async function visit({ looking = false } = {}) {
  const locks = new FakeLocks(); // of a browser that was started anew
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
  if (looking) void locks.request("tab-trainer-project", {}, () => new Promise(() => {}));
  /** @type {string[]} */
  const problems = [];
  const storage = new ProjectStorage({ onProblem: (sentence) => problems.push(sentence) });
  const dataset = new Dataset({ size: 2 });
  await storage.attach(dataset);
  return { storage, dataset, problems };
}

/** Opaque, and each another. @param {number} value */
function bytes(value) {
  return Uint8ClampedArray.from({ length: 16 }, (_, i) => (i % 4 === 3 ? 255 : value + i));
}

/** A visit that leaves two classes with three pictures each. */
async function leave() {
  const { storage, dataset } = await visit();
  for (const [name, from] of /** @type {const} */ ([
    ["Face", 0],
    ["Cup", 100],
  ])) {
    const { id } = dataset.addClass(name);
    for (let i = 0; i < 3; i++) dataset.addPicture(id, `r${name}`, bytes(from + 20 * i));
  }
  await storage.flush();
}

/** The first byte of each picture of a class. @param {Dataset} dataset @param {number} place */
async function seen(dataset, place) {
  const all = await Promise.all(dataset.classes[place].pictures.map(bytesOf));
  return all.map(([first]) => first);
}

/** How many pictures are read from the database until it is undone. */
function countReads() {
  const { prototype } = globalThis.IDBObjectStore;
  const originals = { get: prototype.get, getAll: prototype.getAll };
  const counted = { count: 0, undo: () => void Object.assign(prototype, originals) };
  for (const method of /** @type {const} */ (["get", "getAll"]))
    prototype[method] = function (/** @type {[any]} */ ...args) {
      if (this.name === "pictures") counted.count += 1;
      return /** @type {any} */ (originals[method]).apply(this, args);
    };
  return counted;
}

test("a project opens without reading a picture; one that is looked at is read", async () => {
  await leave();
  const reads = countReads();
  const { dataset } = await visit();
  assert.deepEqual(
    dataset.classes.map(({ name, pictures }) => [name, pictures.length]),
    [
      ["Face", 3],
      ["Cup", 3],
    ],
  );
  assert.equal(reads.count, 0);
  const [, second] = dataset.classes[1].pictures;
  assert.equal(second.recording, "rCup");
  assert.deepEqual(await bytesOf(second), bytes(120));
  assert.equal(reads.count, 1);
  reads.undo();
});

test("a picture that is deleted before anybody has seen it comes back, and stays", async () => {
  await leave();
  const { storage, dataset } = await visit();
  const [, second] = dataset.classes[0].pictures;
  const undo = dataset.removePictures([second.id]);
  await storage.flush();
  assert.equal((await visit()).dataset.classes[0].pictures.length, 2, "it is deleted");
  undo();
  assert.deepEqual(await seen(dataset, 0), [0, 20, 40]);
  await storage.flush();
  assert.deepEqual(await seen((await visit()).dataset, 0), [0, 20, 40]);
});

test("a picture that cannot be read can be deleted with the others", async () => {
  await leave();
  const { storage, dataset, problems } = await visit();
  const { get } = globalThis.IDBObjectStore.prototype;
  const { id } = dataset.classes[0].pictures[1];
  globalThis.IDBObjectStore.prototype.get = function (key) {
    // This request fails, too, and ends its transaction unless somebody prevents it: there is one with this key.
    return key === id ? this.add({}, id) : get.call(this, key);
  };
  dataset.clearClass(dataset.classes[0].id);
  await storage.flush();
  globalThis.IDBObjectStore.prototype.get = get;
  assert.deepEqual(problems, []);
  assert.equal((await visit()).dataset.classes[0].pictures.length, 0);
});

test("a picture that is moved before anybody has seen it is there in its new class", async () => {
  await leave();
  const { storage, dataset } = await visit();
  const [face, cup] = dataset.classes;
  dataset.movePictures([face.pictures[0].id], cup.id);
  await storage.flush();
  const { dataset: next } = await visit();
  assert.deepEqual(
    [await seen(next, 0), await seen(next, 1)],
    [
      [20, 40],
      [0, 100, 120, 140],
    ],
  );
});

/** A project of the version before. */
async function leaveOld() {
  const old = await openDB(NAME, 3, {
    upgrade(database) {
      for (const store of ["classes", "pictures", "network", "settings", "training"])
        database.createObjectStore(store);
    },
  });
  await old.put("classes", { id: "1", name: "Face", place: 0 }, "1");
  for (const id of ["10", "9"])
    await old.put("pictures", { id, classId: "1", recording: "r", rgba: bytes(Number(id)) }, id);
  old.close();
}

test("what an earlier version of the page has kept is found, also by a tab that only looks on", async () => {
  await leaveOld();
  const { dataset: looking } = await visit({ looking: true });
  assert.deepEqual(await seen(looking, 0), [9, 10]);
  const { dataset } = await visit();
  assert.deepEqual(await seen(dataset, 0), [9, 10]);
  assert.equal((await openDB(NAME)).version, 4);
});

test("where the list of pictures cannot be made, each is looked at, and new ones are kept", async () => {
  await leaveOld();
  const { openCursor } = globalThis.IDBObjectStore.prototype;
  globalThis.IDBObjectStore.prototype.openCursor = () => {
    throw new DOMException("", "NotReadableError");
  };
  const { storage, dataset, problems } = await visit();
  assert.deepEqual(await seen(dataset, 0), [9, 10]);
  dataset.addPicture(dataset.classes[0].id, "new", bytes(40));
  dataset.removePictures([dataset.classes[0].pictures[0].id]);
  await storage.flush();
  assert.deepEqual(problems, []);
  const { dataset: next } = await visit();
  globalThis.IDBObjectStore.prototype.openCursor = openCursor;
  assert.deepEqual(await seen(next, 0), [10, 40]);
  const database = await openDB(NAME);
  assert.equal(database.version, 3);
  database.close();
  assert.deepEqual(await seen((await visit()).dataset, 0), [10, 40]);
});

test("whoever reads is not in the way of whoever deletes", async () => {
  await leave();
  const { dataset } = await visit();
  const [picture, next] = dataset.classes[0].pictures;
  await bytesOf(picture);
  await remove(NAME);
  await assert.rejects(bytesOf(next), /cannot be read/);
});
