// @ts-check
/** What an earlier visit left in the database of a project, as far as it can be read. */

import { text } from "../text/index.js";
import { NOTHING, readAll } from "./database.js";
import { listPictures } from "./stored-pictures.js";

/** @typedef {import("./database.js").Database} Database */
/** @typedef {import("./storage.js").SavedNetwork} SavedNetwork */
/** @typedef {import("./stored-pictures.js").StoredPictures} StoredPictures */
/** @typedef {import("../engine/types.js").PictureClass} PictureClass */
/** @typedef {import("../engine/types.js").ArrangedClass} ArrangedClass */
/** @typedef {import("../interruption.js").Interruption} Interruption */

/**
 * gone: how many pictures are known not to be readable; begun: of a training that did not come to its end, and reached: how far it
 * came.
 * @typedef {{ classes: (PictureClass & Partial<ArrangedClass>)[], gone: number, network: SavedNetwork | null,
 *   settings: import("../engine/types.js").SavedSettings | null, begun: Interruption["begun"] | null,
 *   reached: Interruption["reached"] | null }} Kept
 */

/** @param {Database} database @param {StoredPictures} stored  gets the pictures that there are @returns {Promise<Kept>} */
export async function readProject(database, stored) {
  const has = (/** @type {string} */ store) => database.objectStoreNames.contains(store);
  // One of an older version that another tab has open may lack some, a damaged one any.
  const all = async (/** @type {string} */ store) =>
    has(store) ? readAll(database, store) : NOTHING;
  const one = async (/** @type {string} */ store, /** @type {string} */ key) =>
    has(store) ? database.get(store, key).catch(() => null) : null;
  const [{ values: classes }, { pictures, damaged }] = await Promise.all([
    all("classes"),
    has("pictures") ? listPictures(database) : { pictures: [], damaged: 0 },
  ]);
  const [network, settings, begun, reached] = await Promise.all([
    one("network", "last"),
    one("settings", "last"),
    one("training", "begun"),
    one("training", "reached"),
  ]);
  classes.sort((a, b) => a.place - b.place);
  /** @type {Map<string, import("../engine/types.js").Picture[]>} */
  const picturesOf = new Map(classes.map(({ id }) => [id, []]));
  for (const listed of pictures) {
    const { classId } = listed;
    let some = picturesOf.get(classId);
    if (!some) {
      // A class that is damaged is missed least by its name.
      classes.push({ id: classId, name: text("class-free-name", { number: Number(classId) }) });
      picturesOf.set(classId, (some = []));
    }
    some.push(stored.take(listed));
  }
  return {
    classes: classes.map(({ id, name, colour, off }) => ({
      ...{ id, name, colour, off: off === true },
      pictures: picturesOf.get(id) ?? [],
    })),
    gone: damaged,
    network: network ?? null,
    settings: settings ?? null,
    begun: begun ?? null,
    reached: reached ?? null,
  };
}
