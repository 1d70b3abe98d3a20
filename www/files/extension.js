// @ts-check
/** Of the file of a project. Known before anything that reads it is fetched. */
export const EXTENSION = ".tabtrainer";

/** Whether it may hold pictures in folders. @param {File} file */
export function isArchive({ name, type }) {
  return type === "application/zip" || name.toLowerCase().endsWith(".zip");
}

/** Of the files of trained networks that can be read. */
export const MODELS = [".onnx", ".safetensors"];

/** @param {File} file */
export function isModel({ name }) {
  return MODELS.some((one) => name.toLowerCase().endsWith(one));
}

/** @param {File} file */
export function isProject({ name }) {
  return name.toLowerCase().endsWith(EXTENSION);
}
