// @ts-check

/**
 * @typedef {import("../engine/types.js").Picture} Picture
 * @typedef {{ id: string, pictures: Picture[] }} Recording  one press of "Record", or one upload; its pictures, the newest first
 */

/** @param {ReadonlyArray<Picture>} pictures  of a class, the oldest first @returns {Recording[]} the newest first */
export function recordingsOf(pictures) {
  /** @type {Map<string, Picture[]>} */
  const all = new Map();
  for (const picture of pictures) {
    const recording = all.get(picture.recording);
    if (recording) recording.push(picture);
    else all.set(picture.recording, [picture]);
  }
  return [...all].map(([id, pictures]) => ({ id, pictures: pictures.reverse() })).reverse();
}

/**
 * What takes the place of pictures that go away: the one behind them in their recording, or else before them, or else in the
 * recording behind or before.
 * @param {Recording[]} recordings @param {ReadonlySet<string>} gone  ids, of one recording
 */
export function neighbour(recordings, gone) {
  const place = recordings.findIndex(({ pictures }) => pictures.some(({ id }) => gone.has(id)));
  if (place < 0) return null;
  const { pictures } = recordings[place];
  const places = pictures.flatMap(({ id }, i) => (gone.has(id) ? [i] : []));
  return (
    pictures[places[places.length - 1] + 1] ??
    pictures[places[0] - 1] ??
    recordings[place + 1]?.pictures[0] ??
    recordings[place - 1]?.pictures.at(-1) ??
    null
  );
}
