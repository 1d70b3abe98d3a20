// @ts-check
/** Stand-ins for what only a browser has: a worker, an engine, pictures. */

import { serve } from "../../www/protocol.js";

/** @typedef {import("../../www/types.js").EngineNetwork} EngineNetwork */

/** n pictures of one recording, size × size, all of one shade. @param {number} n @param {string} recording @param {number} shade @param {number} size */
export function pictures(n, recording = "r", shade = 100, size = 2) {
  return Array.from({ length: n }, (_, i) => ({
    id: `${recording}-${i}`,
    recording,
    rgba: new Uint8ClampedArray(size * size * 4).fill(shade),
  }));
}

/** @returns {import("../../www/types.js").NetworkSpec} */
export function tinySpec() {
  return {
    input: { height: 2, width: 2, channels: 3 },
    layers: [{ type: "dense", units: 2 }],
    loss: "cross_entropy",
    optimizer: { type: "sgd", learning_rate: 0.1 },
  };
}

/** Takes the red byte of each pixel: enough to see which pictures came. @param {Uint8Array | Uint8ClampedArray} rgba */
export function firstBytes(rgba) {
  return Float32Array.from({ length: rgba.length / 4 }, (_, i) => rgba[i * 4]);
}

/**
 * A network whose only weight counts its steps. Its loss falls with them, or is what lossAt says.
 * @implements {EngineNetwork}
 */
export class FakeNetwork {
  steps = 0;
  evaluations = 0;
  /** @type {{ inputs: number[], targets: number[] }[]} */
  seen = [];

  /** @param {{ lossAt?: (step: number) => number }} [options] */
  constructor({ lossAt = (step) => 1 / (1 + step) } = {}) {
    this.lossAt = lossAt;
  }

  /** @param {Float32Array} inputs @param {Float32Array} targets */
  train_step(inputs, targets) {
    const loss = this.lossAt(this.steps);
    if (loss === Infinity) throw Object.assign(new Error("the loss is inf"), { name: "DivergedError" }); // as the engine does
    this.seen.push({ inputs: [...inputs], targets: [...targets] });
    this.steps += 1;
    return { loss, correct: targets.length / 2, gradient_norm: 1 };
  }

  /** @param {Float32Array} _inputs @param {Float32Array} targets */
  evaluate(_inputs, targets) {
    this.evaluations += 1;
    return { loss: this.lossAt(this.steps), correct: targets.length / 2 };
  }

  predict() {
    return Float32Array.of(0.25, 0.75);
  }

  weights() {
    return Float32Array.of(this.steps);
  }

  /** @param {Float32Array} values */
  set_weights(values) {
    this.steps = values[0];
  }

  free() {}
}

/**
 * A worker in this process: messages are cloned and delivered later, as between threads.
 * @param {(emit: (event: string, data: object) => void, worker: FakeWorker) => Record<string, (data: any) => unknown>} handlers
 */
export function fakeWorker(handlers) {
  const worker = new FakeWorker();
  const emit = serve(/** @type {any} */ (worker.scope), handlers((event, data) => emit(event, data), worker));
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
