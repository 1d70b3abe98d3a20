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
 * What a person may choose beside the method; see refine.js. "": as the method has it.
 * @typedef {object} Refinement
 * @property {string} optimizer
 * @property {string} schedule
 * @property {string} activation of the hidden layers
 * @property {string} variation  of the pictures
 * @property {number} clipNorm   gradients are shortened to it; 0: never
 *
 * What a person has chosen for the next training, as it is kept for the next visit. An older page may have kept less.
 * @typedef {object} TrainingSettings
 * @property {string} preset
 * @property {string} networkSize
 * @property {number | null} epochs  null: as many as are proposed
 * @property {number} batchSize
 * @property {number} learningRate
 * @property {number} workers
 * @property {number} sureFrom
 * @property {string} stopEarly  "yes" or "no"
 *
 * @typedef {TrainingSettings & Refinement} KeptSettings
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
 * @property {Health | null} health     after the last finished epoch
 * @property {RollBack | null} rollBack the last one of this training
 * @property {Check} [check]            what is checked, and what it is worth; from the trainer
 *
 * @typedef {"finished" | "early" | "stopped"} TrainingEnd  early: the held-back pictures were not answered better any more; stopped: on request
 *
 * @typedef {object} TrainingResult
 * @property {TrainingEnd} reason
 * @property {number} epochs            how many were finished
 * @property {NetworkSpec} spec
 * @property {Float32Array | null} weights  null when it stopped before the first step
 * @property {Score | null} training    of the last finished epoch
 * @property {Score | null} validation  of the weights
 * @property {Check} check
 * @property {Certainty | null} certainty  null without held-back pictures
 * @property {RollBack | null} rollBack
 * @property {number | null} bestEpoch  after which the weights were as they are; null when they are the newest
 *
 * @typedef {object} TrainingOptions
 * @property {NetworkSpec} spec
 * @property {{ classes: ReadonlyArray<LabelledPictures> }} dataset  a Dataset, or anything with classes
 * @property {number} epochs
 * @property {number} batchSize        gradient_descent and lbfgs take all pictures as one batch, in one worker
 * @property {number} [patience]        epochs in a row without a better answer to held-back pictures after which it ends; Infinity: never. If
 *   left out, half the epochs, at least ten; never with fewer than eight held-back pictures or a rate that falls on schedule
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
 *
 * How learning goes in a convolution or dense layer; what the figures mean stands at the engine's LayerHealth.
 * @typedef {object} LayerHealth
 * @property {number} layer             its place in the spec
 * @property {number | null} dead       share of its filters or units; null without an activation
 * @property {number | null} saturated  share of its values; null for activations that are not S-shaped
 * @property {number} delta_mean
 * @property {number} delta_max
 * @property {number} delta_norm
 * @property {number} gradient_ratio
 * @property {number | null} update_ratio  null at the first look
 * @property {HealthProblem["kind"][]} problems  the gravest first
 *
 * What is wrong with a layer, by its place in the spec. fraction: of its units, of its values, of the error that left the last layer
 * @typedef {{ kind: "dead_units" | "saturated", layer: number, fraction: number, unit: "filters" | "units" }
 *   | { kind: "vanishing", layer: number, fraction: number } | { kind: "exploding", layer: number, factor: number }} HealthProblem
 *
 * @typedef {{ loss: number, steps: number | null, layers: LayerHealth[], problems: HealthProblem[] }} Health
 *
 * Backpropagation against differences of the loss, in one layer.
 * @typedef {object} LayerCheck
 * @property {number} layer             its place in the spec
 * @property {boolean} agrees
 * @property {number} compared          weights
 * @property {number} bends             weights left out, because the loss has no derivative there
 * @property {{ name: string, index: number, backpropagation: number, numerical: number, relative_error: number } | null} worst
 *
 * @typedef {{ weights: Float32Array, memory: Float32Array, steps: number }} NetworkState  memory: the optimiser's
 * @typedef {{ epoch: number, loss: number, validation: Score | null, state: NetworkState }} Best  of the epochs so far. loss: that of the
 *   held-back pictures, or without them of the pictures it learned from
 *
 * A loss that flew off, and what was done about it.
 * @typedef {object} RollBack
 * @property {number} epoch         in which it flew off
 * @property {number} to            the epoch whose weights were gone back to; 0: those with which it began
 * @property {number} learningRate  with which it goes on
 * @property {number} times         roll-backs so far
 *
 * Where a training can go on, whoever trains.
 * @typedef {object} CheckpointPlace
 * @property {number} epoch
 * @property {number} from          pictures shown in the epoch before
 * @property {Best | null} best
 * @property {number} firstLoss     of the network that has not learned anything; NaN until it is known
 * @property {RollBack | null} rollBack
 *
 * @typedef {NetworkState & CheckpointPlace} Checkpoint
 * @typedef {Omit<Checkpoint, "best"> & { best?: Best | null }} CheckpointChange  without best: that of the checkpoint before
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
 * @property {(inputs: Float32Array, targets: Float32Array) => Health} health
 * @property {(inputs: Float32Array, targets: Float32Array) => LayerCheck[]} check_gradients
 * @property {() => Float32Array} weights
 * @property {(values: Float32Array) => void} set_weights
 * @property {() => NetworkState} state
 * @property {(state: NetworkState) => void} set_state
 * @property {() => void} free
 */

export {};
