// @ts-check
/// <reference lib="webworker" />
/** The worker that writes trained networks for other programs, and reads them: it answers test pictures, which takes seconds behind a stem. */

import { loadFormats } from "../files/module.js";
import { serve } from "./protocol.js";

/** @typedef {import("../files/module.js").Formats} Formats */
/** @typedef {import("../pkg-formats/tab_trainer_formats.js").ExportedModel} ExportedModel */

/** @type {Formats} */
let formats;
/** What is written. @type {ExportedModel | null} */
let model = null;

serve(/** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self)), {
  async start() {
    formats = await loadFormats();
  },

  /** @param {import("./protocol.js").StemFile} stem */
  stem: ({ name, bytes }) => formats.load_stem(name, bytes),

  /** @param {import("../files/models.js").Source} source */
  take({ description, weights, pictures }) {
    model?.free();
    model = null;
    model = new formats.ExportedModel(JSON.stringify(description), weights, pictures);
  },

  /** @param {import("../files/models.js").Format} format */
  write: (format) => model?.[format](),

  /** @param {{ precision: import("../files/models.js").Precision, pictures: Uint8Array, labels: Uint32Array }} asked */
  header({ precision, pictures, labels }) {
    const header = model?.c(precision, pictures, labels);
    try {
      return { bytes: header?.bytes(), facts: header?.facts() };
    } finally {
      header?.free();
    }
  },

  /** @param {{ format: import("../files/models.js").ReadFormat, bytes: Uint8Array }} file */
  read({ format, bytes }) {
    const read = formats.ImportedModel[format](bytes);
    try {
      return { description: read.description(), weights: read.weights() };
    } finally {
      read.free();
    }
  },
});
