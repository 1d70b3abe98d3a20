// @ts-check
/** What a person chooses, in the words in which it is kept on the device, and in the engine's. */

/** @typedef {import("./types.js").KeptSettings} KeptSettings */
/** @typedef {import("./types.js").Settings} Settings */

/** Pictures are squares of this many pixels: as many as the largest stem looks at. The engine reduces them for the others. */
export const PICTURE_SIZE = 128;
/** Networks without a stem look at this many: more would take longer and tell them little. */
const OWN_SIZE = 64;

/** The method whose network begins with a stem. */
export const WITH_STEM = "quick_eye";

/** @param {KeptSettings} kept @returns {Omit<Settings, "classes">} left out: as the method has it */
export function settingsOf(kept) {
  const method = kept.preset;
  return /** @type {Settings} */ ({
    method,
    epochs: kept.epochs ?? undefined,
    augmentation: kept.augmentation || undefined,
    early_stopping: kept.stopEarly === "no" ? false : undefined,
    sure_from: kept.sureFrom,
    pictures: square(PICTURE_SIZE),
    ...(method === WITH_STEM
      ? { stem: kept.stem, fine_tune: kept.fineTune === "yes" }
      : ownNetwork(kept)),
  });
}

/** What only a network that learns as a whole needs. @param {KeptSettings} kept */
function ownNetwork(kept) {
  return {
    ...(kept.layers
      ? { layers: kept.layers }
      : { network_size: kept.networkSize, activation: kept.activation || undefined }),
    batch_size: kept.batchSize,
    learning_rate: kept.learningRate,
    optimizer: kept.optimizer || undefined,
    schedule: kept.schedule || undefined,
    clip_norm: kept.clipNorm > 0 ? kept.clipNorm : undefined,
    input: square(OWN_SIZE),
  };
}

/** @param {number} side */
function square(side) {
  return { height: side, width: side, channels: 3 };
}
