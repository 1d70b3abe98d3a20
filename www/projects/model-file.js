// @ts-check
/** A trained network that comes as a file: it becomes the network of a new project, or of the one that is open. */

import { COLOURS } from "../data/dataset.js";
import { databaseOf, open, transact } from "../data/database.js";
import { fold } from "../data/folders.js";
import { detailsOf } from "../files/format-error.js";
import { checkSizes, classNames, networkOf, settingsOf, thresholdsOf } from "./imported.js";
import { Models } from "../files/models.js";
import { text } from "../text/index.js";

/**
 * names: of its classes, in the order of its outputs; as they are here.
 * @typedef {{ file: string, names: string[], read: import("../files/models.js").Read }} ModelFile
 */

/** @param {File} file @returns {Promise<ModelFile>} @throws {Error} the message is for the person */
export async function readModel(file) {
  const models = new Models();
  try {
    const format = file.name.toLowerCase().endsWith(".onnx") ? "onnx" : "safetensors";
    const read = await models.read(new Uint8Array(await file.arrayBuffer()), format);
    checkSizes(read);
    return { file: file.name, names: classNames(read.description.classes), read };
  } catch (error) {
    const { name } = file;
    throw new Error(text("projects-model-refused", { name, reason: reasonOf(error) }), {
      cause: error,
    });
  } finally {
    models.end();
  }
}

/** @param {unknown} error */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  if (["NotFoundError", "NotReadableError"].includes(error.name)) return text("projects-file-gone");
  if (error.name === "GaveUp") return text("projects-model-too-large");
  const details = detailsOf(error);
  if (!details) return error.message;
  const { kind, place, ...rest } = details;
  const {
    given = "",
    expected = "",
    why = "",
    operator = "",
    format = "",
  } = /** @type {Record<string, string>} */ (rest);
  const values = { kind, place, given, expected, why, operator, format };
  return text(place ? "projects-model-reason-at" : "projects-model-reason", values);
}

/** Fills the database of a new project with it. @param {ModelFile} model @returns {(id: string) => Promise<void>} */
export function filling({ file, names, read }) {
  const classes = names.map((name, i) => ({ id: String(i + 1), name }));
  const settings = settingsOf(read);
  const thresholds = thresholdsOf(read, classes, settings.sureFrom) ?? {};
  return async (id) => {
    const database = await open(databaseOf(id), true);
    try {
      await transact(database, [
        ...classes.map((one, place) => {
          const arranged = { ...one, place, colour: place % COLOURS, off: false };
          return /** @type {import("../data/database.js").Write} */ ([
            ...["classes", "put"],
            ...[arranged, one.id],
          ]);
        }),
        ["network", "put", networkOf(read, file, classes), "last"],
        ["settings", "put", { ...settings, ofClasses: { thresholds, counts: {} } }, "last"],
      ]);
    } finally {
      database.close();
    }
  };
}

/**
 * Makes it the network of the project that is open.
 * @param {ModelFile} model
 * @param {{ dataset: import("../data/dataset.js").Dataset, project: import("../data/project.js").Project, settings: { sureFrom: number } }} here
 */
export async function adopt({ file, names, read }, { dataset, project, settings }) {
  const classes = names.map((name) => {
    const same = dataset.classes.find((one) => fold(one.name) === fold(name));
    const { id, name: known } = same ?? dataset.addClass(name);
    return { id, name: known };
  });
  const thresholds = thresholdsOf(read, classes, settings.sureFrom);
  await project.adopt(networkOf(read, file, classes), thresholds);
}
