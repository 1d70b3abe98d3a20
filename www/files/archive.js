// @ts-check
/** Pictures in ZIP archives, a folder for each class: our own and those of other programs. */

import { text } from "../text/index.js";
import { loadFormats } from "./module.js";

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
  if (!(error instanceof Error && error.name === "FormatError"))
    return text("upload-gone", { file });
  const { kind, place } = /** @type {Error & { details: { kind: string, place: string } }} */ (
    error
  ).details;
  return text("upload-archive-refused", { file, kind, place });
}
