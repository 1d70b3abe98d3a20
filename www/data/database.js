// @ts-check
/** The databases of the projects, one for each: opening, reading and writing them, and what their errors mean. */

import { deleteDB, openDB, unwrap } from "../vendor/idb/index.js";

/** @typedef {import("../vendor/idb/index.js").IDBPDatabase} Database */
/** What is done to a store, and with which values. @typedef {[store: Store, method: "get" | "put" | "delete" | "clear", ...values: unknown[]]} Write */
/** @typedef {typeof STORES[number]} Store */

/** The project that there was before there could be several: its database has no id in its name. */
export const FIRST = "1";
const PREFIX = "tab-trainer";
/** 2 added the settings, 3 the training, 4 the list of pictures, which have no alpha any more. */
const VERSION = 4;
/** list: which pictures there are, without their bytes: a browser looks through all of them to list their keys. */
export const STORES = /** @type {const} */ ([
  "classes",
  "pictures",
  "list",
  "network",
  "settings",
  "training",
]);
/** Browsers have been seen to neither open a database nor fail; the page does not wait for that. */
const OPEN_WITHIN_MS = 3000;

/** @param {string} id  of a project */
export function databaseOf(id) {
  return id === FIRST ? PREFIX : `${PREFIX}:${id}`;
}

/** Which projects have a database; none are known where the browser does not say. @returns {Promise<string[]>} ids */
export async function databaseIds() {
  const all = await within(indexedDB.databases?.() ?? Promise.resolve([]));
  return all.flatMap(({ name = "" }) => {
    if (name === PREFIX) return [FIRST];
    return name.startsWith(`${PREFIX}:`) ? [name.slice(PREFIX.length + 1)] : [];
  });
}

/** @param {string} name @param {boolean} write  else as it is: an upgrade would wait for the other tab @returns {Promise<Database>} */
export async function open(name, write) {
  let from = 0;
  /** @type {import("../vendor/idb/index.js").OpenDBCallbacks<unknown>["upgrade"]} */
  const upgrade = (database, oldVersion, _newVersion, transaction) => {
    from = oldVersion;
    for (const store of STORES)
      if (!database.objectStoreNames.contains(store)) database.createObjectStore(store);
    if (from === 0) return;
    transaction.done.catch(() => {}); // the opening says it
    fillList(transaction).catch(() => abort(transaction)); // half a list would hide pictures
  };
  const opening = openDB(name, write ? VERSION : undefined, write ? { upgrade } : {});
  try {
    return await within(opening, () => from > 0); // thousands of pictures take their time, once
  } catch (error) {
    if (from === 0) throw error;
    return within(openDB(name)); // one that is damaged cannot be listed: then there is no list
  }
}

/** @param {import("../vendor/idb/index.js").IDBPTransaction<unknown, string[], "versionchange">} transaction */
async function fillList(transaction) {
  const list = transaction.objectStore("list");
  let cursor = await transaction.objectStore("pictures").openCursor();
  while (cursor) {
    const { id, classId, recording } = cursor.value;
    list.put({ id, classId, recording }, cursor.key);
    cursor = await cursor.continue();
  }
}

/** Without making one. @param {string} name @returns {Promise<Database | null>} null: there is none */
export async function openExisting(name) {
  let missing = false;
  try {
    return await within(
      openDB(name, undefined, {
        upgrade: (_database, _oldVersion, _newVersion, transaction) => {
          missing = true;
          transaction.done.catch(() => {}); // as it is meant to end
          transaction.abort();
        },
      }),
    );
  } catch (error) {
    if (missing) return null;
    throw error;
  }
}

/** @template T @param {Promise<T>} opening @param {() => boolean} [busy]  then it is waited for, however long @returns {Promise<T>} */
export function within(opening, busy = () => false) {
  return Promise.race([
    opening,
    new Promise((/** @type {(value: never) => void} */ _resolve, reject) =>
      setTimeout(() => {
        if (!busy()) reject(new DOMException("", "TimeoutError"));
      }, OPEN_WITHIN_MS),
    ),
  ]);
}

/** @param {string} name */
export async function remove(name) {
  await within(deleteDB(name));
}

/**
 * Does all or nothing, and waits until it is safe from a crash of the system, not only of the browser.
 * @param {Database} database @param {Write[]} writes @returns {Promise<unknown[]>} what each gave
 */
export async function transact(database, writes) {
  const stores = new Set(writes.map(([store]) => store));
  const transaction = database.transaction([...stores], "readwrite", { durability: "strict" });
  transaction.done.catch(() => {}); // awaited below, unless a write fails before
  try {
    const requests = writes.map(([store, method, ...values]) => {
      const request = /** @type {any} */ (transaction.objectStore(store))[method](...values);
      // What cannot be read is no reason to do nothing.
      if (method === "get")
        unwrap(/** @type {Promise<unknown>} */ (request)).addEventListener("error", keepOn);
      return request.catch(() => {}); // the transaction says what went wrong
    });
    // At once: a page that is being left does not live to hear that the writes have succeeded.
    transaction.commit?.();
    await transaction.done;
    return await Promise.all(requests);
  } catch (error) {
    if (!transaction.error) abort(transaction);
    throw transaction.error ?? error;
  }
}

/** An error that is not prevented, or that reaches it, ends a transaction. @param {Event} event */
function keepOn(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** @param {{ abort(): void }} transaction */
function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // It has ended.
  }
}

/** @type {{ values: any[], damaged: number }} */
export const NOTHING = { values: [], damaged: 0 };

/** All that can be read: one record that is damaged must not hide the others. @param {Database} database @param {string} store @returns {Promise<typeof NOTHING>} */
export async function readAll(database, store) {
  try {
    return { values: await database.getAll(store), damaged: 0 };
  } catch {
    const keys = await database.getAllKeys(store);
    const read = await Promise.allSettled(keys.map((key) => database.get(store, key)));
    const values = read.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    return { values, damaged: keys.length - values.length };
  }
}

/** @param {unknown} error */
export function isFull(error) {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

/** What browsers say of a database whose files they cannot read. @param {unknown} error */
export function isDamaged(error) {
  const names = ["UnknownError", "DataError", "NotFoundError", "NotReadableError"];
  return error instanceof DOMException && names.includes(error.name);
}
