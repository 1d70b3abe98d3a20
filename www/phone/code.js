// @ts-check
import { encode } from "../vendor/uqr/index.js";

/** Modules of white around the code, without which scanners do not find it. */
const BORDER = 4;

/** A QR code as a path, a unit for each of its modules. @param {string} words @returns {{ size: number, path: string }} size: of its sides */
export function codeOf(words) {
  const { data, size } = encode(words, { ecc: "M", border: BORDER });
  const dark = data.flatMap((row, y) => row.flatMap((is, x) => (is ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: dark.join("") };
}
