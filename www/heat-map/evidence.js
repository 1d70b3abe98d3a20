// @ts-check
/** What the engine found at each place, as strengths that can be painted and put into words. */

/** @typedef {import("../engine/types.js").Evidence} Evidence */
/**
 * How far each place speaks for a class (up to 1) or against it (down to −1), row by row.
 * @typedef {{ height: number, width: number, values: Float32Array }} Strengths
 */

/** A logit from which evidence counts as full: where all places had it, two classes would stand at 88 to 12. */
const FULL = 1;
/** What is weaker is not said to be anywhere. */
const FAINT = 0.1;
/** Where the middle third of the words begins and ends. Centres of evidence lie nearer to the middle than things do. */
const MIDDLE = [0.42, 0.58];

/**
 * Of one class. Softmax does not change when all logits rise: what counts is how far the class is above the mean of all. Of scores it is
 * how far they are above a mere guess.
 * @param {Evidence} evidence @param {number} place  of the class
 * @returns {Strengths}
 */
export function strengthsOf({ kind, height, width, values: all, bias }, place) {
  const count = bias.length;
  const values = new Float32Array(height * width);
  for (let i = 0; i < values.length; i++) {
    const here = all.subarray(i * count, (i + 1) * count);
    if (kind === "sliding") {
      const above = here[place] - 1 / count;
      values[i] = above > 0 ? above / (1 - 1 / count) : above * count;
    } else {
      values[i] = here[place] - here.reduce((sum, value) => sum + value, 0) / count;
    }
  }
  if (kind !== "sliding") {
    const most = values.reduce((most, value) => Math.max(most, Math.abs(value)), FULL);
    values.forEach((value, i) => (values[i] = value / most));
  }
  return { height, width, values };
}

/**
 * From one map to the next in steps, so that it does not flicker.
 * @param {Strengths | null} before @param {Strengths} next @param {number} part  0…1: how much of the next counts
 * @returns {Strengths}
 */
export function blend(before, next, part) {
  if (before?.height !== next.height || before.width !== next.width) return next;
  const values = next.values.map(
    (value, i) => before.values[i] + part * (value - before.values[i]),
  );
  return { ...next, values };
}

/**
 * The centre of what speaks for the class, from 0 (left, top) to 1; null where hardly anything does. Squared, because a little evidence
 * all over the picture would draw it to the middle.
 * @param {Strengths} strengths @returns {{ x: number, y: number } | null}
 */
export function centreOf({ height, width, values }) {
  let [sum, x, y, most] = [0, 0, 0, 0];
  values.forEach((value, i) => {
    const weight = Math.max(0, value) ** 2;
    most = Math.max(most, value);
    sum += weight;
    x += weight * (((i % width) + 0.5) / width);
    y += weight * ((Math.floor(i / width) + 0.5) / height);
  });
  return most < FAINT ? null : { x: x / sum, y: y / sum };
}

/** A word for it, for sentences. @param {{ x: number, y: number } | null} centre */
export function wordFor(centre) {
  if (!centre) return "nowhere";
  const third = (/** @type {number} */ at, /** @type {string[]} */ [low, middle, high]) =>
    at < MIDDLE[0] ? low : at > MIDDLE[1] ? high : middle;
  return `${third(centre.y, ["upper", "middle", "lower"])}-${third(centre.x, ["left", "centre", "right"])}`;
}

/** As in Inside, blue and orange, which all kinds of colour vision tell apart; brighter, as they lie on a picture. */
const FOR = [255, 138, 20];
const AGAINST = [40, 120, 255];
const MOST_OPAQUE = 0.62 * 255;

/** RGBA, one pixel a place: nothing where there is no evidence. @param {Strengths} strengths */
export function painted({ values }) {
  const rgba = new Uint8ClampedArray(4 * values.length);
  values.forEach((value, i) => {
    rgba.set(value > 0 ? FOR : AGAINST, 4 * i);
    rgba[4 * i + 3] = MOST_OPAQUE * Math.min(1, Math.abs(value));
  });
  return rgba;
}
