// @ts-check
/** Pictures in ZIP archives, a folder for each class: our own and those of other programs. */

import { text } from "../text/index.js";
import { detailsOf } from "./format-error.js";
import { classesOf, picturesOf, readable } from "./kept.js";
import { loadFormats } from "./module.js";

/**
 * The pictures of a project, in folders with the names of its classes.
 * @param {string} id  of the project @param {Parameters<typeof readable>[1]} opened
 * @param {number} size  of its pictures, in pixels on a side
 * @param {import("./kept.js").OnProgress} onProgress
 * @returns {Promise<Blob>}
 */
export async function savePictures(id, opened, size, onProgress) {
  const [{ FoldersWriter }, database] = await Promise.all([loadFormats(), readable(id, opened)]);
  try {
    const classes = await classesOf(database);
    const writer = new FoldersWriter(classes.map(({ name }) => name));
    let taken = false;
    try {
      /** Of each class, how many pictures each recording has so far. @type {Map<string, number>[]} */
      const recordings = classes.map(() => new Map());
      for await (const { classId, recording, rgba } of picturesOf(database, onProgress)) {
        const place = classes.findIndex((one) => one.id === classId);
        if (place < 0) continue; // of a class that is damaged
        const counts = recordings[place];
        const number = (counts.get(recording) ?? 0) + 1;
        counts.set(recording, number);
        writer.add(place, [...counts.keys()].indexOf(recording) + 1, number, rgba, size);
      }
      taken = true; // by finish(), whether it succeeds or not
      return new Blob([writer.finish().slice()], { type: "application/zip" });
    } finally {
      if (!taken) writer.free();
    }
  } finally {
    database.close();
  }
}

/**
 * What is in an archive, in its folders.
 * @param {File} archive
 * @returns {Promise<import("../data/folders.js").Placed[]>}
 * @throws {Error} the message is for the person
 */
export async function unpacked(archive) {
  const { FoldersReader } = await loadFormats();
  try {
    const reader = new FoldersReader(new Uint8Array(await archive.arrayBuffer()));
    try {
      return reader.paths().map((path, place) => {
        const folders = path.split("/");
        const name = folders.pop() ?? "";
        return { folders, file: new File([reader.read(place).slice()], name) };
      });
    } finally {
      reader.free();
    }
  } catch (error) {
    throw new Error(refusal(archive.name, error), { cause: error });
  }
}

/** @param {string} file  its name @param {unknown} error */
function refusal(file, error) {
  const details = detailsOf(error);
  if (!details) return text("upload-gone", { file });
  const { kind, place } = details;
  return text("upload-archive-refused", { file, kind, place });
}
