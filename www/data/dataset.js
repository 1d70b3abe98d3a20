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
  /** Why nothing may be changed, for the person; "" when it may. */
  locked = "";

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
    this.#checkLock();
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
      insert(now, removed);
      this.#changed();
    };
  }

  /**
   * @param {string} pictureId @param {string} toClassId
   * @returns {() => void} moves it back if it is still there; throws if the class that it came from is gone
   */
  movePicture(pictureId, toClassId) {
    const to = this.#find(toClassId);
    const from = this.#classes.find(({ pictures }) => pictures.some(({ id }) => id === pictureId));
    if (!from || from === to) return () => {}; // gone, or pressed twice
    const [moved] = from.pictures.splice(
      from.pictures.findIndex(({ id }) => id === pictureId),
      1,
    );
    insert(to.pictures, moved);
    this.#changed();
    return () => {
      const place = to.pictures.indexOf(moved);
      if (place < 0) return;
      const back = this.#find(from.id).pictures;
      to.pictures.splice(place, 1);
      insert(back, moved);
      this.#changed();
    };
  }

  /** Every picture by its id, with the class that it is in. @returns {Map<string, { picture: Picture, class: PictureClass }>} */
  located() {
    return new Map(
      this.#classes.flatMap((one) =>
        one.pictures.map((picture) => [picture.id, { picture, class: one }]),
      ),
    );
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
    this.#checkLock();
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

  #checkLock() {
    if (this.locked) throw new Error(this.locked);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Puts a picture where it belongs: ids count up in the order in which pictures were taken. @param {Picture[]} pictures @param {Picture} picture */
function insert(pictures, picture) {
  const next = pictures.findIndex(({ id }) => Number(id) > Number(picture.id));
  pictures.splice(next < 0 ? pictures.length : next, 0, picture);
}
