// @ts-check
/**
 * A project as a file that travels: made from what is kept of it, and read back into a new one. Whatever is wrong with a file, no
 * project that there is changes.
 */

import { STORES, databaseOf, open, transact } from "../data/database.js";
import { packed } from "../data/rgb.js";
import { keeping } from "../data/stored-pictures.js";
import { check } from "./checks.js";
import { AT_ONCE, breathe, classesOf, picturesOf, readable } from "./kept.js";
import { loadFormats } from "./module.js";
import { pack, unpack } from "./packed.js";

/**
 * @typedef {import("../data/database.js").Database} Database
 * @typedef {import("../data/database.js").Write} Write
 * @typedef {import("../data/snapshot.js").Readable} Readable
 *
 * What the file says; the crate `formats` has the types.
 * @typedef {{ id: string, recording: string, file: string }} FiledPicture
 * @typedef {{ id: string, name: string, pictures: FiledPicture[], [more: string]: unknown }} FiledClass
 * @typedef {{ name: string, size: number, classes: FiledClass[], state: any }} Filed
 *
 * @typedef {import("./kept.js").OnProgress} OnProgress
 *
 * A project to be made of a file. fill: writes it into the database of a project that has nothing yet; free: gives its memory back.
 * @typedef {{ name: string, fill(id: string, onProgress: OnProgress): Promise<void>, free(): void }} ReadProject
 */

/** Stores that are in the file as they are. */
const STATE = STORES.filter((store) => !["classes", "pictures", "list"].includes(store));
const TYPE = "application/vnd.tab-trainer";
/** In a transaction: as many pictures are 1.5 MB. */
const TOGETHER = 32;

/**
 * @param {{ id: string, name: string }} project
 * @param {Readable | null} opened  the project as this tab has it open; null: as its database has it
 * @param {number} size  of its pictures, in pixels on a side
 * @param {OnProgress} onProgress
 * @returns {Promise<Blob>}
 */
export async function saveProject({ id, name }, opened, size, onProgress) {
  const [{ ProjectWriter }, database] = await Promise.all([loadFormats(), readable(id, opened)]);
  const writer = new ProjectWriter();
  let taken = false;
  try {
    const classes = (await classesOf(database)).map((one) => ({
      ...one,
      pictures: /** @type {FiledPicture[]} */ ([]),
    }));
    for await (const { id, classId, recording, rgba } of picturesOf(database, onProgress)) {
      const file = `pictures/${classId}/${id}.png`;
      writer.add_picture(file, rgba, size);
      const one = classes.find((candidate) => candidate.id === classId);
      one?.pictures.push({ id, recording, file });
    }
    const state = Object.fromEntries(
      await Promise.all(
        STATE.map(async (store) => [
          store,
          await stateOf(database, store, (path, bytes) => writer.add_file(path, bytes)),
        ]),
      ),
    );
    taken = true; // by finish(), whether it succeeds or not
    return new Blob([writer.finish({ name, size, classes, state }).slice()], { type: TYPE });
  } finally {
    if (!taken) writer.free();
    database.close();
  }
}

/** What a store has, by its keys. @param {Readable} database @param {string} store @param {(path: string, bytes: Uint8Array) => void} addFile */
async function stateOf(database, store, addFile) {
  const keys = await database.getAllKeys(store);
  const entries = keys.map(async (key) => [
    key,
    pack(await database.get(store, key), `${store}/${key}`, addFile),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Reads what a file says it is; its pictures are read by fill().
 * @param {Blob} file @param {number} size  of pictures, in pixels on a side
 * @returns {Promise<ReadProject>}
 * @throws {Error} a FormatError whose details say what is wrong and where
 */
export async function readProject(file, size) {
  const [{ ProjectReader }, bytes] = await Promise.all([loadFormats(), file.arrayBuffer()]);
  const reader = new ProjectReader(new Uint8Array(bytes));
  const filed = /** @type {Filed} */ (reader.project());
  try {
    check(filed, size);
  } catch (error) {
    reader.free();
    throw error;
  }
  return {
    name: filed.name,
    free: () => reader.free(),
    async fill(id, onProgress) {
      const database = await open(databaseOf(id), true);
      try {
        await fill(database, filed, reader, onProgress);
      } finally {
        database.close(); // or it could not be removed where a picture turns out damaged
      }
    },
  };
}

/** @param {Database} database @param {Filed} filed @param {import("../pkg-formats/tab_trainer_formats.js").ProjectReader} reader @param {OnProgress} onProgress */
async function fill(database, { classes, state }, reader, onProgress) {
  const file = (/** @type {string} */ path) => reader.file(path);
  /** @type {Write[]} */
  const writes = classes.map(({ pictures: _pictures, ...one }, place) => [
    "classes",
    "put",
    { ...one, place },
    one.id,
  ]);
  for (const store of STATE)
    for (const [key, value] of Object.entries(state?.[store] ?? {}))
      writes.push([store, "put", unpack(value, file), key]);
  if (writes.length > 0) await transact(database, writes);
  const pictures = classes.flatMap(({ id, pictures }) =>
    pictures.map((picture) => ({ classId: id, ...picture })),
  );
  let done = 0;
  for (let from = 0; from < pictures.length; from += TOGETHER) {
    /** @type {Write[]} */
    const some = [];
    for (const { id, recording, classId, file: path } of pictures.slice(from, from + TOGETHER)) {
      const rgb = packed(new Uint8ClampedArray(reader.picture(path).buffer));
      some.push(...keeping(database, { id, recording, rgb, classId }));
      if (++done % AT_ONCE === 0) await breathe();
    }
    await transact(database, some);
    onProgress(done, pictures.length);
  }
}
