// @ts-check
/**
 * The shapes that travel between the page's modules, stated once; those of the engine come from its own declarations. Types
 * only, nothing runs here.
 *
 * @typedef {object} Picture
 * @property {string} id
 * @property {string} recording        which press of "Record", or which upload, it came from
 * @property {Bytes} rgba
 *
 * @typedef {object} PictureClass
 * @property {string} id
 * @property {string} name
 * @property {Picture[]} pictures
 *
 * A class as a person has arranged it. colour: from 0, less than COLOURS; off: it keeps its pictures and takes part in nothing.
 * @typedef {PictureClass & { colour: number, off: boolean }} ArrangedClass
 *
 * Of a picture: size × size × 4, row-major, as a canvas gives it; or what reads them, where they are not in memory.
 * @typedef {Uint8ClampedArray | (() => Promise<Uint8ClampedArray>)} Bytes
 *
 * @typedef {{ recording: string, rgba: Bytes }} LabelledPicture
 * @typedef {{ name: string, pictures: ReadonlyArray<LabelledPicture> }} LabelledPictures
 *   what training needs of a class; its place in the list is its number
 *
 * What a person has chosen for the next training, as it is kept for the next visit. An older page may have kept less.
 * @typedef {object} KeptSettings
 * @property {string} preset
 * @property {string} networkSize
 * @property {number | null} epochs  null: as many as are proposed
 * @property {number} batchSize
 * @property {number} learningRate
 * @property {number} workers
 * @property {number} sureFrom
 * @property {string} stopEarly   "yes" or "no"
 * @property {string} optimizer   "", here and below: as the method has it
 * @property {string} schedule
 * @property {string} activation  of the hidden layers
 * @property {string} augmentation  how far pictures are augmented
 * @property {string} stem        of the method that has one
 * @property {string} fineTune    "yes" or "no": whether it is fine-tuned
 * @property {number} clipNorm    gradients are clipped to it; 0: never
 * @property {ReadonlyArray<LayerSpec> | null} [layers]  of the person's own network, all but the output; null: the method's
 *
 * And with it, what was chosen and counted for single classes.
 * @typedef {KeptSettings & { ofClasses?: Partial<import("../live/preferences.js").OfClasses> }} SavedSettings
 *
 * The engine, as it describes itself.
 * @typedef {import("../pkg/tab_trainer.js").NetworkSpec} NetworkSpec
 * @typedef {import("../pkg/tab_trainer.js").LayerSpec} LayerSpec
 * @typedef {import("../pkg/tab_trainer.js").Shape} Shape
 * @typedef {Omit<import("../pkg/tab_trainer.js").Outline, "mistake"> & { mistake: Mistake | null }} Outline
 * @typedef {import("../pkg/tab_trainer.js").LayerOutline} LayerOutline
 * @typedef {import("../pkg/tab_trainer.js").Mistake & import("../pkg/tab_trainer.js").MistakeKind} Mistake
 * @typedef {import("../pkg/tab_trainer.js").Settings} Settings
 * @typedef {import("../pkg/tab_trainer.js").MethodInfo} MethodInfo
 * @typedef {import("../pkg/tab_trainer.js").Limits} Limits
 * @typedef {import("../pkg/tab_trainer.js").StemInfo} StemInfo
 * @typedef {import("../pkg/tab_trainer.js").Plan} Plan
 * @typedef {import("../pkg/tab_trainer.js").FineTuned} FineTuned
 * @typedef {import("../pkg/tab_trainer.js").Progress} Progress
 * @typedef {import("../pkg/tab_trainer.js").Report} Report
 * @typedef {import("../pkg/tab_trainer.js").Score} Score
 * @typedef {import("../pkg/tab_trainer.js").Check} Check
 * @typedef {import("../pkg/tab_trainer.js").RollBack} RollBack
 * @typedef {import("../pkg/tab_trainer.js").RateAdvice} RateAdvice
 * @typedef {import("../pkg/tab_trainer.js").LossProblem | Health["problems"][number]} Problem
 * @typedef {import("../pkg/tab_trainer.js").Health} Health
 * @typedef {import("../pkg/tab_trainer.js").LayerHealth} LayerHealth
 * @typedef {import("../pkg/tab_trainer.js").LayerCheck} LayerCheck
 * @typedef {import("../pkg/tab_trainer.js").Shard} Shard
 * @typedef {import("../pkg/tab_trainer.js").Part} Part
 * @typedef {import("../pkg/tab_trainer.js").Sum} Sum
 * @typedef {import("../pkg/tab_trainer.js").Snapshot} Snapshot
 * @typedef {import("../pkg/tab_trainer.js").Answer} Answer
 * @typedef {import("../pkg/tab_trainer.js").Evidence} Evidence
 * @typedef {import("../pkg/tab_trainer.js").ClassifierParts} TrainedNetwork
 * @typedef {import("../pkg/tab_trainer.js").Trainer} EngineTrainer
 * @typedef {import("../pkg/tab_trainer.js").Replica} EngineReplica
 * @typedef {import("../pkg/tab_trainer.js").Classifier} EngineClassifier
 * @typedef {typeof import("../pkg/tab_trainer.js")} EngineModule
 *
 * What can be chosen. rates: the learning rate to begin with, by method and optimiser; build: see Engine.
 * @typedef {{ methods: MethodInfo[], limits: Limits, rates: Record<string, Record<string, number>>, stems: StemInfo[],
 *   build: string }} Description
 *
 * Of total pictures, done have been looked at by a stem; network: answers from them, null with fewer than two classes.
 * @typedef {{ done: number, total: number, network: TrainedNetwork | null }} FirstLook
 *
 * What came of a training.
 * @typedef {object} TrainingResult
 * @property {Report | null} report          null when no worker lived to give it
 * @property {TrainedNetwork | null} network null when it stopped before the first step
 * @property {ReadonlyArray<Snapshot>} snapshots  the weights on its way, with the plan's spec; none when no worker lived to give them
 */

export {};
