// @ts-check
import { SquareReader, pixelsAreReal } from "../camera/pixels.js";
import { HEAD_BYTES, formatOf, isComplete } from "./formats.js";

/** @typedef {import("./formats.js").Format} Format */
/** @typedef {"empty" | "gone" | "not-image" | "heic" | "damaged" | "large" | "memory" | "foreign" | "noise"} Reason */
/**
 * @typedef {object} Decoded
 * @property {Uint8ClampedArray} rgba  size × size × 4 bytes
 * @property {boolean} transparent  parts were, and are white now
 * @property {boolean} faint  and beside the white there is hardly anything to see
 */

/** A phone's best photograph. Decoding takes 4 bytes per pixel for a moment: 400 MB. */
export const MAX_PIXELS = 100_000_000;
/** Of these a complete file that cannot be decoded is damaged; of more, the memory may have run out. */
const SAFE_PIXELS = 30_000_000;

/** Formats that may have several frames, of which the first may be blank. */
const ANIMATED = /** @type {Format[]} */ (["gif", "png", "webp", "avif"]);
/** Some begin with a fade-in; after so many blank frames nothing else is to be expected. */
const MAX_BLANK_FRAMES = 60;
/** Differences that nobody sees: noise of lossy compression. */
const INVISIBLE = 8;
/** So much darker than white can just be seen, and so few of the pixels are not enough to learn anything from. */
const VISIBLE = 24;
const FAINT_FRACTION = 0.005;
/** Edges are smoothed with a little transparency; less than this does not count. */
const OPAQUE = 250;

/** Why a file did not become a picture, as data: the view has the words. */
export class UnreadableFile extends Error {
  /** @param {Reason} reason @param {{ width: number, height: number }} [dimensions]  where they are the reason */
  constructor(reason, dimensions) {
    super(reason);
    this.reason = reason;
    this.dimensions = dimensions;
  }
}

/** Makes pictures of image files. */
export class PictureDecoder {
  #size;
  #reader;
  /** A small copy with transparency. */
  #alpha;

  /** @param {number} size  side of the pictures, in pixels */
  constructor(size) {
    this.#size = size;
    this.#reader = new SquareReader(size);
    this.#alpha = sheet(size);
  }

  /**
   * @param {File} file
   * @returns {Promise<Decoded>}
   * @throws {UnreadableFile}
   */
  async decode(file) {
    const head = await bytesOf(file, HEAD_BYTES);
    if (head.length === 0) throw new UnreadableFile("empty");
    if (!pixelsAreReal()) throw new UnreadableFile("noise");
    const format = formatOf(head);
    const url = URL.createObjectURL(file);
    try {
      const image = await readHeader(url).catch(() => {
        const known = format !== "other" && format !== "heic" && format !== "bmp";
        throw new UnreadableFile(
          known ? "damaged" : format === "heic" || isNamedHeic(file) ? "heic" : "not-image",
        );
      });
      return file.type === "image/svg+xml"
        ? this.#drawing(image)
        : await this.#photograph(file, format, image.naturalWidth, image.naturalHeight);
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  /** @param {File} file @param {Format} format @param {number} width @param {number} height */
  async #photograph(file, format, width, height) {
    const pixels = width * height;
    if (pixels > MAX_PIXELS) throw new UnreadableFile("large", { width, height });
    const bytes = await bytesOf(file);
    if (!isComplete(format, bytes)) throw new UnreadableFile("damaged");
    // Decoded and scaled off the main thread, the shorter side to twice the final size; the reader does the rest.
    const scale = Math.min(1, (2 * this.#size) / Math.min(width, height));
    const bitmap = await createImageBitmap(file, {
      resizeWidth: Math.max(1, Math.round(width * scale)),
      resizeHeight: Math.max(1, Math.round(height * scale)),
      resizeQuality: "high",
    }).catch(() => {
      if (pixels > SAFE_PIXELS) throw new UnreadableFile("memory", { width, height });
      throw new UnreadableFile(format === "heic" ? "heic" : "damaged");
    });
    const mayBeTransparent = format !== "jpeg";
    try {
      const first = this.#read(bitmap, bitmap.width, bitmap.height, mayBeTransparent);
      if (!ANIMATED.includes(format) || !isBlank(first.rgba)) return first;
      return (await this.#frameWithContent(format, bytes)) ?? first;
    } finally {
      bitmap.close();
    }
  }

  /**
   * Vector drawings have no pixels of their own, and some not even a size. They are drawn whole, each on a sheet of its own: foreign content
   * in one locks the sheet for good.
   * @param {HTMLImageElement} image
   */
  #drawing(image) {
    const side = 2 * this.#size;
    const width = image.naturalWidth || side;
    const height = image.naturalHeight || side;
    const scale = side / Math.min(width, height);
    const context = sheet(side);
    context.drawImage(
      image,
      (side - width * scale) / 2,
      (side - height * scale) / 2,
      width * scale,
      height * scale,
    );
    try {
      context.getImageData(0, 0, 1, 1);
    } catch {
      throw new UnreadableFile("foreign");
    }
    return this.#read(context.canvas, side, side, true);
  }

  /** The first frame behind the first that shows something. @param {Format} format @param {Uint8Array<ArrayBuffer>} bytes */
  async #frameWithContent(format, bytes) {
    if (typeof ImageDecoder === "undefined") return null;
    const decoder = new ImageDecoder({ type: `image/${format}`, data: bytes });
    try {
      await decoder.tracks.ready;
      const count = decoder.tracks.selectedTrack?.frameCount ?? 1;
      for (let frameIndex = 1; frameIndex < Math.min(count, MAX_BLANK_FRAMES); frameIndex++) {
        const { image: frame } = await decoder.decode({ frameIndex });
        const read = this.#read(frame, frame.displayWidth, frame.displayHeight, true);
        frame.close();
        if (!isBlank(read.rgba)) return read;
      }
    } catch {
      // What comes behind the first frame is damaged.
    } finally {
      decoder.close();
    }
    return null;
  }

  /** @param {CanvasImageSource} source @param {number} width @param {number} height @param {boolean} mayBeTransparent @returns {Decoded} */
  #read(source, width, height, mayBeTransparent) {
    const rgba = this.#reader.read(source, width, height);
    const transparent = mayBeTransparent && this.#isTransparent(source, width, height);
    return { rgba, transparent, faint: transparent && isFaint(rgba) };
  }

  /** Whether the centre square is, in part. @param {CanvasImageSource} source @param {number} width @param {number} height */
  #isTransparent(source, width, height) {
    const side = Math.min(width, height);
    const [left, top] = [(width - side) / 2, (height - side) / 2];
    const size = this.#size;
    this.#alpha.clearRect(0, 0, size, size);
    this.#alpha.drawImage(source, left, top, side, side, 0, 0, size, size);
    const { data } = this.#alpha.getImageData(0, 0, size, size);
    return data.some((value, i) => i % 4 === 3 && value < OPAQUE);
  }
}

/** @param {number} side  in pixels @returns {CanvasRenderingContext2D} of a new canvas */
function sheet(side) {
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new TypeError("2d");
  return context;
}

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
 * The first bytes of a file, or all of them.
 * @param {File} file @param {number} [count]
 * @throws {UnreadableFile} when it has been deleted, moved or changed since it was chosen, or is a folder
 */
async function bytesOf(file, count) {
  try {
    // Of a file that is gone, the size is 0, and a slice of it is empty: only reading the whole of it fails.
    const part = count === undefined || file.size === 0 ? file : file.slice(0, count);
    return new Uint8Array(await part.arrayBuffer());
  } catch {
    throw new UnreadableFile("gone");
  }
}

/** @param {File} file */
function isNamedHeic({ name, type }) {
  return /\.hei[cf]$/i.test(name) || /^image\/hei[cf]/.test(type);
}

/** Whether all of a picture has one colour. @param {Uint8ClampedArray} rgba */
function isBlank(rgba) {
  return rgba.every((value, i) => Math.abs(value - rgba[i % 4]) <= INVISIBLE);
}

/** Whether hardly anything stands out from white. @param {Uint8ClampedArray} rgba */
function isFaint(rgba) {
  let seen = 0;
  for (let i = 0; i < rgba.length; i += 4) {
    if (Math.min(rgba[i], rgba[i + 1], rgba[i + 2]) < 255 - VISIBLE) seen += 1;
  }
  return seen < (FAINT_FRACTION * rgba.length) / 4;
}
