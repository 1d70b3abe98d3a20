// @ts-check
/**
 * The projects of this browser, and which of them this tab has open. What they hold is in a database for each (database.js); here
 * are only their names, and when each was last used. Should that be lost, the databases are still found.
 */

import { text } from "../text/index.js";
import { openDB } from "../vendor/idb/index.js";
import {
  FIRST,
  NOTHING,
  databaseIds,
  databaseOf,
  isDamaged,
  readAll,
  remove,
  within,
} from "./database.js";
import { whileFree } from "./lock.js";

/** Not to be taken for a project's. */
const DATABASE = "tab-trainer-projects";
const STORE = "projects";
/** Where a tab keeps which project it has open: over a reload and a crash, and apart from all other tabs. */
const OPENED = "tab-trainer-project";
/** Of a project, in characters. */
export const LONGEST_NAME = 60;

/** @typedef {import("./database.js").Database} Database */
/** used: when it was last in sight, ms; 0: not known. @typedef {{ id: string, name: string, used: number }} Listed */
/** name: "" until a person gives one; unfinished: it is still being copied, or was when its tab was closed. @typedef {Listed & { unfinished?: boolean }} Entry */

/** Dispatches "change" when there is another project, one less, or one by another name. */
export class ProjectList extends EventTarget {
  /** The one that this tab has open. */
  id = FIRST;
  /** The last one used first. @type {ReadonlyArray<Listed>} */
  all = [];

  /** Finds out which project this tab has open: the one before a reload, else the last one that was used. */
  async open() {
    const entries = await this.refresh();
    const asked = opened();
    this.id = this.all.find(({ id }) => id === asked)?.id ?? this.all[0].id;
    this.dispatchEvent(new Event("change"));
    void this.touch();
    // Copies whose tab was closed before they were complete.
    for (const { id, unfinished } of entries) if (unfinished) this.remove(id).catch(() => {});
  }

  /** @returns {Listed} */
  get current() {
    const { id } = this;
    return this.all.find((one) => one.id === id) ?? { id, name: freeName(this.all), used: 0 };
  }

  /** From now on, and after a reload, this tab has another one; what shows it is the caller's to load anew. @param {string} id */
  async choose(id) {
    this.id = id;
    await this.touch();
  }

  /** It is being used. A list that cannot be written costs only that. */
  async touch() {
    const { id } = this;
    try {
      sessionStorage.setItem(OPENED, id);
    } catch {
      // The browser forbids storage.
    }
    await inList((database) => update(database, id, { used: Date.now() })).catch(() => {});
  }

  /** @param {string} name @param {(id: string) => Promise<void>} [fill]  with what it holds @returns {Promise<string>} the new one's id */
  async add(name, fill) {
    const id = newId();
    const entry = { id, name: shortened(name), used: 0 };
    if (fill) {
      await changeList((database) => update(database, id, { ...entry, unfinished: true }));
      try {
        if (!(await whileFree(id, () => fill(id)))) throw new RangeError(id);
      } catch (error) {
        await this.remove(id).catch(() => {}); // or when the page is next opened
        throw error;
      }
    }
    await changeList((database) => update(database, id, { ...entry, unfinished: false }));
    await this.refresh();
    return id;
  }

  /** @param {string} id @param {string} name */
  async rename(id, name) {
    await changeList((database) => update(database, id, { name: shortened(name) }));
    await this.refresh();
  }

  /** With all that it holds. @param {string} id @returns {Promise<boolean>} false: another tab has it open */
  async remove(id) {
    const free = await whileFree(id, () => remove(databaseOf(id)));
    if (free) await this.forget(id);
    return free;
  }

  /** Its database is gone. @param {string} id */
  async forget(id) {
    await changeList((database) => database.delete(STORE, id));
    await this.refresh();
  }

  /**
   * Deletes all projects but the one that is open, and its name.
   * @throws {Error} if one may be left; the message is for the person
   */
  async clear() {
    /** @type {string[]} */
    const left = [];
    try {
      for (const { id, name } of this.all)
        if (id !== this.id && !(await this.remove(id))) left.push(name);
      await changeList((database) => update(database, this.id, { name: "" }));
    } catch (cause) {
      throw new Error(text("delete-failed"), { cause });
    } finally {
      await this.refresh();
    }
    if (left.length > 0)
      throw new Error(text("delete-elsewhere", { count: left.length, names: left.join(", ") }));
  }

  /** Other tabs may have changed it. */
  async refresh() {
    const [{ values }, ids] = await Promise.all([
      inList((database) => readAll(database, STORE)).catch(() => NOTHING),
      databaseIds().catch(() => []),
    ]);
    const entries = /** @type {Entry[]} */ ([...values]);
    for (const id of ids)
      if (!entries.some((one) => one.id === id)) entries.push({ id, name: "", used: 0 });
    const complete = entries.filter(({ unfinished }) => !unfinished);
    this.all = named(complete.length > 0 ? complete : [{ id: FIRST, name: "", used: 0 }]);
    this.dispatchEvent(new Event("change"));
    return entries;
  }
}

/** "My project", or "My project 2". @param {ReadonlyArray<Listed>} all */
export function freeName(all) {
  for (let number = 1; ; number++) {
    const name = text("project-free-name", { number });
    if (!all.some((one) => one.name === name)) return name;
  }
}

/** @param {Entry[]} entries @returns {Listed[]} the last one used first, each with a name */
function named(entries) {
  const place = ({ id = "" }) => (id === FIRST ? "" : id);
  entries.sort((a, b) => (place(a) < place(b) ? -1 : 1));
  const nameless = entries.filter(({ name }) => !name);
  for (const [i, one] of nameless.entries())
    one.name = text("project-free-name", { number: i + 1 });
  return [...entries].sort((a, b) => b.used - a.used);
}

/** Without the marks that isolate a name in a sentence, which a copy's would have. @param {string} name */
function shortened(name) {
  return [...name.replaceAll(/[\u2068\u2069]/g, "").trim()].slice(0, LONGEST_NAME).join("");
}

/** A list that is lost may no longer know which numbers were given away. crypto.randomUUID() does not exist over plain http. */
function newId() {
  return crypto.getRandomValues(new BigUint64Array(1))[0].toString(36);
}

function opened() {
  try {
    return sessionStorage.getItem(OPENED);
  } catch {
    return null; // the browser forbids storage
  }
}

/** @param {Database} database @param {string} id @param {Partial<Entry>} change */
async function update(database, id, change) {
  const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
  const before = await transaction.store.get(id);
  await transaction.store.put({ name: "", used: 0, ...before, ...change, id });
  await transaction.done;
}

/** @template T @param {(database: Database) => Promise<T>} job @returns {Promise<T>} */
async function inList(job) {
  const upgrade = (/** @type {Database} */ database) =>
    void database.createObjectStore(STORE, { keyPath: "id" });
  const database = await within(openDB(DATABASE, undefined, { upgrade }));
  try {
    return await job(database);
  } finally {
    database.close(); // or it would be in the way of another version of the page
  }
}

/** A list that is damaged gives way to what a person wants: the projects are found without it. @param {(database: Database) => Promise<void>} job */
async function changeList(job) {
  try {
    await inList(job);
  } catch (error) {
    if (!isDamaged(error)) throw error;
    await remove(DATABASE);
    await inList(job);
  }
}
