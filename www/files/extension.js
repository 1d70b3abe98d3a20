// @ts-check
/** Of the file of a project. Known before anything that reads it is fetched. */
export const EXTENSION = ".tabtrainer";

/** @param {File} file */
export function isProject({ name }) {
  return name.toLowerCase().endsWith(EXTENSION);
}
