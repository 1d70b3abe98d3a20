// @ts-check
/** What an earlier visit left in the database of a project, as far as it can be read. */

import { SquareReader, resized } from "../camera/pixels.js";
import { text } from "../text/index.js";
import { NOTHING, readAll } from "./database.js";

/** @typedef {import("./database.js").Database} Database */
/** @typedef {import("./storage.js").SavedNetwork} SavedNetwork */
/** @typedef {import("../engine/types.js").Picture & { classId: string }} SavedPicture */
/** @typedef {import("../engine/types.js").PictureClass} PictureClass */
/** @typedef {import("../engine/types.js").ArrangedClass} ArrangedClass */
/** @typedef {import("../interruption.js").Interruption} Interruption */

/**
 * classOf: of each picture in the database, by its id, the class; gone: how many pictures cannot be used; begun: of a training
 * that did not come to its end, and reached: how far it came.
 * @typedef {{ classes: (PictureClass & Partial<ArrangedClass>)[], classOf: Map<string, string>, gone: number, network: SavedNetwork | null,
 *   settings: import("../engine/types.js").SavedSettings | null, begun: Interruption["begun"] | null,
 *   reached: Interruption["reached"] | null }} Kept
 */

/** @param {Database} database @param {number} size  of a picture, in pixels on a side @returns {Promise<Kept>} */
export async function readProject(database, size) {
  const has = (/** @type {string} */ store) => database.objectStoreNames.contains(store);
  // One of an older version that another tab has open may lack some, a damaged one any.
  const all = async (/** @type {string} */ store) =>
    has(store) ? readAll(database, store) : NOTHING;
  const one = async (/** @type {string} */ store, /** @type {string} */ key) =>
    has(store) ? database.get(store, key).catch(() => null) : null;
  const [{ values: classes }, pictures] = await Promise.all([all("classes"), all("pictures")]);
  const [network, settings, begun, reached] = await Promise.all([
    one("network", "last"),
    one("settings", "last"),
    one("training", "begun"),
    one("training", "reached"),
  ]);
  classes.sort((a, b) => a.place - b.place);
  // Ids count up, so they say in which order the pictures were taken.
  pictures.values.sort((a, b) => Number(a.id) - Number(b.id));
  const usable = fitted(pictures.values, size);
  // A class that is damaged is missed least by its name.
  const orphans = usable.filter(({ classId }) => !classes.some(({ id }) => id === classId));
  for (const id of new Set(orphans.map(({ classId }) => classId)))
    classes.push({ id, name: text("class-free-name", { number: Number(id) }) });
  return {
    classes: classes.map(({ id, name, colour, off }) => ({
      ...{ id, name, colour, off: off === true },
      pictures: usable.filter(({ classId }) => classId === id),
    })),
    classOf: new Map(pictures.values.map(({ id, classId }) => [id, classId])),
    gone: pictures.damaged + pictures.values.length - usable.length,
    network: network ?? null,
    settings: settings ?? null,
    begun: begun ?? null,
    reached: reached ?? null,
  };
}

/**
 * Pictures of this many pixels on a side; those of earlier versions of the page have half as many, and stay so in the database.
 * @param {SavedPicture[]} pictures @param {number} size
 */
function fitted(pictures, size) {
  const bytes = size ** 2 * 4;
  /** @type {SquareReader | undefined} */
  let reader;
  return pictures.flatMap((picture) => {
    if (picture.rgba?.length === bytes) return [picture];
    if (picture.rgba?.length !== bytes / 4) return []; // damaged
    reader ??= new SquareReader(size);
    return [{ ...picture, rgba: resized(picture.rgba, reader) }];
  });
}
