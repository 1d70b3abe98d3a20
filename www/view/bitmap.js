// @ts-check
/**
 * Pixels as an image file (BMP). Hundreds of pictures as canvases would each be a layer of its own, which browsers put together
 * anew with every frame of the camera; images are painted once, with what surrounds them.
 */

/** Bytes of the header: of the file 14, of the image 40, of the masks 12. */
const HEADER = 66;
/** The pixels are as the masks say. */
const BITFIELDS = 3;

/** @param {Uint8ClampedArray} rgba  of a square; used as they are @param {number} side  in pixels @returns {Blob} */
export function bitmap(rgba, side) {
  const header = new DataView(new ArrayBuffer(HEADER));
  const fields = /** @type {const} */ ([
    [0, "setUint16", 0x4d42], // "BM"
    [2, "setUint32", HEADER + rgba.length],
    [10, "setUint32", HEADER], // where the pixels begin
    [14, "setUint32", 40],
    [18, "setInt32", side],
    [22, "setInt32", -side], // the first row is at the top
    [26, "setUint16", 1],
    [28, "setUint16", 32], // bits of a pixel
    [30, "setUint32", BITFIELDS],
    [34, "setUint32", rgba.length],
    [54, "setUint32", 0xff], // red is the first byte
    [58, "setUint32", 0xff00],
    [62, "setUint32", 0xff0000],
  ]);
  for (const [at, set, value] of fields) header[set](at, value, true);
  return new Blob([header, new Uint8Array(rgba)], { type: "image/bmp" });
}
