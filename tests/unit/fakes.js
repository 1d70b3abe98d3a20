// @ts-check
/** Stand-ins for what only a browser has: a worker, an engine, pictures. */

import { serve } from "../../www/workers/protocol.js";

/** @typedef {import("../../www/engine/types.js").EngineNetwork} EngineNetwork */

/** n pictures of one recording, size × size, all of one shade. @param {number} n @param {string} recording @param {number} shade @param {number} size */
export function pictures(n, recording = "r", shade = 100, size = 2) {
  return Array.from({ length: n }, (_, i) => ({
    id: `${recording}-${i}`,
    recording,
    rgba: new Uint8ClampedArray(size * size * 4).fill(shade),
  }));
}

/** @returns {import("../../www/engine/types.js").NetworkSpec} */
export function tinySpec() {
  return {
    input: { height: 2, width: 2, channels: 3 },
    layers: [{ type: "dense", units: 2 }],
    loss: "cross_entropy",
    optimizer: { type: "sgd", learning_rate: 0.1 },
  };
}

/**
 * A network whose first weight counts its steps; its second sums up what it was shown. Its loss falls with the steps, or is
 * what lossAt says. The gradient of a batch is the mean first byte of its pictures, and of the numbers of their variations.
 * @implements {EngineNetwork}
 */
export class FakeNetwork {
  steps = 0;
  evaluations = 0;
  shown = 0;
  /** First bytes of the pictures, and the rest of what each step was given. @type {{ pictures: number[], targets: number[], first: number | undefined }[]} */
  seen = [];

  /** @param {{ lossAt?: (step: number) => number }} [options] */
  constructor({ lossAt = (step) => 1 / (1 + step) } = {}) {
    this.lossAt = lossAt;
  }

  /** @param {Uint8ClampedArray} rgba @param {Float32Array} targets @param {import("../../www/engine/types.js").Augmentation} [augmentation] */
  gradients_rgba(rgba, targets, augmentation) {
    const loss = this.lossAt(this.steps);
    if (loss === Infinity)
      throw Object.assign(new Error("the loss is inf"), { name: "DivergedError" }); // as the engine does
    const count = targets.length / 2;
    const pictures = Array.from({ length: count }, (_, i) => rgba[(i * rgba.length) / count]);
    this.seen.push({ pictures, targets: [...targets], first: augmentation?.first });
    const variations = pictures.map((_, i) => (augmentation ? augmentation.first + i : 0));
    const mean = (/** @type {number[]} */ values) =>
      values.reduce((sum, value) => sum + value, 0) / count;
    return {
      loss,
      correct: count,
      gradients: Float32Array.of(1, mean(pictures)),
      statistics: Float64Array.of(mean(variations)),
    };
  }

  /** @param {Float32Array} gradients @param {Float64Array} statistics */
  apply_gradients(gradients, statistics) {
    this.steps += gradients[0];
    this.shown += gradients[1] + statistics[0];
  }

  /** @param {Uint8ClampedArray} rgba @param {Float32Array} targets @param {import("../../www/engine/types.js").Augmentation} [augmentation] */
  train_step_rgba(rgba, targets, augmentation) {
    const { loss, correct, gradients, statistics } = this.gradients_rgba(
      rgba,
      targets,
      augmentation,
    );
    this.apply_gradients(gradients, statistics);
    return { loss, correct, gradient_norm: 1 };
  }

  /** @param {Uint8ClampedArray} _rgba @param {Float32Array} targets */
  evaluate_rgba(_rgba, targets) {
    this.evaluations += 1;
    return { loss: this.lossAt(this.steps), correct: targets.length / 2 };
  }

  health() {
    return { loss: this.lossAt(this.steps), steps: this.steps, layers: [], problems: [] };
  }

  check_gradients() {
    return [];
  }

  predict_rgba() {
    return Float32Array.of(0.25, 0.75);
  }

  weights() {
    return Float32Array.of(this.steps, this.shown);
  }

  /** @param {Float32Array} values */
  set_weights(values) {
    [this.steps, this.shown] = values;
  }

  state() {
    return { weights: this.weights(), memory: Float32Array.of(this.shown), steps: this.steps };
  }

  /** @param {import("../../www/engine/types.js").NetworkState} state */
  set_state({ weights, memory }) {
    this.set_weights(weights);
    this.shown = memory[0];
  }

  free() {}
}

/**
 * A worker in this process: messages are cloned and delivered later, as between threads.
 * @param {(emit: (event: string, data: object) => void, worker: FakeWorker) => Record<string, (data: any) => unknown>} handlers
 */
export function fakeWorker(handlers) {
  const worker = new FakeWorker();
  const emit = serve(
    /** @type {any} */ (worker.scope),
    handlers((event, data) => emit(event, data), worker),
  );
  return worker;
}

export class FakeWorker {
  alive = true;
  /** @type {((event: any) => void) | null} */
  onmessage = null;
  /** @type {((event: any) => void) | null} */
  onmessageerror = null;
  /** @type {((event: any) => void) | null} */
  onerror = null;
  /** The worker's own side. */
  scope = {
    /** @type {((event: any) => void) | null} */
    onmessage: null,
    /** @param {unknown} message @param {Transferable[]} [transfer] */
    postMessage: (message, transfer = []) => {
      const data = structuredClone(message, { transfer });
      setImmediate(() => this.alive && this.onmessage?.({ data }));
    },
  };

  /** @param {unknown} message @param {any} [transfer] */
  postMessage(message, transfer = []) {
    const data = structuredClone(message, { transfer });
    setImmediate(() => this.alive && this.scope.onmessage?.({ data }));
  }

  /** What self.close() in a worker does too: silence, without any event. */
  terminate() {
    this.alive = false;
  }
}
