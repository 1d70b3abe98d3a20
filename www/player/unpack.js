// @ts-check
/**
 * What is in the page beside its text, compressed, fifteen bits in a letter of UTF-16: files/packed-text.js says why.
 */

/** The letter for 0, and how many bits a letter has. */
const FIRST = 0x100;
const BITS = 15;

/** @param {string} id  of a script element that holds data @returns {Promise<Response>} */
export async function unpacked(id) {
  const [length, letters] = document.getElementById(id)?.textContent?.split(":") ?? ["0", ""];
  const bytes = new Uint8Array(Number(length));
  let [at, bits, count] = [0, 0, 0];
  for (let i = 0; i < letters.length; i++) {
    bits = (bits << BITS) | (letters.charCodeAt(i) - FIRST);
    // Seven at most are left over, so all fits into 22 bits.
    for (count += BITS; count >= 8 && at < bytes.length; count -= 8)
      bytes[at++] = bits >> (count - 8);
    bits &= (1 << count) - 1;
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream);
}
