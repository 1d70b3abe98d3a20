// @ts-check
/** Errors about files, as the crate `formats` throws them. */

/** kind: what is wrong; place: where in the file. @typedef {{ kind: string, place: string }} Details */

const NAME = "FormatError";

/** What is wrong with a file. @param {unknown} error @returns {Details | null} null: it is not the file */
export function detailsOf(error) {
  if (!(error instanceof Error && error.name === NAME)) return null;
  return /** @type {Error & { details: Details }} */ (error).details;
}

/** One of our own, about a value. @param {string} place @param {string} expected */
export function wrongValue(place, expected) {
  const details = { place, kind: "wrong_value", expected };
  return Object.assign(new Error(place), { name: NAME, details });
}
