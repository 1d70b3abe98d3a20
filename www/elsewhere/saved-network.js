// @ts-check
import { stemOf } from "../engine/stems.js";
import { PICTURE_SIZE } from "../engine/settings.js";
import { Models } from "../files/models.js";
import { saveProject } from "../files/project-file.js";
import { bytesOf } from "../engine/bytes.js";
import { MOST_PICTURES, offlinePage } from "../files/offline-page.js";
import { labelledPictures, patterns, pixelsOf, testPictures } from "./pictures.js";

/**
 * @typedef {object} Parts
 * @property {import("../session.js").Session} session
 * @property {import("../data/dataset.js").Dataset} dataset
 * @property {{ sureFrom: number }} settings
 * @property {import("../live/preferences.js").AnswerPreferences} preferences
 * @property {import("../data/project-list.js").ProjectList} projects
 * @property {import("../data/storage.js").ProjectStorage} storage
 */

/** So many answers take a few seconds, without a stem and behind one. */
const MEASURED = { own: 120, stem: 24 };

/** The network that was trained last, on its way into files. */
export class SavedNetwork {
  #parts;
  #network;
  #models;
  /** Aborted once no more files are wanted. */
  #over = new AbortController();
  /** @type {Promise<import("../files/models.js").Source> | null} */
  #source = null;
  #tests;
  /** In the order of its outputs. */
  classes;
  /** Pixels on a side of the pictures that it takes. */
  size;

  /** @param {Parts} parts @param {import("../engine/types.js").TrainedNetwork} network @param {Models} [models] */
  constructor(parts, network, models = new Models()) {
    this.#models = models;
    this.#parts = parts;
    this.#network = network;
    this.classes = parts.session.trained.map(({ name }) => name);
    this.size = network.spec.input.height;
    const { session, dataset } = parts;
    this.#tests = testPictures(session.trained, session.findings, dataset);
  }

  /** The name of the pretrained part that it begins with. */
  get stem() {
    return stemOf(this.#network.spec);
  }

  /** Whether it can say that a picture is of none of its classes, which no copy can. */
  get knowsUnknown() {
    return Boolean(this.#network.novelty);
  }

  /** Whether some of the person's pictures are in its files. */
  get hasPictures() {
    return this.#tests.length > 0;
  }

  /** Of the project; files are called so. */
  get name() {
    return this.#parts.projects.current.name;
  }

  /** All that the project has, as its sheet saves it. */
  project() {
    const { projects, storage } = this.#parts;
    const opened = storage.readOnly ? null : storage.snapshot();
    return saveProject(projects.current, opened, PICTURE_SIZE, () => {});
  }

  /**
   * @param {import("../files/models.js").Format} format
   * @param {import("../files/models.js").ReadFormat} [readBack]  the file is read as this, and asked about its test pictures
   * @returns {Promise<import("./formats.js").Made>}
   */
  async model(format, readBack) {
    const source = await this.#still(this.#collected());
    const bytes = await this.#still(this.#models.write(source, format));
    if (readBack) await this.#still(this.#models.read(bytes, readBack));
    const holds = this.#held(source);
    return { bytes, checked: readBack ? holds : 0, holds };
  }

  /** How many pictures are in its files. @param {import("../files/models.js").Source} source */
  #held({ pictures }) {
    return pictures.length / (4 * this.size ** 2);
  }

  /**
   * A C header. Its cost is measured with pictures whose class is known.
   * @param {import("../files/models.js").Precision} precision @returns {Promise<import("./formats.js").Made>}
   */
  async header(precision) {
    const { session, dataset } = this.#parts;
    const source = await this.#still(this.#collected());
    const most = this.stem ? MEASURED.stem : MEASURED.own;
    const { of, labelled } = labelledPictures(session.trained, session.findings, dataset, most);
    const pictures = labelled.map(({ picture }) => picture);
    const { bytes, facts } = await this.#models.header(source, precision, {
      pictures: await this.#still(pixelsOf(pictures, this.size)),
      labels: Uint32Array.from(labelled, ({ label }) => label),
    });
    return { bytes, holds: this.#held(source), needs: facts, cost: facts.cost, measured: of };
  }

  /** A page of its own. @returns {Promise<import("./formats.js").Made>} */
  async page() {
    const pictures = await this.#still(Promise.all(this.#tests.map(bytesOf)));
    const network = { ...this.#network, classes: this.classes, thresholds: this.#thresholds };
    const bytes = await offlinePage({ title: this.name, network, pictures });
    return { bytes, type: bytes.type, holds: Math.min(MOST_PICTURES, pictures.length) };
  }

  get #thresholds() {
    const { session, settings, preferences } = this.#parts;
    const { thresholds } = preferences.ofClasses;
    return session.trained.map(({ id }) => thresholds[id] ?? settings.sureFrom);
  }

  /** No more files of it are wanted: whatever is under way rejects. */
  end() {
    this.#over.abort();
    this.#models.end();
  }

  /** What comes of it, if a file is still wanted then. @template T @param {Promise<T>} coming @returns {Promise<T>} */
  async #still(coming) {
    const value = await coming;
    this.#over.signal.throwIfAborted();
    return value;
  }

  /** What all files are made of, collected once. */
  async #collected() {
    this.#source ??= this.#collect();
    try {
      return await this.#source;
    } catch (error) {
      this.#source = null; // a picture may be readable the next time
      throw error;
    }
  }

  /** @returns {Promise<import("../files/models.js").Source>} */
  async #collect() {
    const { spec, weights, temperature = 1 } = this.#network;
    return {
      description: {
        ...{ spec, temperature, classes: this.classes },
        thresholds: this.#thresholds,
      },
      weights,
      pictures: this.hasPictures ? await pixelsOf(this.#tests, this.size) : patterns(this.size),
    };
  }
}
