// @ts-check
/** Trainings with the same pictures, to be compared. */

/**
 * @typedef {import("./engine/types.js").PictureClass} PictureClass
 *
 * own: with a network of the person's own; accuracy: of the validation set, null without one; fineTuned: what became of that, null where it was not tried.
 * @typedef {import("./session.js").Learned & { method: string, own: boolean, stem: string | null, accuracy: number | null, seconds: number,
 *   fineTuned: import("./engine/types.js").FineTuned | null }} Compared
 *
 * How a training went. choice: with as many epochs as were planned.
 * @typedef {{ choice: import("./engine/types.js").KeptSettings, points: ReadonlyArray<import("./points.js").Point>,
 *   findings: import("./findings.js").Findings }} Ran
 *
 * number: among those with the same pictures, from 1.
 * @typedef {Pick<Compared, "method" | "own" | "accuracy"> & Ran & { number: number }} Run
 */

/** More would only fill the memory. */
const MOST_RUNS = 8;

/** Those with the pictures of the last one. */
export class Trainings {
  /** Each method once. @type {ReadonlyArray<Compared>} */
  list = [];
  /** Each training, the oldest first. @type {ReadonlyArray<Run>} */
  runs = [];
  /** Which pictures those were. */
  pictures = "";

  /** A training with other pictures is the first of a new list. @param {ReadonlyArray<PictureClass>} classes @param {Compared} training @param {Ran} ran */
  add(classes, training, ran) {
    const same = this.areOf(classes);
    const [others, earlier] = same ? [this.list, this.runs] : [[], []];
    const { method, own, accuracy } = training;
    const number = (earlier.at(-1)?.number ?? 0) + 1;
    this.runs = [...earlier, { method, own, accuracy, number, ...ran }].slice(-MOST_RUNS);
    this.pictures = listed(classes);
    const tuned = hasTunedStem(training);
    const isReplaced = (/** @type {Compared} */ { method, own, stem, fineTuned }) =>
      method === training.method &&
      own === training.own &&
      stem === training.stem &&
      hasTunedStem({ fineTuned }) === tuned;
    this.list = [...others.filter((one) => !isReplaced(one)), training];
  }

  /** Whether these are the pictures that they learned. @param {ReadonlyArray<PictureClass>} classes */
  areOf(classes) {
    return this.runs.length > 0 && this.pictures === listed(classes);
  }

  /** Whether fine-tuning could improve the last one: it has a stem, not every validation picture is right, and it was not tried. */
  get isFineTuningOpen() {
    const last = this.list.at(-1);
    if (!last?.stem || last.accuracy === 1) return false;
    return !this.list.some(({ stem, fineTuned }) => stem === last.stem && fineTuned);
  }

  /** Those of an earlier visit, whose networks were not kept. @param {Pick<Trainings, "runs" | "pictures">} kept */
  restore({ runs, pictures }) {
    Object.assign(this, { list: [], runs, pictures });
  }

  clear() {
    this.list = this.runs = [];
  }
}

/** Whether the stem of a training was fine-tuned, and was the better for it. @param {Pick<Compared, "fineTuned">} one */
export function hasTunedStem({ fineTuned }) {
  return fineTuned?.kept ?? false;
}

/** Which pictures there are, of which class. @param {ReadonlyArray<PictureClass>} classes */
function listed(classes) {
  return JSON.stringify(classes.map(({ id, pictures }) => [id, ...pictures.map(({ id }) => id)]));
}
