// @ts-check
/** Labelled pictures, recorded or uploaded. Dispatches "change" after every change. */

import { PICTURE_SIZE } from "../engine/settings.js";
import { text } from "../text/index.js";

/** @typedef {import("../engine/types.js").Picture} Picture */
/** @typedef {import("../engine/types.js").PictureClass} PictureClass */

/** Of a class, in characters. */
export const LONGEST_NAME = 40;

export class Dataset extends EventTarget {
  /** @type {PictureClass[]} */
  #classes = [];
  #lastId = 0;

  /** @param {{ size?: number }} [options] */
  constructor({ size = PICTURE_SIZE } = {}) {
    super();
    this.size = size;
  }

  /** @returns {ReadonlyArray<PictureClass>} */
  get classes() {
    return this.#classes;
  }

  /** @param {string} [name] left out: "Class 3", or the next that is free */
  addClass(name) {
    const added = {
      id: this.#newId(),
      name: name === undefined ? this.#freeName() : this.#checkName(name),
      pictures: [],
    };
    this.#classes.push(added);
    this.#changed();
    return added;
  }

  /** @param {string} id @param {string} name */
  renameClass(id, name) {
    const renamed = this.#find(id);
    const checked = this.#checkName(name, id);
    if (checked === renamed.name) return;
    renamed.name = checked;
    this.#changed();
  }

  /**
   * @param {string} id
   * @returns {() => void} puts it back with its id and pictures; throws if its name has been taken in the meantime
   */
  removeClass(id) {
    const removed = this.#find(id);
    const place = this.#classes.indexOf(removed);
    this.#classes.splice(place, 1);
    this.#changed();
    return () => {
      if (this.#classes.some((one) => one.id === id)) return;
      this.#checkName(removed.name);
      this.#classes.splice(place, 0, removed);
      this.#changed();
    };
  }

  /** Starts one press of "Record" or one upload: the pictures of a recording never end up on both sides of the split. */
  startRecording() {
    return this.#newId();
  }

  /**
   * @param {string} classId @param {string} recording
   * @param {Uint8ClampedArray} rgba  kept, not copied: the caller gives it away
   * @returns {Picture}
   */
  addPicture(classId, recording, rgba) {
    const expected = this.size * this.size * 4;
    if (rgba.length !== expected)
      throw new RangeError(
        `a picture needs ${expected} bytes (${this.size}×${this.size} RGBA), not ${rgba.length}`,
      );
    const picture = { id: this.#newId(), recording, rgba };
    this.#find(classId).pictures.push(picture);
    this.#changed();
    return picture;
  }

  /**
   * @param {string} classId @param {string} pictureId
   * @returns {() => void} puts it back where it was; throws if its class is gone
   */
  removePicture(classId, pictureId) {
    const { pictures } = this.#find(classId);
    const place = pictures.findIndex(({ id }) => id === pictureId);
    if (place < 0) return () => {}; // pressed twice
    const [removed] = pictures.splice(place, 1);
    this.#changed();
    return () => {
      const now = this.#find(classId).pictures;
      if (now.includes(removed)) return;
      // Others may be gone too; ids count up in the order in which pictures were taken.
      const next = now.findIndex(({ id }) => Number(id) > Number(pictureId));
      now.splice(next < 0 ? now.length : next, 0, removed);
      this.#changed();
    };
  }

  /** @param {string} id */
  clearClass(id) {
    this.#find(id).pictures.length = 0;
    this.#changed();
  }

  /**
   * Replaces everything, for instance with what an earlier visit left. Ids are kept; new ones will not repeat them.
   * @param {ReadonlyArray<PictureClass>} classes
   */
  restore(classes) {
    this.#classes = classes.map(({ id, name, pictures }) => ({
      id,
      name,
      pictures: [...pictures],
    }));
    this.reserve(
      classes.flatMap(({ id, pictures }) => [
        id,
        ...pictures.flatMap((picture) => [picture.id, picture.recording]),
      ]),
    );
    this.#changed();
  }

  /** Ids that something else still refers to, such as a trained network, are not given to anything new. @param {string[]} ids */
  reserve(ids) {
    this.#lastId = ids.reduce((last, id) => Math.max(last, Number(id) || 0), this.#lastId);
  }

  /** Counting, unlike crypto.randomUUID(), also works over plain http and repeats from run to run. */
  #newId() {
    this.#lastId += 1;
    return String(this.#lastId);
  }

  /** @param {string} id */
  #find(id) {
    const found = this.#classes.find((candidate) => candidate.id === id);
    if (!found) throw new Error(text("class-gone"));
    return found;
  }

  /** @param {string} name @param {string} [ownId] of the class that is being renamed */
  #checkName(name, ownId) {
    const trimmed = name.trim();
    if (!trimmed) throw new Error(text("class-name-missing"));
    if ([...trimmed].length > LONGEST_NAME)
      throw new Error(text("class-name-long", { limit: LONGEST_NAME }));
    if (this.#isTaken(trimmed, ownId)) throw new Error(text("class-name-taken", { name: trimmed }));
    return trimmed;
  }

  #freeName() {
    for (let number = this.#classes.length + 1; ; number++) {
      const name = text("class-free-name", { number });
      if (!this.#isTaken(name)) return name;
    }
  }

  /** @param {string} name @param {string} [ownId] */
  #isTaken(name, ownId) {
    const folded = name.toLocaleLowerCase();
    return this.#classes.some(
      (other) => other.id !== ownId && other.name.toLocaleLowerCase() === folded,
    );
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
