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
 * @property {{ type: string, learning_rate?: number, [option: string]: unknown }} optimizer
 *
 * @typedef {{ loss: number, accuracy: number }} Score  accuracy: 0…1
 *
 * What a person has chosen for the next training, as it is kept for the next visit.
 * @typedef {object} KeptSettings
 * @property {string} preset
 * @property {string} networkSize
 * @property {number | null} epochs  null: as many as are proposed
 * @property {number} batchSize
 * @property {number} learningRate
 * @property {number} workers
 * @property {number} sureFrom
 *
 * What the check with held-back pictures is worth.
 * @typedef {object} Check
 * @property {"recordings" | "same recording" | "none"} kind  held back are whole recordings; at least one of them is learned from,
 *   too, and an easy test; nothing could be held back, and the network is only checked with what it learned from
 * @property {string[]} untested   classes of which nothing could be held back
 * @property {number} pictures     with which it is checked
 * @property {number} baseline     0…1: how often always the same answer, the commonest, would be right
 *
 * What held-back pictures say about how sure a network is; see certainty.js.
 * @typedef {{ temperature: number, calibrationError: number }} Certainty
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
 * @property {Check} [check]            what is checked, and what it is worth; from the trainer
 *
 * @typedef {object} TrainingResult
 * @property {"finished" | "stopped"} reason
 * @property {number} epochs            how many were finished
 * @property {NetworkSpec} spec
 * @property {Float32Array | null} weights  null when it stopped before the first step
 * @property {Score | null} training    of the last finished epoch
 * @property {Score | null} validation  of the weights
 * @property {Check} check
 * @property {Certainty | null} certainty  null without held-back pictures
 *
 * @typedef {object} TrainingOptions
 * @property {NetworkSpec} spec
 * @property {{ classes: ReadonlyArray<LabelledPictures> }} dataset  a Dataset, or anything with classes
 * @property {number} epochs
 * @property {number} batchSize        gradient_descent and lbfgs take all pictures as one batch, in one worker
 * @property {number} [seed]            same seed, pictures, build and number of workers: same weights
 * @property {boolean} [augmentation]   vary each picture each time it is shown; true if left out
 * @property {number} [workers]         among which each batch is split; if left out, one less than there are cores, up to eight
 * @property {(progress: Progress) => void} [onProgress]
 * @property {(weights: Float32Array, about: { epoch: number, spec: NetworkSpec }) => void} [onWeights]
 *   at least twice a second; the array is the receiver's to keep
 * @property {(text: string) => void} [onNews]  a sentence for the person, for instance that a dead worker was replaced
 *
 * @typedef {{ seed: number, first: number }} Augmentation  picture i of a batch is varied by number first + i
 * @typedef {{ loss: number, correct: number, gradients: Float32Array, statistics: Float64Array }} Gradients
 * @typedef {{ weights: Float32Array, memory: Float32Array, steps: number }} NetworkState  memory: the optimiser's
 * @typedef {{ weights: Float32Array, validation: Score }} Best  of the epochs so far
 * @typedef {NetworkState & { epoch: number, from: number, best?: Best | null }} Checkpoint  from: pictures shown in the epoch before
 *
 * @typedef {object} Batch
 * @property {Uint8ClampedArray} rgba   [count, height, width, 4]
 * @property {Float32Array} targets     [count, outputs]
 * @property {Augmentation} [augmentation]  left out: the pictures are shown as they are
 * @property {number} count
 *
 * The engine's Network as far as the page uses it (see the API in README.md).
 * @typedef {object} EngineNetwork
 * @property {(rgba: Uint8ClampedArray, targets: Float32Array, augmentation?: Augmentation) => { loss: number, correct: number, gradient_norm: number }} train_step_rgba
 * @property {(rgba: Uint8ClampedArray, targets: Float32Array, augmentation?: Augmentation) => Gradients} gradients_rgba
 * @property {(gradients: Float32Array, statistics: Float64Array) => void} apply_gradients
 * @property {(rgba: Uint8ClampedArray, targets: Float32Array) => { loss: number, correct: number }} evaluate_rgba
 * @property {(rgba: Uint8ClampedArray) => Float32Array} predict_rgba
 * @property {() => Float32Array} weights
 * @property {(values: Float32Array) => void} set_weights
 * @property {() => NetworkState} state
 * @property {(state: NetworkState) => void} set_state
 * @property {() => void} free
 */

export {};
