// @ts-check
/** Several projects in one browser: kept apart, found again, named, copied and deleted; also where something is damaged. */

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { contentsOf, copyProject } from "../../www/data/contents.js";
import { databaseIds } from "../../www/data/database.js";
import { Dataset } from "../../www/data/dataset.js";
import { ProjectList, freeName } from "../../www/data/project-list.js";
import { ProjectStorage } from "../../www/data/storage.js";
import { FakeLocks } from "./fake-locks.js";
import { tinySpec } from "./fakes.js";

const LIST = "tab-trainer-projects";
let locks = new FakeLocks();
/** What this tab remembers. */
let tab = new Map();

beforeEach(async () => {
  locks = new FakeLocks();
  tab = new Map();
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
  const sessionStorage = {
    getItem: (/** @type {string} */ key) => tab.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => tab.set(key, value),
  };
  Object.assign(globalThis, { sessionStorage });
  const { IDBFactory } = await import("fake-indexeddb");
  globalThis.indexedDB = new IDBFactory();
});

/** A visit, in this tab or in a new one. */
async function visit({ anew = false } = {}) {
  if (anew) tab = new Map();
  const projects = new ProjectList();
  await projects.open();
  await settled();
  return projects;
}

/** Opens a project and records so many pictures in it. @param {string} id @param {number} count */
async function fill(id, count) {
  const storage = new ProjectStorage({ onProblem: () => {} });
  const dataset = new Dataset({ size: 2 });
  const found = await storage.attach(dataset, id);
  const one = dataset.classes[0] ?? dataset.addClass("Face");
  for (let i = 0; i < count; i++) dataset.addPicture(one.id, "r", new Uint8ClampedArray(16));
  await storage.flush();
  const close = () => locks.close(id === "1" ? undefined : `tab-trainer-project:${id}`);
  return { storage, dataset, found, close };
}

/** @param {ProjectList} projects */
const names = ({ all }) => all.map(({ name }) => name).sort();

const settled = () => new Promise((resolve) => setTimeout(resolve, 30));

/** Whatever is done with the databases of these names fails, until it is undone. @param {RegExp} name */
function damage(name) {
  const { open } = globalThis.IDBFactory.prototype;
  globalThis.IDBFactory.prototype.open = function (...args) {
    if (name.test(args[0])) throw new DOMException("Internal error.", "UnknownError");
    return open.apply(this, args);
  };
  return () => {
    globalThis.IDBFactory.prototype.open = open;
  };
}

test("the project of a visit when there was but one is still there", async () => {
  (await fill("1", 3)).close();
  indexedDB.deleteDatabase(LIST);
  const projects = await visit({ anew: true });
  assert.deepEqual([projects.id, names(projects)], ["1", ["My project"]]);
  assert.deepEqual(await contentsOf("1"), { pictures: 3, training: false });
});

test("projects are kept apart; a reload has its tab's own, a new tab the one that was used last", async () => {
  const projects = await visit();
  (await fill("1", 2)).close();
  const birds = await projects.add("Birds");
  await projects.choose(birds);
  const { dataset, close } = await fill(birds, 5);
  close();
  assert.equal(dataset.classes[0].pictures.length, 5);
  assert.deepEqual((await fill("1", 0)).dataset.classes[0].pictures.length, 2);
  assert.equal((await visit()).current.name, "Birds");
  const other = await visit({ anew: true });
  assert.equal(other.current.name, "Birds");
  await settled();
  await other.choose("1");
  assert.equal((await visit({ anew: true })).id, "1");
});

test("two tabs may write two projects at once, and only one of them the same", async () => {
  const projects = await visit();
  const birds = await projects.add("Birds");
  const first = await fill("1", 1);
  const second = await fill(birds, 1);
  const looksOn = await fill(birds, 0);
  assert.deepEqual(
    [first, second, looksOn].map(({ storage }) => storage.readOnly),
    [false, false, true],
  );
});

test("names are taken as they were typed, up to 60 characters, and those of others do not matter", async () => {
  const projects = await visit();
  for (const name of ["Birds", "Birds", " שלום ", "🐦".repeat(61), "<b>&amp;"])
    await projects.add(name);
  const expected = ["<b>&amp;", "Birds", "Birds", "My project", "שלום", "🐦".repeat(60)];
  assert.deepEqual(names(await visit({ anew: true })), expected.toSorted());
  await projects.rename("1", "Mine");
  assert.ok(names(projects).includes("Mine"));
  assert.equal(freeName(projects.all), "My project");
});

test("without the list, the projects are found by their databases", async () => {
  const projects = await visit();
  (await fill("1", 1)).close();
  const birds = await projects.add("Birds");
  (await fill(birds, 4)).close();
  indexedDB.deleteDatabase(LIST);
  const again = await visit();
  assert.deepEqual(names(again), ["My project", "My project 2"]);
  assert.equal((await contentsOf(birds)).pictures, 4);
});

test("a list that is damaged hides nothing, and gives way to what a person wants", async () => {
  const projects = await visit();
  const birds = await projects.add("Birds");
  (await fill(birds, 1)).close();
  const mend = damage(/projects$/);
  const again = await visit();
  assert.deepEqual([again.id, names(again)], [birds, ["My project"]]);
  mend();
  assert.deepEqual(names(await visit()), ["Birds", "My project"], "it was only for a while");
  const { put } = globalThis.IDBObjectStore.prototype;
  let broken = true;
  globalThis.IDBObjectStore.prototype.put = function (/** @type {[any, any]} */ ...entry) {
    if (broken) {
      broken = false;
      throw new DOMException("Internal error.", "UnknownError");
    }
    return put.apply(this, entry);
  };
  await again.rename(birds, "Birds again");
  globalThis.IDBObjectStore.prototype.put = put;
  assert.deepEqual(names(again), ["Birds again"]);
});

test("a project that is damaged is named as that, and the others work", async () => {
  const projects = await visit();
  const birds = await projects.add("Birds");
  (await fill(birds, 2)).close();
  (await fill("1", 1)).close();
  const mend = damage(/^tab-trainer$/);
  assert.deepEqual(await contentsOf("1"), { pictures: null, training: false });
  assert.equal((await contentsOf(birds)).pictures, 2);
  assert.deepEqual(names(await visit()), ["Birds", "My project"]);
  mend();
});

test("looking at a project that was never opened makes no database for it", async () => {
  const projects = await visit();
  const birds = await projects.add("Birds");
  assert.deepEqual(await contentsOf(birds), { pictures: 0, training: false });
  assert.deepEqual(await databaseIds(), []);
});

test("a copy has pictures, network and settings, and not the training", async () => {
  const projects = await visit();
  const { storage, close } = await fill("1", 40);
  storage.saveSettings(/** @type {any} */ ({ preset: "article" }));
  const classes = [{ id: "1", name: "Face" }];
  await storage.saveNetwork({ spec: tinySpec(), weights: Float32Array.of(7), classes });
  const begun = /** @type {any} */ ({ build: "b", seed: 3, choice: {}, classes, pictures: [] });
  const reached = /** @type {any} */ ({ checkpoint: Uint8Array.of(1), epoch: 1, points: [] });
  storage.saveTraining({ begun, reached }, null);
  await storage.flush();
  assert.deepEqual(await contentsOf("1"), { pictures: 40, training: true });
  const copy = await projects.add("Copy", (to) => copyProject("1", to));
  close();
  const { found, dataset } = await fill(copy, 0);
  assert.equal(dataset.classes[0].pictures.length, 40);
  assert.deepEqual([found.network?.weights[0], found.settings?.preset], [7, "article"]);
  assert.equal(found.interruption, null);
  assert.deepEqual(names(projects), ["Copy", "My project"]);
});

test("of a copy that does not fit, or whose tab was closed, nothing is left", async () => {
  const projects = await visit();
  await fill("1", 40);
  const { put } = globalThis.IDBObjectStore.prototype;
  let room = 35;
  globalThis.IDBObjectStore.prototype.put = function (/** @type {[any, any]} */ ...entry) {
    if (this.name === "pictures" && (room -= 1) < 0)
      throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, entry);
  };
  const copying = projects.add("Copy", (to) => copyProject("1", to));
  await assert.rejects(copying, { name: "QuotaExceededError" });
  globalThis.IDBObjectStore.prototype.put = put;
  assert.deepEqual([names(projects), await databaseIds()], [["My project"], ["1"]]);

  let copy = "";
  void projects.add("Copy", async (to) => {
    copy = to;
    await copyProject("1", to);
    await new Promise(() => {});
  });
  await settled();
  assert.deepEqual(names(await visit()), ["My project"]);
  assert.deepEqual(await databaseIds(), ["1", copy], "it may yet become one");
  locks.close(`tab-trainer-project:${copy}`);
  await visit();
  assert.deepEqual(await databaseIds(), ["1"]);
});

test("a project that a tab has open is not deleted, and any other with all that it holds", async () => {
  const projects = await visit();
  await fill("1", 1);
  const birds = await projects.add("Birds");
  const { close } = await fill(birds, 1);
  assert.equal(await projects.remove(birds), false);
  assert.deepEqual(names(projects), ["Birds", "My project"]);
  close();
  assert.equal(await projects.remove(birds), true);
  assert.deepEqual([names(projects), await databaseIds()], [["My project"], ["1"]]);
  assert.deepEqual(names(await visit()), ["My project"]);
});

test("the open project can be deleted, and another one is opened then; the last leaves an empty one", async () => {
  const projects = await visit();
  const birds = await projects.add("Birds");
  for (const id of ["1", birds]) {
    const { storage, dataset, close } = await fill(id, 2);
    await storage.discard();
    dataset.addClass("written by nobody");
    await storage.flush();
    await projects.forget(id);
    close();
    await projects.choose(projects.all[0].id);
  }
  assert.deepEqual(await databaseIds(), []);
  const again = await visit();
  assert.deepEqual([again.id, names(again)], ["1", ["My project"]]);
});

test("everything is deleted, but for what is open elsewhere, which is told", async () => {
  const projects = await visit();
  await fill("1", 1);
  await projects.rename("1", "Secret");
  const [birds, cups] = [await projects.add("Birds"), await projects.add("Cups")];
  const { close } = await fill(birds, 1);
  (await fill(cups, 1)).close();
  await assert.rejects(projects.clear(), /“Birds” is open in another tab and was not deleted/);
  assert.deepEqual(names(projects), ["Birds", "My project"]);
  close();
  await projects.clear();
  assert.deepEqual([names(projects), await databaseIds()], [["My project"], ["1"]]);
});

test("where the browser stores nothing there is one project, and a new one is refused", async () => {
  const mend = damage(/./);
  const { databases } = globalThis.IDBFactory.prototype;
  globalThis.IDBFactory.prototype.databases = () =>
    Promise.reject(new DOMException("", "SecurityError"));
  const projects = await visit();
  assert.deepEqual([projects.id, names(projects)], ["1", ["My project"]]);
  await assert.rejects(projects.add("Birds"), { name: "UnknownError" });
  assert.deepEqual(names(projects), ["My project"]);
  mend();
  globalThis.IDBFactory.prototype.databases = databases;
});
