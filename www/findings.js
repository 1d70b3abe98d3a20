// @ts-check
/** What a training found out about single pictures: which it takes for what, and which are worth a second look. */

/**
 * @typedef {import("./data/dataset.js").Dataset} Dataset
 * @typedef {import("./engine/types.js").Picture} Picture
 * @typedef {import("./engine/types.js").PictureClass} PictureClass
 *
 * What a picture was labelled, and what the network takes it for; all three are ids of the data set.
 * @typedef {{ picture: string, label: string, answer: string, probability: number }} Answered
 *
 * tested: whether the pictures that were checked are a validation set; classes: those that the network tells apart.
 * @typedef {object} Findings
 * @property {boolean} tested
 * @property {ReadonlyArray<{ id: string, name: string }>} classes
 * @property {ReadonlyArray<Answered>} checked
 * @property {ReadonlyArray<Answered>} suspects  the surest first
 * @property {ReadonlyArray<Answered>} hardest  those with the highest loss first
 *
 * A picture to look at; suspect: it is probably mislabelled.
 * @typedef {{ answered: Answered, picture: Picture, suspect: boolean }} ToCheck
 */

/**
 * Of a report. To be called as soon as it has come: the engine's ids of pictures are good until its worker gets others, or another
 * worker takes over.
 * @param {import("./engine/types.js").Report} report
 * @param {ReadonlyArray<PictureClass>} classes  that it was trained with
 * @param {(id: number) => Picture | undefined} pictureOf  an id of the engine
 * @returns {Findings}
 */
export function findingsOf({ checked, suspects, hardest, check, confusion }, classes, pictureOf) {
  const named = (/** @type {import("./engine/types.js").Report["checked"]} */ list) =>
    list.flatMap(({ id, class: label, predicted, probability }) => {
      const picture = pictureOf(id);
      if (!picture) return [];
      const answer = classes[predicted].id;
      return { picture: picture.id, label: classes[label].id, answer, probability };
    });
  const occurs = (/** @type {unknown} */ _, /** @type {number} */ label) =>
    classes[label].pictures.length > 0 || confusion.some((row) => row[label] > 0);
  return {
    tested: check.kind !== "none",
    classes: classes.filter(occurs).map(({ id, name }) => ({ id, name })),
    ...{ checked: named(checked), suspects: named(suspects), hardest: named(hardest) },
  };
}

/**
 * The pictures to look at that still are what they were: those that are probably mislabelled, then the others that are hardest. A
 * picture that was deleted, or moved to another class, has been dealt with.
 * @param {Findings} findings @param {Dataset} dataset
 * @returns {ToCheck[]}
 */
export function toCheck({ suspects, hardest }, dataset) {
  const located = dataset.located();
  const suspected = new Set(suspects.map(({ picture }) => picture));
  const others = hardest.filter(({ picture }) => !suspected.has(picture));
  return [...suspects, ...others].flatMap((answered) => {
    const found = located.get(answered.picture);
    if (found?.class.id !== answered.label) return [];
    return { answered, picture: found.picture, suspect: suspected.has(answered.picture) };
  });
}
