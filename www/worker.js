// @ts-check
/// <reference lib="webworker" />
/**
 * The engine in a worker. The page starts this file twice: one worker trains, one answers live, so that an answer never
 * waits for a training step. Needs no timers and no animation frames and therefore goes on in a hidden tab.
 */

import { serve } from "./protocol.js";
import { runTraining } from "./training.js";

/** @typedef {import("./types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("./types.js").EngineNetwork} EngineNetwork */
/** @typedef {import("./training.js").Examples} Examples */
/** @typedef {{ Network: new (spec: NetworkSpec, seed: number) => EngineNetwork, rgba_to_input: import("./training.js").Job["rgbaToInput"], augment_rgba: import("./training.js").Job["augmentRgba"] }} EngineModule */

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** @type {EngineModule} */
let engine;
/** What answers live. @type {{ network: EngineNetwork, spec: NetworkSpec } | null} */
let live = null;
/** @type {{ training: Examples, validation: Examples }} */
const examples = { training: { pictures: [], labels: [] }, validation: { pictures: [], labels: [] } };
let stopped = false;

const emit = serve(scope, {
  /** @param {import("./engine.js").Engine} data */
  async start({ script, module }) {
    const imported = await import(script);
    await imported.default({ module_or_path: module });
    engine = imported;
  },

  /** @param {{ part: "training" | "validation", rgba: Uint8ClampedArray, labels: number[] }} data  one after the other in rgba */
  pictures({ part, rgba, labels }) {
    const length = rgba.length / labels.length;
    labels.forEach((label, i) => {
      examples[part].pictures.push(rgba.subarray(i * length, (i + 1) * length));
      examples[part].labels.push(label);
    });
  },

  /** @param {{ spec: NetworkSpec, classCount: number, seed: number, epochs: number, firstEpoch: number, batchSize: number, augmentation: boolean, weights: Float32Array | null }} data */
  async train({ weights, ...options }) {
    stopped = false;
    const network = new engine.Network(options.spec, options.seed);
    if (weights) network.set_weights(weights);
    return runTraining(
      { ...options, ...examples, network, rgbaToInput: engine.rgba_to_input, augmentRgba: engine.augment_rgba },
      {
        onProgress: (progress) => emit("progress", progress),
        onWeights: (values, epoch) => emit("weights", { values, epoch }),
        breathe,
        stopped: () => stopped,
        now: () => performance.now(),
      },
    );
  },

  stop() {
    stopped = true;
  },

  /** @param {{ spec: NetworkSpec, weights: Float32Array }} data */
  load({ spec, weights }) {
    if (live && JSON.stringify(live.spec) === JSON.stringify(spec)) {
      live.network.set_weights(weights);
      return;
    }
    const network = new engine.Network(spec, 0);
    network.set_weights(weights);
    live?.network.free(); // only once the new one is known to work
    live = { network, spec };
  },

  /** @param {Uint8ClampedArray} rgba */
  classify(rgba) {
    if (!live) throw new Error("There is no trained network yet.");
    return live.network.predict(engine.rgba_to_input(rgba, live.spec.input.channels));
  },
});

const channel = new MessageChannel();
/** Waits for one round of the event loop: messages that arrived before are handled, and unlike a timer it is never throttled. */
function breathe() {
  return new Promise((/** @type {(value: void) => void} */ resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });
}
