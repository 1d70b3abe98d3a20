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
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8); // 8 bits, greyscale
  const pixels = deflateSync(Buffer.concat(Array(height).fill(row)), { level: 1 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", pixels),
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
