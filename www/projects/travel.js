// @ts-check
/** Projects that leave this browser as files, and come into it. */

import { PICTURE_SIZE } from "../engine/settings.js";
import { savePictures } from "../files/archive.js";
import { titleOf } from "../files/download.js";
import { EXTENSION } from "../files/extension.js";
import { detailsOf } from "../files/format-error.js";
import { readProject, saveProject } from "../files/project-file.js";
import { text } from "../text/index.js";

/** @typedef {import("../data/project-list.js").ProjectList} ProjectList */
/** @typedef {(done: number, total: number) => void} OnProgress */

/** @param {{ id: string, name: string }} project @param {Parameters<typeof saveProject>[1]} opened @param {OnProgress} onProgress */
export async function fileOf({ id, name }, opened, onProgress) {
  const blob = await saveProject({ id, name }, opened, PICTURE_SIZE, onProgress);
  return new File([blob], `${titleOf(name)}${EXTENSION}`, { type: blob.type });
}

/** Its pictures alone, in folders. @param {{ id: string, name: string }} project @param {Parameters<typeof saveProject>[1]} opened @param {OnProgress} onProgress */
export async function picturesFileOf({ id, name }, opened, onProgress) {
  const blob = await savePictures(id, opened, PICTURE_SIZE, onProgress);
  return new File([blob], `${titleOf(name)}.zip`, { type: blob.type });
}

/** Whether the device can pass files like this one on. */
export function canShare() {
  const file = new File([], `a${EXTENSION}`);
  return navigator.canShare?.({ files: [file] }) ?? false;
}

/** @param {File} file */
export async function share(file) {
  try {
    await navigator.share({ files: [file], title: file.name });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) throw error; // a person thought better of it
  }
}

/**
 * Makes a new project of a file.
 * @param {File} file @param {ProjectList} projects @param {OnProgress} onProgress
 * @returns {Promise<string>} its id
 * @throws {Error} the message is for the person
 */
export async function projectFrom(file, projects, onProgress) {
  try {
    const read = await readProject(file, PICTURE_SIZE);
    try {
      return await projects.add(read.name, (id) => read.fill(id, onProgress));
    } finally {
      read.free();
    }
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === null) throw error;
    const { name } = file;
    throw new Error(text("projects-file-refused", { name, reason }), { cause: error });
  }
}

/** What is wrong with a file. @param {unknown} error @returns {string | null} null: it is not the file */
function reasonOf(error) {
  if (!(error instanceof Error)) return null;
  if (["NotFoundError", "NotReadableError"].includes(error.name)) return text("projects-file-gone");
  const details = detailsOf(error);
  return details && text("projects-file-reason", { kind: details.kind, place: details.place });
}
