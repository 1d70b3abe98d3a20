// @ts-check
/**
 * The pictures of a project that are in its database. Those of an earlier visit have their bytes there alone, and whoever wants to
 * see them, or to learn from them, reads them one at a time: thousands of pictures are hundreds of megabytes.
 */

import { SquareReader, resized } from "../camera/pixels.js";
import { text } from "../text/index.js";
import { isDamaged, openExisting, readAll, transact } from "./database.js";
import { packed, unpacked } from "./rgb.js";

/** @typedef {import("./database.js").Database} Database */
/** @typedef {import("./database.js").Write} Write */
/** @typedef {import("./dataset.js").Dataset} Dataset */
/** @typedef {import("../engine/types.js").Picture} Picture */
/** @typedef {ReturnType<Dataset["located"]>} Located */
/** @typedef {{ id: string, classId: string, recording: string }} Listed */
/** As it is kept. @typedef {Listed & import("./rgb.js").Kept} Stored */

/** Pictures in a transaction, 1.5 MB: so much is written or not when the disk is nearly full. */
const TOGETHER = 32;

export class StoredPictures {
  #name;
  #size;
  #onDamage;
  /** Of each in the database, by its id, the class. @type {Map<string, string>} */
  #classOf = new Map();
  /** Those whose bytes are only there, by their ids. @type {Map<string, Picture>} */
  #unread = new Map();
  /** A connection of its own: the one that writes may be closed while there still is something to read. @type {Promise<Database | null> | null} */
  #connection = null;
  /** What is read next. @type {Promise<{ get(id: string): Promise<any> } | undefined> | null} */
  #reading = null;
  /** @type {SquareReader | null} */
  #reader = null;

  /**
   * None yet.
   * @param {string} name  of the database @param {{ size?: number, onDamage?: (id: string) => void }} [options]  size: of a picture, in
   *   pixels on a side; onDamage: one turned out to be unreadable
   */
  constructor(name, { size = 0, onDamage = () => {} } = {}) {
    this.#name = name;
    this.#size = size;
    this.#onDamage = onDamage;
  }

  /** One that is in the database. @param {Listed} listed @returns {Picture} */
  take({ id, classId, recording }) {
    /** @type {Picture} */
    const picture = { id, recording, rgba: () => this.#read(picture) };
    this.#classOf.set(id, classId);
    this.#unread.set(id, picture);
    return picture;
  }

  /** @param {string} id */
  has(id) {
    return this.#classOf.has(id);
  }

  /** The database has none any more. */
  clear() {
    this.#classOf.clear();
    this.#unread.clear();
  }

  /** It stays in the database, and is none of the project's. @param {string} id */
  forget(id) {
    this.#classOf.delete(id);
    this.#unread.delete(id);
  }

  /** @param {Located} current @returns {string[]} ids of those that the page has no more */
  gone(current) {
    return [...this.#classOf.keys()].filter((id) => !current.has(id));
  }

  /** What deletes these. Undo may still bring them back: their bytes are read first. @param {Database} database @param {ReadonlyArray<string>} ids @returns {Write[]} */
  deletion(database, ids) {
    return ids.flatMap((id) => [
      .../** @type {Write[]} */ (this.#unread.has(id) ? [["pictures", "get", id]] : []),
      .../** @type {Write[]} */ ([["pictures", "delete", id]]),
      .../** @type {Write[]} */ (isListed(database) ? [["list", "delete", id]] : []),
    ]);
  }

  /** They were deleted. @param {ReadonlyArray<string>} ids @param {ReadonlyArray<any>} results  of those writes */
  deleted(ids, results) {
    for (const record of results) {
      const picture = record && this.#unread.get(record.id);
      const rgba = picture && this.#bytesIn(record);
      if (rgba) picture.rgba = rgba;
    }
    for (const id of ids) this.forget(id);
  }

  /** Writes those that are new, or of another class. @param {Database} database @param {Located} current */
  async write(database, current) {
    const changed = [...current.values()].filter(
      ({ picture, class: { id } }) => this.#classOf.get(picture.id) !== id,
    );
    for (let from = 0; from < changed.length; from += TOGETHER) {
      const some = changed.slice(from, from + TOGETHER).map(({ picture, class: { id } }) => ({
        picture,
        classId: id,
      }));
      const records = await this.#recordsOf(database, some);
      await transact(
        database,
        records.flatMap((record) => keeping(database, record)),
      );
      for (const { picture, classId } of some) this.#classOf.set(picture.id, classId);
    }
  }

  /**
   * Of those that can be read; nothing is awaited where all are in memory: a page that is being left does not live for it.
   * @param {Database} database @param {{ picture: Picture, classId: string }[]} some @returns {Promise<Stored[]>}
   */
  async #recordsOf(database, some) {
    /** @type {Map<string, any>} */
    const moved = new Map();
    const unread = some.filter(({ picture: { rgba } }) => typeof rgba === "function");
    if (unread.length > 0) {
      const keys = unread.map(({ picture }) => picture.id);
      const records = await Promise.allSettled(keys.map((key) => database.get("pictures", key)));
      for (const one of records)
        if (one.status === "fulfilled" && one.value) moved.set(one.value.id, one.value);
    }
    return some.flatMap(({ picture: { id, recording, rgba }, classId }) => {
      if (typeof rgba !== "function") return [{ id, recording, rgb: packed(rgba), classId }];
      return moved.has(id) ? [{ ...moved.get(id), classId }] : [];
    });
  }

  /** @param {Picture} picture @returns {Promise<Uint8ClampedArray>} */
  async #read(picture) {
    const { id } = picture;
    try {
      // Those that are asked for together are read in one transaction: it is half as much work.
      this.#reading ??= this.#begin();
      const record = await (await this.#reading)?.get(id);
      if (typeof picture.rgba !== "function") return picture.rgba; // it was just deleted
      const rgba = record && this.#bytesIn(record);
      if (rgba) return rgba;
      if (record) this.#onDamage(id);
    } catch (error) {
      if (isDamaged(error)) this.#onDamage(id);
    }
    throw new Error(text("picture-unreadable"));
  }

  async #begin() {
    try {
      this.#connection ??= this.#connect();
      return (await this.#connection)?.transaction("pictures").store;
    } finally {
      this.#reading = null;
    }
  }

  /** A connection that is in nobody's way. */
  async #connect() {
    const forget = () => void (this.#connection = null);
    const database = await openExisting(this.#name).catch(() => null);
    if (!database) forget();
    database?.addEventListener("close", forget);
    database?.addEventListener("versionchange", () => {
      database.close();
      forget();
    });
    return database;
  }

  /**
   * Pictures of earlier versions of the page may have half as many pixels on a side, and stay so in the database.
   * @param {import("./rgb.js").Kept} record @returns {Uint8ClampedArray | null} null: it is damaged
   */
  #bytesIn(record) {
    const bytes = this.#size ** 2 * 4;
    const rgba = unpacked(record);
    if (rgba?.length === bytes) return rgba;
    if (rgba?.length !== bytes / 4) return null;
    this.#reader ??= new SquareReader(this.#size);
    return resized(rgba, this.#reader);
  }
}

/** What keeps a picture. @param {Database} database @param {Stored} picture @returns {Write[]} */
export function keeping(database, picture) {
  const { id, classId, recording } = picture;
  /** @type {Write} */
  const put = ["pictures", "put", picture, id];
  return isListed(database) ? [put, ["list", "put", { id, classId, recording }, id]] : [put];
}

/** Whether it has a list of its pictures; not if it is of an older version, and cannot be changed. @param {Database} database */
export function isListed(database) {
  return database.objectStoreNames.contains("list");
}

/**
 * Which pictures there are, without their bytes, in the order in which they were taken: ids count up.
 * @param {Database} database @returns {Promise<{ pictures: Listed[], damaged: number }>}
 */
export async function listPictures(database) {
  const list = isListed(database) ? await readAll(database, "list") : null;
  const { values, damaged } = list?.damaged === 0 ? list : await readEach(database);
  values.sort((a, b) => Number(a.id) - Number(b.id));
  return { pictures: values, damaged };
}

/** One after the other, so that memory never has all of them. @param {Database} database */
async function readEach(database) {
  /** @type {Listed[]} */
  const values = [];
  let damaged = 0;
  for (const key of await database.getAllKeys("pictures")) {
    const { classId, recording } = (await database.get("pictures", key).catch(() => null)) ?? {};
    if (classId && recording) values.push({ id: String(key), classId, recording });
    else damaged += 1;
  }
  return { values, damaged };
}
