// @ts-check
import { UnreadableFile } from "./decode.js";
import { fold, recordingOf } from "./folders.js";

/**
 * @typedef {import("./dataset.js").Dataset} Dataset
 * @typedef {import("./decode.js").Decoded} Decoded
 * @typedef {import("./decode.js").Reason} Reason
 *
 * @typedef {object} Refused  a file that did not become a picture
 * @property {string | null} classId  of the class that it was for, if any
 * @property {string} file  its name
 * @property {Reason | "unexpected"} reason
 * @property {{ width: number, height: number }} [dimensions]  where they are the reason
 * @property {string} [message]  of what was unexpected
 *
 * @typedef {object} Outcome  what came of everything that was read without a break
 * @property {{ classId: string, pictureId: string }[]} added
 * @property {Refused[]} refused
 * @property {{ classId: string, file: string }[]} faint  added, though hardly anything can be seen in them
 * @property {boolean} transparent  whether transparent parts of a picture became white
 * @property {string[]} made  ids of classes that were added for folders
 * @property {string[]} gone  names of classes that were removed before everything for them had been read
 * @property {boolean} cancelled
 * @property {number} unread  files that were not read, because it was cancelled or their class removed
 *
 * @typedef {{ classId: string, className: string, recording?: string }} Lot  what was given for one class at once: one recording
 * @typedef {{ lot: Lot, file: File }} Waiting
 */

/**
 * Reads image files into classes, one after another, so that only one large picture is in memory. What is added while others are read
 * waits in line. A bad file is noted, and the others are still added.
 *
 * Dispatches "change" when there is more to read or less, and "end" (CustomEvent with the Outcome) when everything has been read or
 * the rest was cancelled.
 */
export class Uploads extends EventTarget {
  #dataset;
  #decode;
  /** @type {Waiting[]} */
  #line = [];
  /** How many of the line have been read. */
  #done = 0;
  /** Of the reading that is going on; null when there is none. @type {Outcome | null} */
  #outcome = null;

  /** @param {{ dataset: Dataset, decode: (file: File) => Promise<Decoded> }} parts */
  constructor({ dataset, decode }) {
    super();
    this.#dataset = dataset;
    this.#decode = decode;
  }

  /** How far it is; null when nothing is being read. */
  get progress() {
    return this.#outcome && { done: this.#done, all: this.#line.length };
  }

  /** @param {string} classId @param {ReadonlyArray<File>} files */
  add(classId, files) {
    const className = this.#dataset.classes.find(({ id }) => id === classId)?.name ?? "";
    /** @type {Map<string, Lot>} */
    const lots = new Map();
    const lotOf = (/** @type {string} */ recording) => {
      const lot = lots.get(recording) ?? { classId, className };
      lots.set(recording, lot);
      return lot;
    };
    this.#started();
    this.#line.push(...files.map((file) => ({ lot: lotOf(recordingOf(file.name)), file })));
    this.dispatchEvent(new Event("change"));
  }

  /** Into classes of these names, which are added where there are none. @param {ReadonlyArray<import("./folders.js").NamedGroup>} groups */
  addGroups(groups) {
    const outcome = this.#started();
    for (const { name, files } of groups) {
      const found = this.#dataset.classes.find((one) => fold(one.name) === fold(name));
      const { id } = found ?? this.#dataset.addClass(name || undefined);
      if (!found) outcome.made.push(id);
      this.add(id, files);
    }
  }

  /** What need not be read to know why it cannot become a picture. @param {ReadonlyArray<string>} files  names @param {Reason} reason */
  refuse(files, reason) {
    const outcome = this.#started();
    outcome.refused.push(...files.map((file) => ({ classId: null, file, reason })));
  }

  /** What has been read stays. */
  cancel() {
    const outcome = this.#outcome;
    if (!outcome) return;
    outcome.cancelled = true;
    outcome.unread += this.#line.length - this.#done;
    this.#end(outcome);
  }

  /** Everything is deleted: nothing more is read, and nothing is said about it. */
  forget() {
    this.#reset();
    this.dispatchEvent(new Event("change"));
  }

  /** Takes back what an upload added, with the classes that were made for it, unless there is something else in them by now. @param {Outcome} outcome */
  undo({ added, made }) {
    const dataset = this.#dataset;
    dataset.removePictures(added.map(({ pictureId }) => pictureId));
    for (const id of made)
      if (dataset.classes.some((one) => one.id === id && one.pictures.length === 0))
        dataset.removeClass(id);
  }

  #started() {
    if (this.#outcome) return this.#outcome;
    const outcome = {
      ...{ added: [], refused: [], faint: [], made: [], gone: [] },
      ...{ transparent: false, cancelled: false, unread: 0 },
    };
    this.#outcome = outcome;
    void this.#readAll(outcome);
    return outcome;
  }

  /** @param {Outcome} outcome */
  async #readAll(outcome) {
    await null; // more may come in the same moment
    while (this.#outcome === outcome && this.#done < this.#line.length) {
      await this.#readNext(outcome);
    }
    if (this.#outcome === outcome) this.#end(outcome);
  }

  /** @param {Outcome} outcome */
  async #readNext(outcome) {
    const { lot, file } = this.#line[this.#done];
    const { classId } = lot;
    const exists = () => this.#dataset.classes.some(({ id }) => id === classId);
    try {
      const decoded = exists() ? await this.#decode(file) : null;
      if (this.#outcome !== outcome) return; // cancelled meanwhile
      if (decoded && exists()) {
        lot.recording ??= this.#dataset.startRecording();
        const { id } = this.#dataset.addPicture(classId, lot.recording, decoded.rgba);
        outcome.added.push({ classId, pictureId: id });
        if (decoded.faint) outcome.faint.push({ classId, file: file.name });
        outcome.transparent ||= decoded.transparent;
      } else {
        outcome.unread += 1;
        if (!outcome.gone.includes(lot.className)) outcome.gone.push(lot.className);
      }
    } catch (error) {
      if (this.#outcome !== outcome) return;
      outcome.refused.push({ classId, file: file.name, ...reasonOf(error) });
    }
    this.#done += 1;
    this.dispatchEvent(new Event("change"));
  }

  /** @param {Outcome} outcome */
  #end(outcome) {
    this.#reset();
    this.dispatchEvent(new Event("change"));
    this.dispatchEvent(new CustomEvent("end", { detail: outcome }));
  }

  #reset() {
    this.#outcome = null;
    this.#line = [];
    this.#done = 0;
  }
}

/** Why a file could not be decoded. @param {unknown} error @returns {Pick<Refused, "reason" | "dimensions" | "message">} */
export function reasonOf(error) {
  if (error instanceof UnreadableFile)
    return { reason: error.reason, dimensions: error.dimensions };
  return { reason: "unexpected", message: String(error) };
}
