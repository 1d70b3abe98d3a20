// @ts-check
import { stemOf } from "../engine/stems.js";
import { PICTURE_SIZE } from "../engine/settings.js";
import { Models } from "../files/models.js";
import { saveProject } from "../files/project-file.js";
import { patterns, pixelsOf, testPictures } from "./pictures.js";

/**
 * @typedef {object} Parts
 * @property {import("../session.js").Session} session
 * @property {import("../data/dataset.js").Dataset} dataset
 * @property {{ sureFrom: number }} settings
 * @property {import("../live/preferences.js").AnswerPreferences} preferences
 * @property {import("../data/project-list.js").ProjectList} projects
 * @property {import("../data/storage.js").ProjectStorage} storage
 */

/** The network that was trained last, on its way into files. */
export class SavedNetwork {
  #parts;
  #network;
  #models = new Models();
  /** @type {Promise<import("../files/models.js").Source> | null} */
  #source = null;
  #tests;
  /** In the order of its outputs. */
  classes;
  /** Pixels on a side of the pictures that it takes. */
  size;

  /** @param {Parts} parts @param {import("../engine/types.js").TrainedNetwork} network */
  constructor(parts, network) {
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
   * @param {import("../files/models.js").Format} format @param {{ readBack: boolean }} options  whether its copy is read, and asked about
   *   the test pictures
   * @returns {Promise<import("./formats.js").Made>}
   */
  async model(format, { readBack }) {
    this.#source ??= this.#collect();
    const source = await this.#source;
    const bytes = await this.#models.write(source, format);
    if (readBack) await this.#models.read(bytes, format);
    const holds = source.pictures.length / (4 * this.size ** 2);
    return { bytes, checked: readBack ? holds : 0, holds };
  }

  /** No more files of it are wanted. */
  end() {
    this.#models.end();
  }

  /** @returns {Promise<import("../files/models.js").Source>} */
  async #collect() {
    const { session, dataset, settings, preferences } = this.#parts;
    const { spec, weights, temperature = 1 } = this.#network;
    const { thresholds } = preferences.ofClasses;
    return {
      description: {
        ...{ spec, temperature, classes: this.classes },
        thresholds: session.trained.map(({ id }) => thresholds[id] ?? settings.sureFrom),
      },
      weights,
      pictures: this.hasPictures
        ? await pixelsOf(this.#tests, dataset.size, this.size)
        : patterns(this.size),
    };
  }
}
