// @ts-check

/**
 * @typedef {"off" | "little" | "lot"} Smoothing
 *
 * @typedef {object} Chosen  kept on the device
 * @property {Smoothing} smoothing
 * @property {boolean} counting  whether answers are counted
 * @property {boolean} spoken  whether they are said aloud
 * @property {boolean} sound  whether a tone tells that another class is the answer
 *
 * What is chosen and counted for single classes, by their ids; kept with the project.
 * @typedef {object} OfClasses
 * @property {Readonly<Record<string, number>>} thresholds  0…1, of classes that have one of their own
 * @property {Readonly<Record<string, number>>} counts  how often each has become the answer
 */

/** ms after which 63% of a change is seen. */
export const SMOOTHING_MS = /** @type {Readonly<Record<Smoothing, number>>} */ ({
  off: 0,
  little: 150,
  lot: 800,
});

const KEPT = "tab-trainer-answer";

/** @type {Readonly<Chosen>} */
const USUAL = { smoothing: "little", counting: false, spoken: false, sound: false };
/** @type {OfClasses} */
const NOTHING = { thresholds: {}, counts: {} };

/**
 * How a person wants the live answer. Dispatches "change", and before it "classes" when something was chosen or counted for a class.
 */
export class AnswerPreferences extends EventTarget {
  #chosen = checked(kept());
  #ofClasses = NOTHING;

  get chosen() {
    return this.#chosen;
  }

  get ofClasses() {
    return this.#ofClasses;
  }

  /** Whether the device keeps anything of it, apart from the project. */
  get kept() {
    return Object.keys(kept()).length > 0;
  }

  /** @param {Partial<Chosen>} change */
  choose(change) {
    this.#chosen = checked({ ...this.#chosen, ...change });
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.#chosen));
    } catch {
      // The browser forbids storage.
    }
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} id  of a class @param {number} threshold  0…1 */
  setThreshold(id, threshold) {
    this.#change({ thresholds: { ...this.#ofClasses.thresholds, [id]: threshold } });
  }

  /** Those of these classes, and of no others. @param {ReadonlyArray<string>} ids @param {Readonly<Record<string, number>>} thresholds  a class that is not in it has the usual one */
  replaceThresholds(ids, thresholds) {
    const others = Object.entries(this.#ofClasses.thresholds).filter(([id]) => !ids.includes(id));
    this.#change({ thresholds: { ...Object.fromEntries(others), ...thresholds } });
  }

  resetThresholds() {
    this.#change({ thresholds: {} });
  }

  /** Once more. @param {string} id  of a class */
  count(id) {
    const { counts } = this.#ofClasses;
    this.#change({ counts: { ...counts, [id]: (counts[id] ?? 0) + 1 } });
  }

  resetCounts() {
    this.#change({ counts: {} });
  }

  /** @param {Partial<OfClasses>} change */
  #change(change) {
    this.#ofClasses = { ...this.#ofClasses, ...change };
    this.dispatchEvent(new Event("classes"));
    this.dispatchEvent(new Event("change"));
  }

  /** What an earlier visit left of a project. @param {Partial<OfClasses> | null | undefined} found  of any version of the page */
  restore(found) {
    this.#ofClasses = {
      thresholds: numbers(found?.thresholds, 1),
      counts: numbers(found?.counts, Infinity),
    };
    this.dispatchEvent(new Event("change"));
  }

  forget() {
    this.#chosen = USUAL;
    this.#ofClasses = NOTHING;
    try {
      localStorage.removeItem(KEPT);
    } catch {
      // Nothing was kept.
    }
    this.dispatchEvent(new Event("change"));
  }
}

/** @returns {Partial<Record<keyof Chosen, any>>} of any version of the page, or of nobody knows whom */
function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return found !== null && typeof found === "object" ? found : {};
  } catch {
    return {};
  }
}

/** @param {Partial<Record<keyof Chosen, any>>} found @returns {Readonly<Chosen>} */
function checked({ smoothing, counting, spoken, sound }) {
  return {
    smoothing: Object.keys(SMOOTHING_MS).includes(smoothing) ? smoothing : USUAL.smoothing,
    ...{ counting: counting === true, spoken: spoken === true, sound: sound === true },
  };
}

/** @param {Record<string, unknown> | undefined} found @param {number} most @returns {Record<string, number>} */
function numbers(found, most) {
  const usable = Object.entries(found ?? {}).filter(
    ([, value]) => typeof value === "number" && value >= 0 && value <= most,
  );
  return /** @type {Record<string, number>} */ (Object.fromEntries(usable));
}
