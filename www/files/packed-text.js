// @ts-check
/**
 * Bytes in a page's text. Base64 would make them a third larger. In UTF-16 each letter is two bytes, of which these use fifteen bits:
 * from U+0100 on, 32 768 letters follow one another that mean nothing to HTML and are no halves of others. A byte order mark in front
 * says that it is UTF-16, whatever a host says. player/unpack.js reads it.
 */

const FIRST = 0x100;
const BITS = 15;
const BYTE_ORDER_MARK = "\ufeff";

/** @param {BlobPart} contents @returns {Promise<string>} compressed: how many bytes that are, a colon, and these */
export async function packedText(contents) {
  const stream = new Blob([contents]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const letters = new Uint16Array(Math.ceil((8 * bytes.length) / BITS));
  let [at, bits, count] = [0, 0, 0];
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    count += 8;
    if (count < BITS) continue;
    count -= BITS;
    letters[at++] = FIRST + (bits >> count);
    bits &= (1 << count) - 1;
  }
  if (count > 0) letters[at] = FIRST + (bits << (BITS - count));
  return `${bytes.length}:${new TextDecoder("utf-16le").decode(letters)}`;
}

/** A page as UTF-16. @param {string} html */
export function pageOf(html) {
  const text = BYTE_ORDER_MARK + html;
  const units = Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  return new Blob([units], { type: "text/html" });
}
