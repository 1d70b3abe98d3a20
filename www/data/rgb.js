// @ts-check
/**
 * The bytes of a picture as the database has them: without alpha, which is the same everywhere. Chromium keeps values of 64 kB and
 * more in a file each; those of 48 kB were written and read in half the time.
 */

/** rgba: as earlier versions of the page kept it. @typedef {{ rgb?: Uint8Array, rgba?: Uint8ClampedArray }} Kept */

/** Opaque. */
const ALPHA = 0xff000000;

/** @param {Uint8ClampedArray} rgba */
export function packed(rgba) {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from];
    rgb[to + 1] = rgba[from + 1];
    rgb[to + 2] = rgba[from + 2];
  }
  return rgb;
}

/** @param {Kept} kept @returns {Uint8ClampedArray | undefined} of its own, or as it was kept */
export function unpacked({ rgb, rgba }) {
  if (!rgb) return rgba;
  // A pixel at a time, its first byte lowest, as in all processors with WebAssembly: a third faster than byte by byte.
  const pixels = new Uint32Array(rgb.length / 3);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 1)
    pixels[to] = ALPHA | (rgb[from + 2] << 16) | (rgb[from + 1] << 8) | rgb[from];
  return new Uint8ClampedArray(pixels.buffer);
}
