// @ts-check
/** What is told from the bytes of an image file. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatOf, isComplete } from "../../www/data/formats.js";
import { bmp, png } from "../e2e/images.js";

const bytes = (/** @type {(string | number[])[]} */ ...parts) =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? [...part].map((letter) => letter.charCodeAt(0)) : part,
    ),
  );

/** An ISO media file with these brands. @param {string} major @param {string[]} others */
const media = (major, ...others) =>
  bytes([0, 0, 0, 16 + 4 * others.length], "ftyp", major, [0, 0, 0, 0], ...others, "mdat");

/** Start, one segment with a preview's end marker in it, and pixels with a stuffed FF and a restart marker. */
const START = [
  ...[0xff, 0xd8, 0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9],
  ...[0xff, 0xda, 0, 4, 1, 2, 7, 0xff, 0x00, 8, 0xff, 0xd0, 9],
];
const JPEG = bytes(START, [0xff, 0xd9]);

test("formats are told by their bytes", () => {
  const formats = {
    jpeg: JPEG,
    png: png(4, 4),
    gif: bytes("GIF89a"),
    webp: bytes("RIFF", [0, 0, 0, 0], "WEBP"),
    bmp: bytes("BM"),
    avif: media("mif1", "avif", "heic"),
    heic: media("mif1", "heic"),
    other: bytes("hello"),
  };
  for (const [format, head] of Object.entries(formats)) assert.equal(formatOf(head), format);
  assert.equal(formatOf(media("mp42", "isom")), "other");
  assert.equal(formatOf(new Uint8Array()), "other");
});

test("a JPEG is complete up to its end marker, whatever follows", () => {
  assert.ok(isComplete("jpeg", JPEG));
  assert.ok(isComplete("jpeg", bytes(START, [0xff, 0xd9], "a film")));
  assert.ok(isComplete("jpeg", bytes(START, [0xff, 0xff, 0xd9])), "with a fill byte");
  for (let length = 0; length < JPEG.length; length++)
    assert.ok(!isComplete("jpeg", JPEG.subarray(0, length)), `the first ${length} bytes`);
});

test("a PNG is complete with its last chunk", () => {
  const whole = png(20, 20);
  assert.ok(isComplete("png", whole));
  for (let length = 0; length < whole.length; length++)
    assert.ok(!isComplete("png", whole.subarray(0, length)), `the first ${length} bytes`);
});

test("a WebP says how long it is", () => {
  const whole = bytes("RIFF", [8, 0, 0, 0], "WEBP", [1, 2, 3, 4]);
  assert.ok(isComplete("webp", whole));
  assert.ok(!isComplete("webp", whole.subarray(0, 12)));
});

test("a GIF is complete with its first frame", () => {
  const colours = [0, 0, 0, 255, 255, 255];
  const size = [3, 0, 3, 0];
  const pause = [0x21, 0xf9, 4, 0, 0, 0, 0, 0];
  const frame = [0x2c, 0, 0, 0, 0, ...size, 0, 2, 2, 0x4c, 0x01, 0];
  const own = [0x2c, 0, 0, 0, 0, ...size, 0x80, ...colours, 2, 2, 0x4c, 0x01, 0];
  for (const first of [frame, own]) {
    const whole = bytes("GIF89a", size, [0x80, 0, 0], colours, pause, first);
    assert.ok(isComplete("gif", whole));
    assert.ok(isComplete("gif", bytes([...whole], pause, frame.slice(0, 5))), "and half a second");
    for (let length = 0; length < whole.length; length++)
      assert.ok(!isComplete("gif", whole.subarray(0, length)), `the first ${length} bytes`);
  }
});

test("a BMP is complete with its last row", () => {
  const whole = bmp(5, 4, () => [1, 2, 3]);
  assert.ok(isComplete("bmp", whole));
  assert.ok(!isComplete("bmp", whole.subarray(0, whole.length - 1)));
});
