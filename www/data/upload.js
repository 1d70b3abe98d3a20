// @ts-check
import { text } from "../text/index.js";
import { SquareReader } from "../camera/pixels.js";

/** @typedef {import("./dataset.js").Dataset} Dataset */

/** Decoding takes 4 bytes per pixel: 160 MB, about as much as a tab on a phone survives. */
const MAX_PIXELS = 40_000_000;

/**
 * Width and height without decoding the pixels: for an <img> that is not shown, browsers read only the header.
 * @param {string} url
 * @returns {Promise<HTMLImageElement>}
 */
function readHeader(url) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject();
    image.src = url;
  });
}

/**
 * One file as a picture.
 * @param {File} file
 * @param {SquareReader} reader
 * @param {number} size
 * @returns {Promise<Uint8ClampedArray>}
 * @throws {Error} with a sentence that names the file
 */
async function readPicture(file, reader, size) {
  if (file.size === 0) throw new Error(text("upload-empty", { file: file.name }));
  const url = URL.createObjectURL(file);
  try {
    const image = await readHeader(url).catch(() => {
      throw new Error(text("upload-no-image", { file: file.name }));
    });
    // Vector drawings may have no size of their own; any square will do.
    const width = image.naturalWidth || size;
    const height = image.naturalHeight || size;
    if (width * height >= MAX_PIXELS) {
      throw new Error(
        text("upload-large", {
          ...{ file: file.name, width, height },
          ...{ megapixels: Math.round((width * height) / 1e6), limit: MAX_PIXELS / 1e6 },
        }),
      );
    }
    // Decoded and scaled off the main thread, the shorter side to twice the final size; the reader does the rest.
    const scale = Math.min(1, (2 * size) / Math.min(width, height));
    const resizeWidth = Math.max(1, Math.round(width * scale));
    const resizeHeight = Math.max(1, Math.round(height * scale));
    if (file.type === "image/svg+xml") {
      // Vector drawings are drawn whole: cropping one that has no size of its own goes wrong.
      const sheet = Object.assign(document.createElement("canvas"), {
        width: resizeWidth,
        height: resizeHeight,
      });
      sheet.getContext("2d")?.drawImage(image, 0, 0, resizeWidth, resizeHeight);
      return reader.read(sheet, resizeWidth, resizeHeight);
    }
    const bitmap = await createImageBitmap(file, {
      resizeWidth,
      resizeHeight,
      resizeQuality: "high",
    }).catch(() => {
      throw new Error(text("upload-damaged", { file: file.name }));
    });
    try {
      return reader.read(bitmap, bitmap.width, bitmap.height);
    } finally {
      bitmap.close();
    }
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * Reads files one after another into a class, as one recording. A bad file is reported, and the others are still added.
 * @param {object} options
 * @param {Iterable<File>} options.files
 * @param {Dataset} options.dataset
 * @param {string} options.classId
 * @param {number} options.size
 * @param {(done: number, all: number) => void} [options.onProgress]
 * @returns {Promise<{ added: number, problems: string[] }>}
 */
export async function uploadPictures({ files, dataset, classId, size, onProgress }) {
  const all = [...files];
  const reader = new SquareReader(size);
  /** @type {string | undefined} */
  let recording;
  /** @type {string[]} */
  const problems = [];
  let added = 0;
  for (const [index, file] of all.entries()) {
    onProgress?.(index, all.length);
    try {
      const rgba = await readPicture(file, reader, size);
      if (!dataset.classes.some((one) => one.id === classId)) break; // the class was removed
      recording ??= dataset.startRecording();
      dataset.addPicture(classId, recording, rgba);
      added += 1;
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { added, problems };
}
