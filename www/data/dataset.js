// @ts-check
/** Labelled pictures, recorded or uploaded. Dispatches "change" after every change. What removes or arranges returns what puts it back. */

import { PICTURE_SIZE } from "../engine/settings.js";
import { text } from "../text/index.js";

/** @typedef {import("../engine/types.js").Picture} Picture */
/** @typedef {import("../engine/types.js").PictureClass} PictureClass */
/** @typedef {import("../engine/types.js").ArrangedClass} ArrangedClass */

/** Of a class, in characters. */
export const LONGEST_NAME = 40;
/** As many colours as style.css defines for classes (--class-0 …). */
export const COLOURS = 8;

export class Dataset extends EventTarget {
  /** @type {ArrangedClass[]} */
  #classes = [];
  #lastId = 0;
  /** Why nothing may be changed, for the person; "" when it may. */
  locked = "";

  /** @param {{ size?: number }} [options] */
  constructor({ size = PICTURE_SIZE } = {}) {
    super();
    this.size = size;
  }

  /** In the order in which they are shown. @returns {ReadonlyArray<ArrangedClass>} */
  get classes() {
    return this.#classes;
  }

  /**
   * The classes that take part in training. They come in the order in which they were added, however they are arranged: with them in
   * another order a training would come to other weights, and a comparison would be with other pictures.
   * @returns {ArrangedClass[]}
   */
  get inTraining() {
    return this.#classes.filter(({ off }) => !off).sort((a, b) => Number(a.id) - Number(b.id));
  }

  /**
   * Arranges what belongs to classes, such as a network's outputs, as the classes are; what is of none that there is comes last.
   * @template {{ id: string }} T  id: of its class @param {ReadonlyArray<T>} list @returns {T[]}
   */
  inOrder(list) {
    const places = new Map(this.#classes.map(({ id }, place) => [id, place]));
    const placeOf = (/** @type {T} */ { id }) => places.get(id) ?? places.size;
    return [...list].sort((a, b) => placeOf(a) - placeOf(b));
  }

  /** @param {string} [name] left out: "Class 3", or the next that is free */
  addClass(name) {
    this.#checkLock();
    const added = {
      id: this.#newId(),
      name: name === undefined ? this.#freeName() : this.#checkName(name),
      pictures: [],
      ...{ colour: freeColour(this.#classes), off: false },
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
   * @returns {() => void} puts it back with its id and pictures; with a number behind its name if that has been taken in the meantime
   */
  removeClass(id) {
    const removed = this.#find(id);
    const place = this.#classes.indexOf(removed);
    this.#classes.splice(place, 1);
    this.#changed();
    return () => {
      this.#checkLock();
      if (this.#classes.some((one) => one.id === id)) return;
      removed.name = this.#freeNameLike(removed.name);
      this.#classes.splice(place, 0, removed);
      this.#changed();
    };
  }

  /** @param {string} id @param {number} place  among the classes, from 0 @returns {() => void} puts it back; throws if it is gone */
  moveClass(id, place) {
    const before = this.#classes.indexOf(this.#find(id));
    const move = (/** @type {number} */ to) => {
      const moved = this.#find(id);
      this.#classes.splice(this.#classes.indexOf(moved), 1);
      this.#classes.splice(to, 0, moved);
    };
    move(place);
    this.#changed();
    return this.#once(() => move(before));
  }

  /** @param {string} id @param {Partial<Pick<ArrangedClass, "colour" | "off">>} change @returns {() => void} takes it back; throws if the class is gone */
  arrangeClass(id, change) {
    const arranged = this.#find(id);
    const { colour, off } = arranged;
    Object.assign(arranged, change);
    this.#changed();
    return this.#once(() => Object.assign(this.#find(id), { colour, off }));
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
   * @param {Iterable<string>} pictureIds  of any classes; those that are gone are passed over
   * @returns {() => void} puts them back where they were; throws if a class that they were in is gone
   */
  removePictures(pictureIds) {
    const taken = this.#take(pictureIds);
    if (taken.size === 0) return () => {}; // pressed twice
    this.#changed();
    return this.#once(() => {
      for (const [classId, pictures] of taken) insert(this.#find(classId), pictures);
    });
  }

  /**
   * @param {Iterable<string>} pictureIds  of any classes; those that are gone are passed over @param {string} toClassId
   * @returns {() => void} moves back those that are still there; throws if a class that they came from is gone
   */
  movePictures(pictureIds, toClassId) {
    const to = this.#find(toClassId);
    const own = new Set(to.pictures.map(({ id }) => id));
    const taken = this.#take([...pictureIds].filter((id) => !own.has(id)));
    if (taken.size === 0) return () => {}; // pressed twice
    insert(to, [...taken.values()].flat());
    this.#changed();
    return this.#once(() => {
      const from = [...taken].map(([id, pictures]) => ({ one: this.#find(id), pictures }));
      for (const { one, pictures } of from) {
        const moved = new Set(pictures);
        const back = to.pictures.filter((picture) => moved.has(picture));
        to.pictures = to.pictures.filter((picture) => !moved.has(picture));
        insert(one, back);
      }
    });
  }

  /** A picture that turned out to be unreadable is none, whoever may change the others. @param {string} id */
  lose(id) {
    for (const one of this.#classes) one.pictures = one.pictures.filter((own) => own.id !== id);
    this.#changed();
  }

  /** Every picture by its id, with the class that it is in. @returns {Map<string, { picture: Picture, class: PictureClass }>} */
  located() {
    return new Map(
      this.#classes.flatMap((one) =>
        one.pictures.map((picture) => [picture.id, { picture, class: one }]),
      ),
    );
  }

  /** @param {string} id @returns {() => void} puts its pictures back; throws if it is gone */
  clearClass(id) {
    return this.removePictures(this.#find(id).pictures.map((picture) => picture.id));
  }

  /**
   * Replaces everything, for instance with what an earlier visit left, and dispatches "replace". Ids are kept; new ones will not
   * repeat them. Classes that know of no colour get those that are free.
   * @param {ReadonlyArray<PictureClass & Partial<ArrangedClass>>} classes
   */
  restore(classes) {
    const taken = classes.flatMap(({ colour }) => (isColour(colour) ? { colour } : []));
    this.#classes = classes.map(({ id, name, pictures, colour: own, off = false }) => {
      const colour = isColour(own) ? own : freeColour(taken);
      if (!isColour(own)) taken.push({ colour });
      return { id, name, pictures: [...pictures], colour, off };
    });
    this.reserve(
      classes.flatMap(({ id, pictures }) => [
        id,
        ...pictures.flatMap((picture) => [picture.id, picture.recording]),
      ]),
    );
    this.dispatchEvent(new Event("replace"));
    this.#changed();
  }

  /** Ids that something else still refers to, such as a trained network, are not given to anything new. @param {string[]} ids */
  reserve(ids) {
    this.#lastId = ids.reduce((last, id) => Math.max(last, Number(id) || 0), this.#lastId);
  }

  /** Takes pictures out of their classes. @param {Iterable<string>} ids @returns {Map<string, Picture[]>} by the class that each was in */
  #take(ids) {
    this.#checkLock();
    const wanted = new Set(ids);
    /** @type {Map<string, Picture[]>} */
    const taken = new Map();
    for (const one of this.#classes) {
      const some = one.pictures.filter(({ id }) => wanted.has(id));
      if (some.length === 0) continue;
      taken.set(one.id, some);
      one.pictures = one.pictures.filter(({ id }) => !wanted.has(id));
    }
    return taken;
  }

  /** @param {() => void} change @returns {() => void} makes it, and announces it, if it has not been made before */
  #once(change) {
    let made = false;
    return () => {
      if (made) return;
      this.#checkLock();
      change();
      made = true;
      this.#changed();
    };
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

  /** @param {string} name @returns {string} this one, or “Cup 2” */
  #freeNameLike(name) {
    let free = name;
    for (let number = 2; this.#isTaken(free); number++) {
      const ending = ` ${number}`;
      free = [...name].slice(0, LONGEST_NAME - ending.length).join("") + ending;
    }
    return free;
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

/** Puts pictures where they belong: ids count up in the order in which pictures were taken. @param {PictureClass} one @param {Picture[]} pictures */
function insert(one, pictures) {
  one.pictures = [...one.pictures, ...pictures].sort((a, b) => Number(a.id) - Number(b.id));
}

/** @param {unknown} colour  of any version of the page @returns {colour is number} */
function isColour(colour) {
  return typeof colour === "number" && Number.isInteger(colour) && colour >= 0 && colour < COLOURS;
}

/** The first of those that the fewest classes have. @param {ReadonlyArray<{ colour: number }>} classes */
function freeColour(classes) {
  const counts = new Array(COLOURS).fill(0);
  for (const { colour } of classes) counts[colour] += 1;
  return counts.indexOf(Math.min(...counts));
}
