// @ts-check
/** Whether the pictures are enough to train with, and what will spoil it, in sentences for the person beside the Train button. */

/** @typedef {import("../engine/types.js").PictureClass} PictureClass */
/**
 * @typedef {{ ready: boolean, reason?: string, warning?: string, suspects?: ReadonlySet<string> }} Readiness  reason: why not;
 *   warning: train by all means, but …; suspects: the pictures that the warning is about, by id
 * @typedef {{ text: string, suspects: string[] }} Finding
 */

/** From this ratio on it is worth a word. Classes may count alike in training (targets.js): few pictures still show little of theirs. */
const UNEQUAL = 4;

/** @param {ReadonlyArray<PictureClass>} classes @returns {Readiness} */
export function readiness(classes) {
  const filled = classes.filter(({ pictures }) => pictures.length > 0);
  const empty = classes.filter(({ pictures }) => pictures.length === 0);
  if (classes.length < 2)
    return {
      ready: false,
      reason: "Add a second class: a network learns by telling things apart.",
    };
  if (filled.length < 2) {
    const missing =
      filled.length === 0 ? "two classes" : `one more class, for instance “${empty[0].name}”`;
    return { ready: false, reason: `Record or upload pictures for ${missing}.` };
  }
  const doubtful = [duplicates(filled), plain(filled)];
  const warning = [
    ...doubtful.map(({ text }) => text),
    unequal(filled),
    single(filled),
    missing(empty),
  ]
    .filter(Boolean)
    .join("\n");
  return warning
    ? { ready: true, warning, suspects: new Set(doubtful.flatMap(({ suspects }) => suspects)) }
    : { ready: true };
}

/** One picture in two classes teaches a contradiction. @param {PictureClass[]} classes @returns {Finding} */
function duplicates(classes) {
  /** @type {Map<number, { name: string, place: number, id: string, rgba: Uint8ClampedArray }[]>} */
  const known = new Map();
  /** @type {string[]} */
  const found = [];
  /** @type {string[]} */
  const suspects = [];
  for (const { name, pictures } of classes) {
    for (const [i, { id, rgba }] of pictures.entries()) {
      const { sample } = look(rgba);
      const alike = known.get(sample) ?? [];
      const twin = alike.find((other) => other.name !== name && same(other.rgba, rgba));
      if (twin) {
        found.push(`picture ${twin.place} of “${twin.name}” is also picture ${i + 1} of “${name}”`);
        suspects.push(twin.id, id);
      }
      alike.push({ name, place: i + 1, id, rgba });
      known.set(sample, alike);
    }
  }
  if (found.length === 0) return { text: "", suspects };
  const more = found.length > 1 ? ` (and ${found.length - 1} more like this)` : "";
  return {
    text: `${found[0][0].toUpperCase()}${found[0].slice(1)}${more}: it cannot be both. Delete one of them; they are framed in step 2.`,
    suspects,
  };
}

/** Pictures without anything in them, as of a covered camera. @param {PictureClass[]} classes @returns {Finding} */
function plain(classes) {
  const found = classes
    .map(({ name, pictures }) => ({
      name,
      pictures,
      places: pictures.flatMap(({ rgba }, i) => (look(rgba).plain ? [i + 1] : [])),
    }))
    .filter(({ places }) => places.length > 0);
  const text = found.map(({ name, places }) =>
    places.length === 1
      ? `Picture ${places[0]} of “${name}” is of one colour throughout, as of a covered camera. Delete it; it is framed in step 2.`
      : `${places.length} pictures of “${name}”, the first being picture ${places[0]}, are of one colour throughout, as of a covered camera. Delete them; they are framed in step 2.`,
  );
  return {
    text: text.join("\n"),
    suspects: found.flatMap(({ pictures, places }) =>
      places.map((place) => pictures[place - 1].id),
    ),
  };
}

/** @param {PictureClass[]} classes */
function unequal(classes) {
  const bySize = [...classes].sort((a, b) => a.pictures.length - b.pictures.length);
  const [least, greatest] = [bySize[0], bySize[bySize.length - 1]];
  if (greatest.pictures.length < UNEQUAL * least.pictures.length) return "";
  const ratio = Math.round(greatest.pictures.length / least.pictures.length);
  return `“${greatest.name}” has ${ratio} times as many pictures as “${least.name}”, which will be recognised less well. Record more of “${least.name}”.`;
}

/** The check needs one picture that is not learned. @param {PictureClass[]} classes */
function single(classes) {
  const names = classes
    .filter(({ pictures }) => pictures.length === 1)
    .map(({ name }) => `“${name}”`);
  if (names.length === 0) return "";
  return `Of ${names.join(" and ")} there is only a single picture: it can be learned, but not tested. Record more.`;
}

/** @param {PictureClass[]} empty */
function missing(empty) {
  return empty.length > 0 ? `“${empty[0].name}” has no pictures yet and cannot be recognised.` : "";
}

/** What was found out about a picture before: it is asked for again with every picture that is added. @type {WeakMap<Uint8ClampedArray, Look>} */
const looks = new WeakMap();

/**
 * @typedef {{ sample: number, plain: boolean }} Look  sample: some of a picture, folded into a number; pictures that differ in it
 *   are not the same. plain: of one colour throughout
 * @param {Uint8ClampedArray} rgba @returns {Look}
 */
function look(rgba) {
  const known = looks.get(rgba);
  if (known) return known;
  const step = Math.floor(rgba.length / 61) | 1; // odd: all four channels have their turn
  let sample = 0;
  for (let i = 0; i < rgba.length; i += step) sample = (Math.imul(sample, 31) + rgba[i]) | 0;
  const found = { sample, plain: rgba.every((value, i) => value === rgba[i % 4]) };
  looks.set(rgba, found);
  return found;
}

/** @param {Uint8ClampedArray} a @param {Uint8ClampedArray} b */
function same(a, b) {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
