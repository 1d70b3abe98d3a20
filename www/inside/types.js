// @ts-check
/**
 * What a trace says, as the engine describes it, and what the view makes of it. Types only, nothing runs here.
 *
 * @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec
 * @typedef {import("../pkg/tab_trainer.js").Shape} Shape
 * @typedef {import("../pkg/tab_trainer.js").NetworkState} NetworkState
 * @typedef {import("../pkg/tab_trainer.js").Summary} Summary
 * @typedef {import("../pkg/tab_trainer.js").TracedLayer} TracedLayer
 * @typedef {import("../pkg/tab_trainer.js").NonFinite} NonFinite
 * @typedef {import("../pkg/tab_trainer.js").TraceSize} TraceSize
 *
 * What is shown of a layer; gradient: of its weights.
 * @typedef {"output" | "delta" | "weights" | "gradient"} Quantity
 *
 * A picture of all maps or kernel slices, as tiles. scale: the value at the ends of the palette.
 * @typedef {{ image: ImageData, scale: number }} Painting
 * @typedef {Partial<Record<Quantity, Painting>>} Paintings  of one layer
 *
 * @typedef {{ summary: Summary, paintings: Paintings[] }} Traced
 *
 * A network that can be looked into. settings: of a method, whose network it is with fresh weights; spec otherwise.
 * @typedef {object} Choice
 * @property {string} id
 * @property {NetworkSpec} [spec]
 * @property {import("../engine/types.js").Settings} [settings]
 * @property {Float32Array} [weights]  if they are not drawn from the seed
 * @property {number} seed
 * @property {string[]} classes  their names
 *
 * What is known of a network once it is open.
 * @typedef {{ spec: NetworkSpec, size: TraceSize, state: NetworkState }} Opened
 */

export {};
