// @ts-check
/** What a person chooses, in the words in which it is kept on the device, and in the engine's. */

/** @typedef {import("./types.js").KeptSettings} KeptSettings */
/** @typedef {import("./types.js").Settings} Settings */

/** Pictures are squares of this many pixels. */
export const PICTURE_SIZE = 64;

/** @param {KeptSettings} kept @returns {Omit<Settings, "classes">} left out: as the method has it */
export function settingsOf(kept) {
  return /** @type {Settings} */ ({
    method: kept.preset,
    network_size: kept.networkSize,
    epochs: kept.epochs ?? undefined,
    batch_size: kept.batchSize,
    learning_rate: kept.learningRate,
    optimizer: kept.optimizer || undefined,
    schedule: kept.schedule || undefined,
    activation: kept.activation || undefined,
    augmentation: kept.augmentation || undefined,
    clip_norm: kept.clipNorm > 0 ? kept.clipNorm : undefined,
    early_stopping: kept.stopEarly === "no" ? false : undefined,
    sure_from: kept.sureFrom,
    input: { height: PICTURE_SIZE, width: PICTURE_SIZE, channels: 3 },
  });
}
