// @ts-check
/** What projects hold that this tab does not have open. */

import { databaseOf, open, openExisting, transact } from "./database.js";
import { isListed, keeping } from "./stored-pictures.js";

/** In a transaction: as many pictures are 1.5 MB. */
const TOGETHER = 32;
/** A training that is under way stays with its own project: nobody asked for it twice. */
const COPIED = /** @type {const} */ (["classes", "network", "settings", "pictures"]);

/** pictures: null when the database cannot be read; training: whether one was interrupted. @typedef {{ pictures: number | null, training: boolean }} Contents */

/** @param {string} id  of a project @returns {Promise<Contents>} */
export async function contentsOf(id) {
  try {
    const database = await openExisting(databaseOf(id));
    if (!database) return { pictures: 0, training: false }; // it was made, and not opened yet
    try {
      const has = (/** @type {string} */ store) => database.objectStoreNames.contains(store);
      return {
        pictures: has("pictures")
          ? await database.count(isListed(database) ? "list" : "pictures")
          : 0,
        training: has("training") && (await database.count("training", "reached")) > 0,
      };
    } finally {
      database.close();
    }
  } catch {
    return { pictures: null, training: false };
  }
}

/** Copies pictures, network and settings, as far as they can be read. @param {string} from  a project @param {string} to  one that has nothing yet */
export async function copyProject(from, to) {
  const source = await openExisting(databaseOf(from));
  if (!source) return;
  try {
    const target = await open(databaseOf(to), true);
    try {
      for (const store of COPIED) await copyStore(source, target, store);
    } finally {
      target.close(); // or it could not be removed where the copy fails
    }
  } finally {
    source.close();
  }
}

/**
 * @param {import("./database.js").Database} source @param {import("./database.js").Database} target
 * @param {typeof COPIED[number]} store
 */
async function copyStore(source, target, store) {
  if (!source.objectStoreNames.contains(store)) return;
  const keys = await source.getAllKeys(store);
  for (let from = 0; from < keys.length; from += TOGETHER) {
    const some = keys.slice(from, from + TOGETHER);
    const read = await Promise.allSettled(some.map((key) => source.get(store, key)));
    /** @type {import("./database.js").Write[]} */
    const writes = read.flatMap((one, i) => {
      if (one.status === "rejected" || one.value === undefined) return [];
      if (store === "pictures") return keeping(target, one.value);
      return [[store, "put", one.value, some[i]]];
    });
    if (writes.length > 0) await transact(target, writes);
  }
}
