// @ts-check
/** Values as JSON has them: lists of numbers become files, which it names, and what is no number to JSON becomes a word. */

const ARRAYS = { Uint8Array, Uint8ClampedArray, Float32Array, Float64Array };

/** @typedef {InstanceType<typeof ARRAYS[keyof typeof ARRAYS]>} Numbers */

/**
 * @param {unknown} value  as structured cloning takes it, of plain objects, lists and typed arrays
 * @param {string} path  of the files
 * @param {(path: string, bytes: Uint8Array) => void} addFile
 * @returns {unknown} as JSON takes it
 */
export function pack(value, path, addFile) {
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    addFile(path, new Uint8Array(buffer, byteOffset, byteLength));
    return { file: path, type: value.constructor.name };
  }
  if (typeof value === "number" && !Number.isFinite(value)) return { number: String(value) };
  if (Array.isArray(value)) return value.map((one, i) => pack(one, `${path}/${i}`, addFile));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([key, one]) => [key, pack(one, `${path}/${key}`, addFile)]),
  );
}

/** What pack() was given. @param {any} value @param {(path: string) => Uint8Array} file @returns {any} */
export function unpack(value, file) {
  if (Array.isArray(value)) return value.map((one) => unpack(one, file));
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.number === "string") return Number(value.number);
  if (typeof value.file === "string" && Object.hasOwn(ARRAYS, value.type)) {
    const type = /** @type {keyof typeof ARRAYS} */ (value.type);
    // A copy begins where every type may, and ends with a whole number.
    const bytes = file(value.file).slice();
    const whole = bytes.length - (bytes.length % ARRAYS[type].BYTES_PER_ELEMENT);
    return new ARRAYS[type](bytes.buffer.slice(0, whole));
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unpack(one, file)]));
}
