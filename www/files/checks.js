// @ts-check
/** What a file says of a project, before anything of it is stored: whatever is kept once would be read at every visit. */

import { LONGEST_NAME } from "../data/dataset.js";
import { fold } from "../data/folders.js";
import { wrongValue } from "./format-error.js";

/** @typedef {import("./project-file.js").Filed} Filed */

/** Ids count up; beyond so many digits numbers skip whole ones, and all new ids would be the same. */
const ID = /^\d{1,15}$/;

/**
 * @param {Filed} filed @param {number} size  of pictures, in pixels on a side
 * @throws {Error} a FormatError whose details say what is wrong and where
 */
export function check({ size: given, classes, state }, size) {
  expect(given === size, "project.size", String(size));
  /** @type {Set<string>} */
  const names = new Set();
  for (const [i, { id, name, pictures }] of classes.entries()) {
    expect(ID.test(id), `project.classes[${i}].id`, "number");
    const ordinary = name.trim() !== "" && [...name].length <= LONGEST_NAME;
    expect(ordinary && !names.has(fold(name)), `project.classes[${i}].name`, "name");
    names.add(fold(name));
    for (const [j, one] of pictures.entries())
      for (const field of /** @type {const} */ (["id", "recording"]))
        expect(ID.test(one[field]), `project.classes[${i}].pictures[${j}].${field}`, "number");
  }
  checkState(state ?? {});
}

/** @param {any} state */
function checkState({ network, settings, training }) {
  const last = network?.last;
  if (last) {
    const place = "project.state.network.last";
    expect(isObject(last.spec), `${place}.spec`, "object");
    expect(typeof last.weights?.file === "string", `${place}.weights`, "file");
    expect(isListOf(last.classes, ["id", "name"]), `${place}.classes`, "list");
  }
  if (settings?.last) expect(isObject(settings.last), "project.state.settings.last", "object");
  const { begun, reached } = training ?? {};
  if (!begun && !reached) return;
  const place = "project.state.training";
  expect(isObject(begun?.choice), `${place}.begun.choice`, "object");
  expect(isListOf(begun.pictures, ["id"]), `${place}.begun.pictures`, "list");
  expect(typeof reached?.checkpoint?.file === "string", `${place}.reached.checkpoint`, "file");
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {any} list @param {string[]} texts  fields of each, which are texts */
function isListOf(list, texts) {
  return (
    Array.isArray(list) &&
    list.every((one) => isObject(one) && texts.every((field) => typeof one[field] === "string"))
  );
}

/** @param {boolean} holds @param {string} place @param {string} expected */
function expect(holds, place, expected) {
  if (!holds) throw wrongValue(place, expected);
}
