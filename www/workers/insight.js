// @ts-check
/** What the worker that looks inside does. */

import { largest } from "../inside/palette.js";
import { kernelTiling, mapTiling } from "../inside/tiles.js";

/**
 * @typedef {import("../engine/types.js").EngineModule} EngineModule
 * @typedef {import("../pkg/tab_trainer.js").Network} EngineNetwork
 * @typedef {import("../pkg/tab_trainer.js").Trace} EngineTrace
 * @typedef {import("../inside/types.js").Choice} Choice
 * @typedef {import("../inside/types.js").Opened} Opened
 * @typedef {import("../inside/types.js").Painting} Painting
 * @typedef {import("../inside/types.js").Paintings} Paintings
 * @typedef {import("../inside/types.js").Traced} Traced
 * @typedef {import("../inside/types.js").NetworkState} NetworkState
 */

/** Kernels of more weights are too many to be told apart, and too many to be painted with every frame. */
const MOST_PAINTED = 1 << 16;

/**
 * @param {{ load: (engine: any) => Promise<EngineModule> }} host
 * @returns {Record<string, (data: any) => unknown>} handlers by request
 */
export function insight({ load }) {
  /** @type {EngineModule} */
  let engine;
  /** @type {EngineNetwork | null} */
  let network = null;
  /** @type {EngineTrace | null} */
  let trace = null;
  /** Kernels as they were painted last: they are the same with every frame. @type {Map<number, Painting>} */
  const kernels = new Map();
  let kernelsDark = false;
  /** What its picture should be. @type {Float32Array | null} */
  let targets = null;
  /** As the network was opened. @type {{ spec: import("../inside/types.js").NetworkSpec, seed: number } | null} */
  let plan = null;
  /** A second one of the kind, for other weights. @type {EngineNetwork | null} */
  let other = null;

  function opened() {
    if (!network) throw new TypeError("open");
    return network;
  }

  function forget() {
    trace?.free();
    trace = targets = null;
  }

  /** @param {EngineTrace} trace @param {boolean} dark @returns {Traced} */
  function shown(trace, dark) {
    const summary = trace.summary();
    if (dark !== kernelsDark) kernels.clear();
    kernelsDark = dark;
    const paintings = summary.layers.map((layer, place) => {
      const paintings = painted(trace, layer, place, dark, kernels.get(place));
      if (paintings.weights) kernels.set(place, paintings.weights);
      return paintings;
    });
    return { summary, paintings };
  }

  return {
    async start(data) {
      engine = await load(data);
    },

    /** @param {import("./protocol.js").StemFile} stem */
    stem: ({ name, bytes }) => engine.load_stem(name, bytes),

    /** What a method would train. @param {import("../engine/types.js").Settings} settings */
    spec: (settings) => engine.network_of(settings),

    /** @param {Required<Pick<Choice, "spec" | "seed">> & Pick<Choice, "weights">} choice @returns {Opened} */
    open({ spec, weights, seed }) {
      const next = new engine.Network(spec, seed);
      if (weights) next.set_weights(weights);
      const filled = next.spec();
      // While a training runs the same network comes again and again: what is shown of it stays until there is more.
      if (JSON.stringify(filled) !== JSON.stringify(network?.spec())) forget();
      targets = null;
      kernels.clear();
      network?.free();
      other?.free();
      other = null;
      plan = { spec, seed };
      network = next;
      return { spec: filled, size: next.trace_size(), state: next.state() };
    },

    /** Of a network that is not opened. @param {Required<Pick<Choice, "spec" | "seed">>} choice */
    size({ spec, seed }) {
      const other = new engine.Network(spec, seed);
      const size = other.trace_size();
      other.free();
      return size;
    },

    /** @param {{ rgba: Uint8ClampedArray, target: number, dark: boolean }} frame  target: the number of a class @returns {Traced} */
    trace({ rgba, target, dark }) {
      const own = opened();
      const wanted = own.target_of(target);
      const next = own.trace_rgba(rgba, wanted);
      forget();
      [trace, targets] = [next, wanted];
      return shown(next, dark);
    },

    /** Any getter of the trace. @param {{ method: string, args: unknown[] }} question */
    ask({ method, args }) {
      const getter = /** @type {any} */ (trace)?.[method];
      if (!getter) throw new RangeError(`trace.${method}`);
      return getter.apply(trace, args);
    },

    /** From −1 to +1 of a scale. @param {{ dark: boolean }} which @returns {Uint8Array} RGBA of each colour */
    palette: ({ dark }) => engine.palette(dark),

    /** The step that the trace shows, for good. @returns {NetworkState} */
    learn() {
      const own = opened();
      kernels.clear();
      if (trace && targets) own.train_step(trace.maps(0, "output"), targets);
      return own.state();
    },

    /** Loss of the picture of the trace with other weights, as training would find it. @param {Float32Array} weights @returns {number} */
    loss(weights) {
      if (!plan || !trace || !targets) throw new TypeError("trace");
      other ??= new engine.Network(plan.spec, plan.seed);
      other.set_weights(weights);
      return other.gradients(trace.maps(0, "output"), targets).loss;
    },

    /** @param {Float32Array} weights  that stand in for its own */
    weights(weights) {
      kernels.clear();
      opened().set_weights(weights);
    },

    /** @param {NetworkState} state  in which it was before */
    set(state) {
      kernels.clear();
      opened().set_state(state);
    },
  };
}

/**
 * @param {EngineTrace} trace @param {import("../inside/types.js").TracedLayer} layer @param {number} place @param {boolean} dark
 * @param {Painting} [weights]  painted before
 * @returns {Paintings}
 */
function painted(trace, layer, place, dark, weights) {
  const maps = (/** @type {"output" | "delta"} */ quantity) => {
    const { columns } = mapTiling(layer, quantity);
    const image = trace.paint(place, quantity, { columns, dark });
    return image && { image, scale: trace.largest(place, quantity) };
  };
  const tiling = kernelTiling(layer);
  const count = tiling ? tiling.count * tiling.height * tiling.width : 0;
  const kernel = (/** @type {"before" | "gradient"} */ which) => {
    const scale = largest(trace.values(place, which).subarray(0, count));
    const image = trace.paint_kernel(place, which, { scale, dark });
    return image && { image, scale };
  };
  const small = count > 0 && count <= MOST_PAINTED;
  const paintings = {
    output: maps("output"),
    delta: layer.has_delta && maps("delta"),
    weights: small && (weights ?? kernel("before")),
    gradient: small && layer.has_delta && kernel("gradient"),
  };
  return Object.fromEntries(Object.entries(paintings).filter(([, painting]) => painting));
}
