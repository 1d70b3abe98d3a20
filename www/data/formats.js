// @ts-check
/** What the bytes of an image file say about it, whatever its name promises. */

/** @typedef {"jpeg" | "png" | "gif" | "webp" | "bmp" | "avif" | "heic" | "other"} Format */

/** So many bytes from the beginning are enough for formatOf. */
export const HEAD_BYTES = 64;

/** Brands of ISO media files whose pictures are coded as HEVC. "mif1" and "msf1" leave that open, so all brands are looked at. */
const HEIC_BRANDS = ["heic", "heix", "heim", "heis", "hevc", "hevx"];
const AVIF_BRANDS = ["avif", "avis"];

/** @param {Uint8Array} head  the first bytes of a file @returns {Format} */
export function formatOf(head) {
  const ascii = String.fromCharCode(...head.subarray(0, HEAD_BYTES));
  if (ascii.startsWith("\xff\xd8\xff")) return "jpeg";
  if (ascii.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (ascii.startsWith("GIF8")) return "gif";
  if (ascii.startsWith("RIFF") && ascii.startsWith("WEBP", 8)) return "webp";
  if (ascii.startsWith("BM")) return "bmp";
  if (ascii.startsWith("ftyp", 4)) {
    const length = Math.min(view(head).getUint32(0), head.length);
    const brands = ascii.slice(8, length).match(/.{4}/gs) ?? [];
    if (brands.some((brand) => AVIF_BRANDS.includes(brand))) return "avif";
    if (brands.some((brand) => HEIC_BRANDS.includes(brand))) return "heic";
  }
  return "other";
}

/**
 * Whether nothing is cut off at the end, as far as the format tells. Some browsers draw a file that was cut off, with the missing part
 * white or grey.
 * @param {Format} format @param {Uint8Array} bytes  the whole file
 */
export function isComplete(format, bytes) {
  switch (format) {
    case "jpeg":
      return endsAsJpeg(bytes);
    case "png":
      return endsAsPng(bytes);
    case "webp":
      // Some writers leave out the last byte, which only makes the length even.
      return bytes.length >= 7 + view(bytes).getUint32(4, true);
    case "gif":
      return hasGifFrame(bytes);
    case "bmp":
      return hasBmpPixels(bytes);
    default:
      return true;
  }
}

/**
 * Looks for the marker "end of image" behind the pixels. It need not be the end of the file, because phones append films and depth maps;
 * nor is any FF D9 that marker, because a preview in the header has one of its own.
 * @param {Uint8Array} bytes
 */
function endsAsJpeg(bytes) {
  const data = view(bytes);
  let at = 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) {
      // Pixels; a marker ends them.
      at = bytes.indexOf(0xff, at);
      if (at < 0) return false;
      continue;
    }
    const marker = bytes[at + 1];
    if (marker === 0xd9) return true;
    const fill = marker === 0xff;
    const alone = marker === 0x00 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    if (fill) at += 1;
    else if (alone) at += 2;
    else if (at + 3 < bytes.length) at += 2 + data.getUint16(at + 2);
    else return false;
  }
  return false;
}

/** Goes from chunk to chunk: length, type, data, checksum. @param {Uint8Array} bytes */
function endsAsPng(bytes) {
  const data = view(bytes);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + data.getUint32(at)) {
    if (data.getUint32(at + 4) === 0x49454e44) return true; // "IEND"
  }
  return false;
}

/**
 * Whether the first frame is there, up to the empty block that ends it: one frame is all that is needed.
 * @param {Uint8Array} bytes
 */
function hasGifFrame(bytes) {
  /** Tables of colours follow a byte that says how long they are. @param {number} flags */
  const table = (flags) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + table(bytes[10]);
  while (at < bytes.length) {
    const image = bytes[at] === 0x2c;
    at += image ? 11 + table(bytes[at + 9]) : 2;
    while (bytes[at] > 0) at += 1 + bytes[at];
    if (image) return bytes[at] === 0;
    at += 1;
  }
  return false;
}

/** Where rows of pixels are stored as they are; whether compressed ones are all there, only their decoder knows. @param {Uint8Array} bytes */
function hasBmpPixels(bytes) {
  const data = view(bytes);
  if (bytes.length < 34 || data.getUint32(14, true) < 40) return true;
  const width = data.getInt32(18, true);
  const height = Math.abs(data.getInt32(22, true));
  const stride = 4 * Math.ceil((width * data.getUint16(28, true)) / 32);
  const compressed = data.getUint32(30, true) !== 0;
  return compressed || bytes.length >= data.getUint32(10, true) + stride * height;
}

/** @param {Uint8Array} bytes */
function view(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
