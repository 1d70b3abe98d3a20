// @ts-check
/** What is kept of a project, as files are made of it. */

import { databaseOf, openExisting } from "../data/database.js";
import { unpacked } from "../data/rgb.js";

/**
 * @typedef {import("../data/snapshot.js").Readable} Readable
 * @typedef {(done: number, total: number) => void} OnProgress  of its pictures
 */

/** Pictures between which the page can breathe: a few milliseconds of work. */
export const AT_ONCE = 4;

/** @param {string} id  of a project @param {Readable | null} opened  as this tab has it open; null: as its database has it @returns {Promise<Readable>} */
export async function readable(id, opened) {
  const database = opened ?? (await openExisting(databaseOf(id)));
  if (!database) throw new DOMException("", "NotFoundError");
  return database;
}

/** Its classes in their order. @param {Readable} database @returns {Promise<any[]>} */
export async function classesOf(database) {
  const classes = await database.getAll("classes");
  return classes.sort((a, b) => a.place - b.place);
}

/**
 * Its pictures one by one, in the order in which they were taken.
 * @param {Readable} database @param {OnProgress} onProgress
 * @returns {AsyncGenerator<{ id: string, classId: string, recording: string, rgba: Uint8Array }>}
 */
export async function* picturesOf(database, onProgress) {
  const keys = await database.getAllKeys("pictures");
  keys.sort((a, b) => Number(a) - Number(b)); // ids count up
  for (const [i, key] of keys.entries()) {
    const { classId, recording, ...kept } = await database.get("pictures", key);
    const rgba = unpacked(kept);
    if (!rgba) throw new DOMException("", "DataError");
    const { buffer, byteOffset, length } = rgba;
    yield { id: String(key), classId, recording, rgba: new Uint8Array(buffer, byteOffset, length) };
    if ((i + 1) % AT_ONCE === 0) await breathe();
    onProgress(i + 1, keys.length);
  }
}

/** Lets the page answer a person before it goes on. */
export function breathe() {
  return new Promise((resolve) => setTimeout(resolve));
}
