// @ts-check
/** The open project as it is at this moment, read as its database is: also what could not be stored, so that it can leave as a file. */

import { bytesOf } from "../engine/bytes.js";

/**
 * @typedef {import("./database.js").Store} Store
 * @typedef {import("./database.js").Database} Database
 *
 * What a project is read through.
 * @typedef {Pick<Database, "getAll" | "getAllKeys" | "get" | "close">} Readable
 *
 * @typedef {{ located: import("./storage.js").Located, classes: ReadonlyArray<Record<string, unknown> & { id: string }>,
 *   network: unknown, settings: unknown, interruption: import("../interruption.js").Interruption | null }} Parts
 */

/** @param {Parts} parts @returns {Readable} */
export function snapshot({ located, classes, network, settings, interruption }) {
  const last = (/** @type {unknown} */ value) => new Map(value ? [["last", value]] : []);
  /** @type {Record<Exclude<Store, "list">, Map<string, any>>} */
  const stores = {
    classes: new Map(classes.map((one) => [one.id, one])),
    pictures: new Map(
      [...located].map(
        ([
          id,
          {
            picture,
            class: { id: classId },
          },
        ]) => [id, { ...picture, classId }],
      ),
    ),
    network: last(network),
    settings: last(settings),
    training: new Map(Object.entries(interruption ?? {})),
  };
  const of = (/** @type {string} */ store) => stores[/** @type {keyof typeof stores} */ (store)];
  const get = async (/** @type {string} */ store, /** @type {any} */ key) => {
    const value = of(store).get(key);
    // Those of an earlier visit are in the database alone.
    return store === "pictures" ? { ...value, rgba: await bytesOf(value) } : value;
  };
  return {
    get,
    getAll: (store) => Promise.all([...of(store).keys()].map((key) => get(store, key))),
    getAllKeys: async (store) => [...of(store).keys()],
    close() {}, // the database stays open for the page
  };
}
