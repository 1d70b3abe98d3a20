// @ts-check
/** Stand-ins for what only a browser has: a worker, pictures. */

import { serve } from "../../www/workers/protocol.js";

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
  return /** @type {import("../../www/engine/types.js").NetworkSpec} */ ({
    input: { height: 2, width: 2, channels: 3 },
    layers: [{ type: "dense", units: 2 }],
    loss: "cross_entropy",
    optimizer: { type: "sgd", learning_rate: 0.1 },
  });
}

/** The same behind a stem. @param {string} name @returns {import("../../www/engine/types.js").NetworkSpec} */
export function stemSpec(name) {
  const spec = tinySpec();
  const layers = [{ type: "stem", name }, ...spec.layers];
  return /** @type {import("../../www/engine/types.js").NetworkSpec} */ ({ ...spec, layers });
}

/** Storage that keeps nothing, but for what is told. @param {object} parts */
export function fakeStorage(parts) {
  const nothing = { saveNetwork() {}, saveTraining() {}, endTraining() {} };
  return Object.assign(new EventTarget(), nothing, parts);
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

/**
 * A document whose canvases read back what the test wants: the colour that was filled in, or, of a picture that was drawn, bytes
 * around pixels.value.
 */
export function fakeCanvas() {
  const pixels = { value: 100, uniform: false };
  let noise = false;
  const getContext = () => {
    let drawn = false;
    return {
      fillStyle: "",
      fillRect: () => (drawn = false),
      drawImage: () => (drawn = true),
      putImageData: () => (drawn = true),
      setTransform: () => {},
      resetTransform: () => {},
      /** @this {{ fillStyle: string }} @param {number} _x @param {number} _y @param {number} width @param {number} height */
      getImageData(_x, _y, width, height) {
        const filled = [...(this.fillStyle.match(/\d+/g) ?? []).map(Number), 255];
        const byte = (/** @type {number} */ i) => {
          if (noise) return (i * 97) % 256;
          if (!drawn) return filled[i % 4];
          return pixels.uniform ? 0 : pixels.value + Math.floor(i / 4);
        };
        return { data: Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => byte(i)) };
      },
    };
  };
  Object.assign(globalThis, {
    document: Object.assign(new EventTarget(), {
      hidden: false,
      createElement: () => ({ getContext }),
    }),
    ImageData: class {},
  });
  return {
    pixels,
    pixelsAreNoise: () => (noise = true),
    pixelsAreReal: () => (noise = false),
  };
}
