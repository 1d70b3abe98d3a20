// @ts-check
/**
 * The shapes that travel between the page's modules, stated once. Types only, nothing runs here.
 *
 * @typedef {object} Picture
 * @property {string} id
 * @property {string} recording        which press of "Record", or which upload, it came from
 * @property {Uint8ClampedArray} rgba  size × size × 4, row-major, as a canvas gives it
 *
 * @typedef {object} PictureClass
 * @property {string} id
 * @property {string} name
 * @property {Picture[]} pictures
 *
 * @typedef {{ name: string, pictures: ReadonlyArray<{ recording: string, rgba: Uint8ClampedArray }> }} LabelledPictures
 *   what training needs of a class; its place in the list is its number
 *
 * @typedef {{ type: string, [option: string]: unknown }} LayerSpec
 * @typedef {object} NetworkSpec
 * @property {{ height: number, width: number, channels: number }} input
 * @property {LayerSpec[]} layers
 * @property {"cross_entropy" | "mse"} loss
 * @property {{ type: string, learning_rate: number, [option: string]: unknown }} optimizer
 *
 * @typedef {{ loss: number, accuracy: number }} Score  accuracy: 0…1
 *
 * @typedef {object} Progress
 * @property {number} epoch             1…epochs, the one that runs or has just ended
 * @property {number} epochs
 * @property {number} fraction          0…1 of the whole training
 * @property {number} remainingSeconds
 * @property {number} picturesPerSecond
 * @property {Score} training           mean over the epoch so far
 * @property {Score | null} validation  of the last finished epoch; null before the first or without held-out pictures
 * @property {boolean} epochEnded
 *
 * @typedef {object} TrainingResult
 * @property {"finished" | "stopped"} reason
 * @property {number} epochs            how many were finished
 * @property {NetworkSpec} spec
 * @property {Float32Array | null} weights  null when it stopped before the first step
 * @property {Score | null} training    of the last finished epoch
 * @property {Score | null} validation
 *
 * @typedef {object} TrainingOptions
 * @property {NetworkSpec} spec
 * @property {{ classes: ReadonlyArray<LabelledPictures> }} dataset  a Dataset, or anything with classes
 * @property {number} epochs
 * @property {number} batchSize
 * @property {number} [seed]            same seed, pictures and build: same weights
 * @property {boolean} [augmentation]   vary each picture each time it is shown; true if left out
 * @property {(progress: Progress) => void} [onProgress]
 * @property {(weights: Float32Array, about: { epoch: number, spec: NetworkSpec }) => void} [onWeights]
 *   at least twice a second; the array is the receiver's to keep
 * @property {(text: string) => void} [onNews]  a sentence for the person, for instance that a dead worker was replaced
 *
 * The engine's Network as far as the page uses it (see the API in README.md).
 * @typedef {object} EngineNetwork
 * @property {(inputs: Float32Array, targets: Float32Array) => { loss: number, correct: number, gradient_norm: number }} train_step
 * @property {(inputs: Float32Array, targets: Float32Array) => { loss: number, correct: number }} evaluate
 * @property {(inputs: Float32Array) => Float32Array} predict
 * @property {() => Float32Array} weights
 * @property {(values: Float32Array) => void} set_weights
 * @property {() => void} free
 */

export {};
