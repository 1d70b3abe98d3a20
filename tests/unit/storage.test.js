// @ts-check
/** What is kept in IndexedDB, and what becomes of it when the disk is full, damaged or in use by another tab. */

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { bytesOf } from "../../www/engine/bytes.js";
import { Dataset } from "../../www/data/dataset.js";
import { ProjectStorage } from "../../www/data/storage.js";
import { FakeLocks } from "./fake-locks.js";
import { tinySpec } from "./fakes.js";

let locks = new FakeLocks();

/** @typedef {{ storage: ProjectStorage, dataset: Dataset, problems: string[], found: import("../../www/data/storage.js").Found }} Tab */

/** The tab that has the project is gone: the next one gets it. */
const closeTab = () => locks.close();

beforeEach(async () => {
  locks = new FakeLocks();
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
  Object.assign(globalThis, { document: Object.assign(new EventTarget(), { hidden: false }) });
  const { IDBFactory } = await import("fake-indexeddb");
  globalThis.indexedDB = new IDBFactory();
});

/** @returns {Promise<Tab>} */
async function open() {
  /** @type {string[]} */
  const problems = [];
  const storage = new ProjectStorage({ onProblem: (sentence) => problems.push(sentence) });
  const dataset = new Dataset({ size: 2 });
  return { storage, dataset, problems, found: await storage.attach(dataset) };
}

/** @param {Dataset} dataset @param {number} count */
function add(dataset, count) {
  const [{ id }] = dataset.classes.length > 0 ? dataset.classes : [dataset.addClass("Face")];
  for (let i = 0; i < count; i++)
    dataset.addPicture(
      id,
      "r",
      Uint8ClampedArray.of(
        ...Array(4)
          .fill([i, i + 1, i + 2, 255])
          .flat(),
      ),
    );
}

/** All that a store of the database has. @param {string} store @returns {Promise<any[]>} */
function stored(store) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("tab-trainer");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const reading = opening.result.transaction(store).objectStore(store).getAll();
      reading.onsuccess = () => {
        opening.result.close();
        resolve(reading.result);
      };
    };
  });
}

/** @param {number} version @returns {import("../../www/data/storage.js").SavedNetwork} */
const network = (version) => ({
  ...{ spec: tinySpec(), weights: Float32Array.of(version) },
  classes: [{ id: "1", name: "Face" }],
});

const begun = /** @type {import("../../www/interruption.js").Begun} */ (
  /** @type {unknown} */ ({ build: "b", seed: 3, choice: {}, classes: [], pictures: [] })
);

/** A training that has come so far. @param {number} epoch @returns {import("../../www/interruption.js").Interruption} */
const reached = (epoch) => ({
  begun,
  reached: {
    ...{ checkpoint: Uint8Array.of(epoch), learned: true, epoch },
    ...{ points: [], seconds: 1, attempts: 0 },
  },
});

/**
 * Does something before each use of a store, until it is undone.
 * @param {"put" | "get" | "getAll"} name @param {(store: string, args: any[]) => void} before
 */
function intercept(name, before) {
  const prototype = /** @type {any} */ (globalThis.IDBObjectStore.prototype);
  const original = prototype[name];
  prototype[name] = function (/** @type {any[]} */ ...args) {
    before(this.name, args);
    return original.apply(this, args);
  };
  return () => {
    prototype[name] = original;
  };
}

const settled = (ms = 50) => new Promise((resolve) => setTimeout(resolve, ms));

test("everything is written so that a crash of the system cannot undo it, and found again", async () => {
  const { prototype } = globalThis.IDBDatabase;
  const { transaction } = prototype;
  /** @type {unknown[]} */
  const durability = [];
  prototype.transaction = function (stores, mode, options) {
    if (mode === "readwrite") durability.push(options?.durability);
    return transaction.call(this, stores, mode, options);
  };
  const { storage, dataset } = await open();
  add(dataset, 40);
  storage.saveSettings(/** @type {any} */ ({ preset: "article" }));
  await storage.saveNetwork(network(1));
  prototype.transaction = transaction;
  assert.ok(durability.length >= 3);
  assert.deepEqual(new Set(durability), new Set(["strict"]));
  assert.deepEqual([storage.keeps, storage.waiting], [true, 0]);
  closeTab();
  const { found, dataset: again, problems } = await open();
  const shown = (/** @type {Dataset} */ { classes: [{ pictures }] }) =>
    Promise.all(
      pictures.map(async (one) => {
        const { id, recording } = one;
        return { id, recording, rgba: await bytesOf(one) };
      }),
    );
  assert.deepEqual(await shown(again), await shown(dataset));
  assert.equal(found.network?.weights[0], 1);
  assert.deepEqual([found.settings?.preset, found.interruption, problems], ["article", null, []]);
});

test("classes come back as they were arranged, and those of an older page as they were shown", async () => {
  const { storage, dataset } = await open();
  const [a, b, c] = ["A", "B", "C"].map((name) => dataset.addClass(name).id);
  await storage.flush();
  dataset.moveClass(c, 0);
  dataset.arrangeClass(a, { colour: 5 });
  dataset.arrangeClass(b, { off: true });
  await storage.flush();
  closeTab();
  const { storage: second, dataset: again } = await open();
  assert.deepEqual(again.classes, dataset.classes);
  const arranged = (/** @type {Dataset} */ { classes }) =>
    classes.map(({ name, colour, off }) => [name, colour, off]);
  assert.deepEqual(arranged(again), [
    ["C", 2, false],
    ["A", 5, false],
    ["B", 1, true],
  ]);
  await second.flush();
  // As version 0.1.0 wrote them.
  const undo = intercept("put", (store, [row]) => {
    if (store === "classes") for (const key of ["colour", "off"]) delete row[key];
  });
  again.renameClass(a, "Old");
  await second.flush();
  undo();
  closeTab();
  assert.deepEqual(arranged((await open()).dataset), [
    ["C", 0, false],
    ["Old", 1, false],
    ["B", 2, false],
  ]);
});

test("of many checkpoints few are written, and the newest when the page is left", async () => {
  const { storage } = await open();
  let puts = 0;
  const undo = intercept("put", (store, [, key]) => {
    if (store === "training" && key === "reached") puts += 1;
  });
  for (let epoch = 1; epoch <= 10; epoch++) {
    storage.saveTraining(reached(epoch), network(epoch));
    await settled(20);
  }
  assert.equal(puts, 1);
  await storage.flush();
  undo();
  assert.equal(puts, 2);
  closeTab();
  const { found } = await open();
  assert.equal(found.interruption?.reached.checkpoint[0], 10);
  assert.deepEqual(found.interruption?.begun, begun);
  assert.equal(found.network?.weights[0], 10, "the best so far answers");
});

test("a training that has ended leaves no checkpoint, also if one was just being written", async () => {
  for (const meanwhile of [false, true]) {
    const { storage } = await open();
    storage.saveTraining(reached(1), network(1));
    const writing = storage.flush();
    if (!meanwhile) await writing;
    storage.endTraining();
    await storage.saveNetwork(network(2));
    await settled();
    assert.deepEqual(await stored("training"), []);
    assert.equal((await stored("network"))[0].weights[0], 2);
    // The next one leaves its own.
    storage.saveTraining({ ...reached(5), begun: { ...begun, seed: 4 } }, null);
    await settled();
    assert.equal((await stored("training")).length, 2);
    closeTab();
  }
});

test("deleted is deleted, also the training", async () => {
  const { storage, dataset } = await open();
  add(dataset, 3);
  storage.saveTraining(reached(1), network(1));
  await storage.flush();
  await storage.clear();
  for (const store of ["classes", "pictures", "network", "settings", "training"])
    assert.deepEqual(await stored(store), [], store);
});

test("when the disk is full, the network and the settings still have a chance, and the rest is tried again", async () => {
  const { storage, dataset, problems } = await open();
  const full = () => new DOMException("full", "QuotaExceededError");
  const undo = intercept("put", (store) => {
    if (store === "pictures") throw full();
  });
  add(dataset, 3);
  storage.saveSettings(/** @type {any} */ ({ preset: "article" }));
  storage.saveTraining(reached(1), network(1));
  await storage.flush();
  assert.deepEqual([storage.keeps, storage.waiting], [false, 3]);
  assert.match(problems[0], /storage is full.* new pictures are not kept/);
  assert.equal((await stored("network")).length, 1);
  assert.equal((await stored("settings"))[0].preset, "article");
  assert.equal((await stored("training")).length, 2);
  await storage.flush();
  assert.equal(problems.length, 1, "it is told once");
  undo();
  add(dataset, 1);
  await storage.flush();
  assert.deepEqual([storage.keeps, storage.waiting, problems.at(-1)], [true, 0, ""]);
  assert.equal((await stored("pictures")).length, 4);
});

test("of pictures that do not all fit, as many as possible are kept", async () => {
  const { storage, dataset } = await open();
  let room = 70;
  const undo = intercept("put", (store) => {
    if (store === "pictures" && (room -= 1) < 0) throw new DOMException("", "QuotaExceededError");
  });
  add(dataset, 100);
  await storage.flush();
  undo();
  assert.equal(storage.waiting, 36);
  assert.equal((await stored("pictures")).length, 64);
  await storage.flush();
  assert.equal((await stored("pictures")).length, 100);
});

test("a second tab looks on, changes nothing, and takes over what the first has left", async () => {
  const first = await open();
  add(first.dataset, 2);
  await first.storage.flush();
  const second = await open();
  assert.equal(second.storage.readOnly, true);
  assert.match(second.problems[0], /another tab of this browser/);
  assert.equal(second.dataset.classes[0].pictures.length, 2);
  assert.deepEqual([second.storage.keeps, second.storage.waiting], [true, 0]);
  second.storage.saveSettings(/** @type {any} */ ({ preset: "second" }));
  await second.storage.saveNetwork(network(2));
  assert.deepEqual([await stored("settings"), await stored("network")], [[], []]);
  add(first.dataset, 1);
  first.storage.saveTraining(reached(4), network(1));
  await first.storage.flush();
  const turn = new Promise((resolve) => second.storage.addEventListener("turn", resolve));
  closeTab();
  await turn;
  const found = await second.storage.attach(second.dataset);
  assert.deepEqual([second.storage.readOnly, second.problems.at(-1)], [false, ""]);
  assert.equal(second.dataset.classes[0].pictures.length, 3);
  assert.equal(found.interruption?.reached.epoch, 4);
  add(second.dataset, 1);
  await second.storage.flush();
  assert.equal((await stored("pictures")).length, 4);
});

test("a hidden tab does not snatch the project while the other one is reloaded", async () => {
  await open();
  const { document } = globalThis;
  Object.assign(document, { hidden: true });
  const second = await open();
  let turns = 0;
  second.storage.addEventListener("turn", () => (turns += 1));
  closeTab();
  await settled();
  assert.deepEqual([second.storage.readOnly, turns], [true, 0]);
  const reloaded = await open();
  assert.equal(reloaded.storage.readOnly, false);
  closeTab();
  Object.assign(document, { hidden: false });
  document.dispatchEvent(new Event("visibilitychange"));
  await settled();
  assert.deepEqual([second.storage.readOnly, turns], [false, 1]);
});

test("one damaged picture does not hide the others, and is counted", async () => {
  const first = await open();
  add(first.dataset, 5);
  await first.storage.flush();
  closeTab();
  const damaged = first.dataset.classes[0].pictures[2].id;
  const fail = () => {
    throw new DOMException("", "NotReadableError");
  };
  const undo = intercept(
    "get",
    (store, [key]) => store === "pictures" && key === damaged && fail(),
  );
  const { dataset, problems, storage } = await open();
  const read = await Promise.allSettled(dataset.classes[0].pictures.map(bytesOf));
  undo();
  assert.deepEqual(
    read.map(({ status }) => status === "fulfilled"),
    [true, true, false, true, true],
  );
  assert.equal(dataset.classes[0].pictures.length, 4);
  assert.match(problems[0], /^One of your pictures was damaged/);
  add(dataset, 1);
  await storage.flush();
  assert.equal((await stored("pictures")).length, 6, "it is left where it is");
  assert.equal(problems.length, 1);
});

test("pictures of a class that is damaged are there all the same", async () => {
  const first = await open();
  add(first.dataset, 2);
  await first.storage.flush();
  closeTab();
  const undo = intercept("getAll", (store) => {
    if (store === "classes") throw new DOMException("", "NotReadableError");
  });
  const undoGet = intercept("get", (store) => {
    if (store === "classes") throw new DOMException("", "NotReadableError");
  });
  const { dataset, found } = await open();
  undo();
  undoGet();
  assert.deepEqual([found.found, dataset.classes.length], [true, 1]);
  assert.equal(dataset.classes[0].pictures.length, 2);
});

test("a database that cannot be opened is named as damaged, and can be replaced", async () => {
  const { open: opens } = globalThis.IDBFactory.prototype;
  globalThis.IDBFactory.prototype.open = () => {
    throw new DOMException("Internal error.", "UnknownError");
  };
  const { storage, dataset, problems } = await open();
  globalThis.IDBFactory.prototype.open = opens;
  assert.match(problems[0], /damaged/);
  assert.deepEqual([storage.damaged, storage.keeps], [true, false]);
  await storage.clear();
  assert.deepEqual([storage.damaged, storage.keeps, problems.at(-1)], [false, true, ""]);
  add(dataset, 1);
  await storage.flush();
  assert.equal((await stored("pictures")).length, 1);
});
