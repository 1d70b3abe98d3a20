// @ts-check
/// <reference lib="webworker" />
/**
 * The engine in a worker. The page starts this file twice: one worker trains, one answers live, so that an answer never
 * waits for a training step. The worker that trains starts it again, for the helpers that take shares of its batches.
 * Needs no timers and no animation frames and therefore goes on in a hidden tab.
 */

import { Batcher } from "../training/batches.js";
import { judge } from "../training/certainty.js";
import { serve } from "./protocol.js";
import { Replica, Replicas } from "./replicas.js";
import { shareCount } from "./shares.js";
import { decodeScores } from "../training/targets.js";
import { runTraining } from "../training/training.js";

/** @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("../engine/types.js").EngineNetwork} EngineNetwork */
/** @typedef {import("../training/batches.js").Examples} Examples */
/**
 * @typedef {object} EngineModule
 * @property {new (spec: NetworkSpec, seed: number) => EngineNetwork} Network
 * @property {(rgba: Uint8ClampedArray, channels: number) => Float32Array} rgba_to_input
 */

/** Held-back pictures with which certainty is found: a fifth of a second on a slow phone; more would change little. */
const MOST_JUDGED = 256;

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** @type {import("../engine/engine.js").Engine} */
let engine;
/** @type {EngineModule["Network"]} */
let Network;
/** @type {EngineModule["rgba_to_input"]} */
let rgbaToInput;
/** This worker's part, if it is a helper. @type {Replica} */
let replica;
/** What answers live. @type {{ network: EngineNetwork, spec: NetworkSpec } | null} */
let live = null;
/** @type {{ training: Examples, validation: Examples }} */
const examples = {
  training: { pictures: [], labels: [] },
  validation: { pictures: [], labels: [] },
};
let stopped = false;

const emit = serve(scope, {
  /** @param {import("../engine/engine.js").Engine} data */
  async start(data) {
    const imported = await import(data.script);
    await imported.default({ module_or_path: data.module });
    engine = data;
    Network = imported.Network;
    rgbaToInput = imported.rgba_to_input;
  },

  /** @param {{ part: "training" | "validation", rgba: Uint8ClampedArray, labels: number[] }} data  one after the other in rgba */
  pictures({ part, rgba, labels }) {
    const length = rgba.length / labels.length;
    labels.forEach((label, i) => {
      examples[part].pictures.push(rgba.subarray(i * length, (i + 1) * length));
      examples[part].labels.push(label);
    });
  },

  /**
   * @param {{ spec: NetworkSpec, classCount: number, seed: number, epochs: number, batchSize: number, augmentation: boolean,
   *   workers: number, checkpoint: import("../engine/types.js").Checkpoint | null }} data
   */
  async train({ workers, ...options }) {
    // Workers that cannot start workers (Safari before 15.5) train alone.
    const size = typeof Worker === "undefined" ? 1 : shareCount(options.batchSize, workers);
    stopped = false;
    const result = await runTraining(
      { ...options, ...examples, start: (spec, state) => team(spec, options.seed, state, size) },
      {
        onProgress: (progress) => emit("progress", progress),
        onCheckpoint: (state) => emit("checkpoint", state),
        breathe,
        stopped: () => stopped,
        now: () => performance.now(),
      },
    );
    return { ...result, certainty: result.weights && certainty(result.weights, options) };
  },

  stop() {
    stopped = true;
  },

  /** @param {{ spec: NetworkSpec, weights: Float32Array, classCount: number, pictures: Uint8ClampedArray[], labels: number[] }} data */
  check({ spec, weights, classCount, pictures, labels }) {
    const network = new Network(spec, 0);
    network.set_weights(weights);
    const { rgba, targets } = new Batcher({ spec, classCount }).take(
      { pictures, labels },
      Uint32Array.from(labels.keys()),
    );
    return network.check_gradients(rgbaToInput(rgba, spec.input.channels), targets);
  },

  /** @param {{ spec: NetworkSpec, state: import("../engine/types.js").NetworkState }} data */
  join({ spec, state }) {
    const network = new Network(spec, 0);
    network.set_state(state);
    replica = new Replica(network);
  },

  /** @param {import("../engine/types.js").Batch} share */
  gradients(share) {
    return replica.gradients(share);
  },

  /** @param {import("./replicas.js").Sum} sum */
  apply(sum) {
    replica.apply(sum);
  },

  /** @param {{ spec: NetworkSpec, weights: Float32Array }} data */
  load({ spec, weights }) {
    if (live && JSON.stringify(live.spec) === JSON.stringify(spec)) {
      live.network.set_weights(weights);
      return;
    }
    const network = new Network(spec, 0);
    network.set_weights(weights);
    live?.network.free(); // only once the new one is known to work
    live = { network, spec };
  },

  /** @param {Uint8ClampedArray} rgba */
  classify(rgba) {
    if (!live) throw new Error("There is no trained network yet.");
    return live.network.predict_rgba(rgba);
  },
});

/**
 * @param {NetworkSpec} spec @param {number} seed @param {import("../engine/types.js").NetworkState | null} state @param {number} workers
 * @returns {import("../training/training.js").Team}
 */
function team(spec, seed, state, workers) {
  const network = new Network(spec, seed);
  if (state) network.set_state(state);
  const replicas = new Replicas({
    network,
    spec,
    engine,
    workers,
    onNews: (text) => emit("news", { text }),
  });
  return {
    network,
    step: (batch) => replicas.step(batch),
    look: ({ rgba, targets }) => network.health(rgbaToInput(rgba, spec.input.channels), targets),
    close() {
      replicas.close();
      network.free();
    },
  };
}

/**
 * How sure the trained network may be, found with pictures that it has not learned.
 * @param {Float32Array} weights  those that answer in the end, which need not be the newest
 * @param {{ spec: NetworkSpec, classCount: number }} job
 */
function certainty(weights, job) {
  const network = new Network(job.spec, 0);
  network.set_weights(weights);
  const { pictures, labels } = examples.validation;
  const batcher = new Batcher(job);
  const every = Math.ceil(labels.length / MOST_JUDGED);
  const places = Uint32Array.from(labels.keys()).filter((place) => place % every === 0);
  const rows = Array.from(places, (place) => {
    const { rgba } = batcher.take({ pictures, labels }, Uint32Array.of(place));
    return decodeScores(job.spec.loss, network.predict_rgba(rgba));
  });
  return judge(
    rows,
    Array.from(places, (place) => labels[place]),
    job.spec.loss,
  );
}

const channel = new MessageChannel();
/** Waits for one round of the event loop: messages that arrived before are handled, and unlike a timer it is never throttled. */
function breathe() {
  return new Promise((/** @type {(value: void) => void} */ resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });
}
