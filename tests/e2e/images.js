// @ts-check
/** Generated image files. */

import { crc32, deflateSync } from "node:zlib";

/**
 * A grey PNG with one vertical bar.
 * @param {number} width @param {number} height @param {{ bar?: number }} [options]  bar: its place, 0…1
 */
export function png(width, height, { bar = 0.5 } = {}) {
  const row = Buffer.alloc(1 + width, 200); // the first byte is the row's filter
  row[0] = 0;
  row.fill(20, 1 + Math.floor(width * bar), 1 + Math.floor(width * Math.min(1, bar + 0.2)));
  return pngOf(width, height, { bits: 8, colours: 0 }, Buffer.concat(Array(height).fill(row)));
}

/** One that has only a header, and says there how large it is. @param {number} width @param {number} height */
export function hollowPng(width, height) {
  return pngOf(width, height, { bits: 8, colours: 0 }, Buffer.alloc(0));
}

/** @typedef {(x: number, y: number) => number[]} Pixels  red, green, blue and, in some formats, alpha: 0…255 */

/** With transparency. @param {number} width @param {number} height @param {Pixels} pixels */
export function pngWithAlpha(width, height, pixels) {
  return pngOf(width, height, { bits: 8, colours: 6 }, rows(width, height, pixels));
}

/** With 16 bits per colour. @param {number} width @param {number} height @param {Pixels} pixels */
export function png16(width, height, pixels) {
  const twice = (/** @type {number} */ value) => [value, value];
  const wide = rows(width, height, (x, y) => pixels(x, y).flatMap(twice));
  return pngOf(width, height, { bits: 16, colours: 2 }, wide);
}

/** An animation with one frame for each. @param {number} width @param {number} height @param {Pixels[]} frames */
export function animatedPng(width, height, frames) {
  let sequence = 0;
  const chunks = frames.flatMap((pixels, i) => {
    const control = Buffer.alloc(26);
    [sequence++, width, height].forEach((value, at) => control.writeUInt32BE(value, 4 * at));
    control.writeUInt16BE(1, 20); // for 1/10 s
    control.writeUInt16BE(10, 22);
    const data = deflateSync(rows(width, height, pixels));
    const number = Buffer.alloc(4);
    if (i > 0) number.writeUInt32BE(sequence++);
    return [
      chunk("fcTL", control),
      i === 0 ? chunk("IDAT", data) : chunk("fdAT", Buffer.concat([number, data])),
    ];
  });
  const count = Buffer.alloc(8);
  count.writeUInt32BE(frames.length, 0);
  return pngWith(width, height, { bits: 8, colours: 2 }, [chunk("acTL", count), ...chunks]);
}

/** @param {number} width @param {number} height @param {Pixels} pixels */
export function bmp(width, height, pixels) {
  const stride = 4 * Math.ceil((3 * width) / 4);
  const data = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set(pixels(x, height - 1 - y).reverse(), y * stride + 3 * x); // from below, and blue first
  const header = Buffer.alloc(54);
  header.write("BM");
  header.writeUInt32LE(54 + data.length, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  return Buffer.concat([header, data]);
}

/**
 * A baseline JPEG of blocks of 8×8 pixels that have one colour each: all that there is to code is each block's mean. Three components
 * are red, green and blue, four are cyan, magenta, yellow and black, as Adobe writes them: 255 is no ink.
 * @param {number} across  blocks @param {number} down
 * @param {(x: number, y: number) => number[]} blocks
 * @param {{ orientation?: number }} [options]  as in EXIF: 6 is to be turned clockwise
 */
export function jpeg(across, down, blocks, { orientation } = {}) {
  const segment = (/** @type {number} */ marker, /** @type {number[]} */ ...data) =>
    Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255, ...data]);
  const count = blocks(0, 0).length;
  const components = Array.from({ length: count }, (_, i) => i + 1);
  const exif = orientation
    ? [
        segment(
          0xe1,
          ...Buffer.from("Exif\0\0MM\0*"),
          ...EXIF_DIRECTORY,
          0,
          orientation,
          ...Array(6).fill(0),
        ),
      ]
    : [];
  const [height, width] = [8 * down, 8 * across].map((side) => [side >> 8, side & 255]);
  // The means are coded as differences: nine sizes with codes of four bits each. After each, one bit ends the block.
  let bits = "";
  const last = Array(count).fill(128);
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++)
      blocks(x, y).forEach((value, i) => {
        const difference = value - last[i];
        last[i] = value;
        const size = Math.abs(difference).toString(2).length * Number(difference !== 0);
        const code = difference < 0 ? difference + 2 ** size - 1 : difference;
        bits += size.toString(2).padStart(4, "0");
        if (size > 0) bits += code.toString(2).padStart(size, "0");
        bits += "0";
      });
  const scan = (bits.match(/.{1,8}/g) ?? [])
    .map((byte) => Number.parseInt(byte.padEnd(8, "1"), 2))
    .flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte]));
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...exif,
    segment(0xee, ...Buffer.from("Adobe"), 0, 100, 0, 0, 0, 0, 0), // as they are, not luma and chroma
    segment(0xdb, 0, ...Array(64).fill(8)),
    segment(0xc0, 8, ...height, ...width, count, ...components.flatMap((id) => [id, 0x11, 0])),
    segment(0xc4, 0x00, 0, 0, 0, 9, ...Array(12).fill(0), 0, 1, 2, 3, 4, 5, 6, 7, 8),
    segment(0xc4, 0x10, 1, ...Array(15).fill(0), 0),
    segment(0xda, count, ...components.flatMap((id) => [id, 0]), 0, 63, 0),
    Buffer.from([...scan, 0xff, 0xd9]),
  ]);
}

/** 64×64 pixels, the left half red, the right half blue; written by libavif. */
export const AVIF = Buffer.from(
  "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAOcG" +
    "l0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAANwAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABq" +
    "aXBycAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAGgAAAAB" +
    "dpcG1hAAAAAAAAAAEAAQQBAoMEAAAAP21kYXQSAAoJGBV//aICGg0IMigXh4eGIYSSSSZQAAAAwhApoio52+ogQRphi32OqNQrpCY1ujqx/fXg",
  "base64",
);

/** Where the directory begins, one entry: the orientation, one short number. */
const EXIF_DIRECTORY = [0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1];

/** Each row behind the number of its filter. @param {number} width @param {number} height @param {Pixels} pixels */
function rows(width, height, pixels) {
  const row = (/** @type {number} */ y) => [
    0,
    ...Array.from({ length: width }, (_, x) => pixels(x, y)).flat(),
  ];
  return Buffer.from(Array.from({ length: height }, (_, y) => row(y)).flat());
}

/** @typedef {{ bits: number, colours: number }} Kind  colours: 0 grey, 2 red, green and blue, 6 with alpha */

/** @param {number} width @param {number} height @param {Kind} kind @param {Buffer} rows */
function pngOf(width, height, kind, rows) {
  return pngWith(width, height, kind, [chunk("IDAT", deflateSync(rows, { level: 1 }))]);
}

/** @param {number} width @param {number} height @param {Kind} kind @param {Buffer[]} chunks */
function pngWith(width, height, { bits, colours }, chunks) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colours, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    ...chunks,
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
