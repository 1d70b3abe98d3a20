// @ts-check
/** A training that the closed tab interrupted: what is kept of it, and whether it can go on to the same weights. */

/**
 * @typedef {import("./engine/types.js").LabelledPicture} LabelledPicture
 * @typedef {import("./engine/types.js").PictureClass} PictureClass
 *
 * What stays the same while it runs. build: of the engine; pictures: in the order in which the engine has them.
 * @typedef {object} Begun
 * @property {string} build
 * @property {number} seed
 * @property {import("./engine/types.js").KeptSettings} choice
 * @property {ReadonlyArray<import("./session.js").TrainedClass>} classes  by the names that the network knows
 * @property {ReadonlyArray<{ id: string, classId: string }>} pictures
 *
 * How far it has come. epoch: 0 before the first; points: of the curves; attempts: how often it went on from here; paused: it
 * waits for whoever paused it, also in the next visit; progress: what it said last.
 * @typedef {import("./workers/trainer.js").Checkpoint & { epoch: number, points: ReadonlyArray<import("./session.js").Point>,
 *   seconds: number, attempts: number, paused?: boolean, progress?: import("./engine/types.js").Progress | null }} Reached
 *
 * @typedef {{ begun: Begun, reached: Reached }} Interruption
 *
 * Why it cannot go on: with another build of the engine, without all of its pictures, because it ended the tab whenever it went
 * on, or because what is kept of it cannot be read.
 * @typedef {"build" | "pictures" | "attempts" | "damaged"} Obstacle
 */

/** A training that takes all of a phone's memory must not do so at every visit. */
const MOST_ATTEMPTS = 3;

/**
 * What of a training that begins is kept.
 * @param {Pick<Begun, "build" | "seed" | "choice">} training @param {ReadonlyArray<PictureClass>} classes
 * @param {ReadonlyArray<LabelledPicture>} order  of their pictures
 * @returns {Begun}
 */
export function begunWith(training, classes, order) {
  const ids = new Map(
    classes.flatMap(({ id: classId, pictures }) =>
      pictures.map((picture) => [
        /** @type {LabelledPicture} */ (picture),
        { id: picture.id, classId },
      ]),
    ),
  );
  return {
    ...training,
    classes: classes.map(({ id, name }) => ({ id, name })),
    pictures: order.flatMap((picture) => ids.get(picture) ?? []),
  };
}

/**
 * Its classes and pictures among those that there are now.
 * @param {Interruption} interruption @param {ReadonlyArray<PictureClass>} classes @param {string} build  of the engine, now
 * @returns {{ obstacle: Obstacle } | { obstacle: null, classes: PictureClass[], order: LabelledPicture[] }}
 */
export function takeUp({ begun, reached }, classes, build) {
  if (begun.build !== build) return { obstacle: "build" };
  if (reached.attempts >= MOST_ATTEMPTS) return { obstacle: "attempts" };
  const found = new Map(
    classes.flatMap(({ pictures }) => pictures.map((picture) => [picture.id, picture])),
  );
  const order = begun.pictures.flatMap(({ id }) => found.get(id) ?? []);
  if (order.length < begun.pictures.length) return { obstacle: "pictures" };
  const classOf = new Map(begun.pictures.map(({ id, classId }) => [id, classId]));
  return {
    obstacle: null,
    order,
    classes: begun.classes.map(({ id, name }) => ({
      ...{ id, name },
      pictures: [...found.values()].filter((picture) => classOf.get(picture.id) === id),
    })),
  };
}
