// @ts-check
/** A trained network that comes as a file: it becomes the network of a new project, or of the one that is open. */

import { COLOURS } from "../data/dataset.js";
import { databaseOf, open, transact } from "../data/database.js";
import { fold } from "../data/folders.js";
import { detailsOf } from "../files/format-error.js";
import { checkSizes, classNames, networkOf, settingsOf, thresholdsOf } from "./imported.js";
import { Models } from "../files/models.js";
import { text } from "../text/index.js";

/** Kinds of errors that say in words what was found or expected; others do with numbers and names, which fit into a sentence. */
const DESCRIBED = ["unsupported", "wrong_tensor", "wrong_value"];

/** @typedef {{ label: string, quoted: string }} Quotation */

/**
 * names: of its classes, in the order of its outputs; as they are here.
 * @typedef {{ file: string, names: string[], read: import("../files/models.js").Read }} ModelFile
 */

/** What is wrong with a file: a sentence, and below it what is quoted, which is English whatever the language of the page. */
export class Refusal extends Error {
  /** @type {Quotation[]} */
  quotations;

  /** @param {string} message @param {Quotation[]} quotations @param {unknown} cause */
  constructor(message, quotations, cause) {
    super(message, { cause });
    this.quotations = quotations;
  }
}

/** @param {File} file @returns {Promise<ModelFile>} @throws {Refusal} */
export async function readModel(file) {
  const models = new Models();
  try {
    const format = file.name.toLowerCase().endsWith(".onnx") ? "onnx" : "safetensors";
    const read = await models.read(new Uint8Array(await file.arrayBuffer()), format);
    checkSizes(read);
    return { file: file.name, names: classNames(read.description.classes), read };
  } catch (error) {
    const { name } = file;
    const { reason, quotations } = reasonOf(error);
    throw new Refusal(text("projects-model-refused", { name, reason }), quotations, error);
  } finally {
    models.end();
  }
}

/** @param {unknown} error @returns {{ reason: string, quotations: Quotation[] }} */
export function reasonOf(error) {
  const details = detailsOf(error);
  if (!details) return { reason: ordinaryReason(error), quotations: [] };
  const { kind, place, ...rest } = details;
  const {
    given = "",
    expected = "",
    why = "",
    operator = "",
    format = "",
  } = /** @type {Record<string, string>} */ (rest);
  const values = { kind, place, given, expected, operator, format };
  const quotations = [{ label: text("projects-model-why"), quoted: why }];
  if (DESCRIBED.includes(kind))
    quotations.push(
      { label: text("projects-model-found"), quoted: given },
      { label: text("projects-model-expected"), quoted: expected },
    );
  return {
    reason: text(place ? "projects-model-reason-at" : "projects-model-reason", values),
    quotations: quotations.filter(({ quoted }) => quoted),
  };
}

/** When it is not what the file says. @param {unknown} error */
function ordinaryReason(error) {
  if (!(error instanceof Error)) return String(error);
  if (["NotFoundError", "NotReadableError"].includes(error.name)) return text("projects-file-gone");
  return error.name === "GaveUp" ? text("projects-model-too-large") : error.message;
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
