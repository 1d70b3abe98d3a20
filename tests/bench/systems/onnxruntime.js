// @ts-check
/** onnxruntime-web on wasm with SIMD and one thread; it cannot train. @typedef {import("../systems.js").System} System */

import { channelsFirst } from "../data.js";
import { model } from "../onnx.js";

const folder = "/bench/node_modules/onnxruntime-web/dist/";

/** @returns {Promise<System>} */
export async function start() {
  const ort = await import(`${folder}ort.wasm.min.mjs`);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = folder;
  /** @type {any} */
  let session;
  /** @type {import("../nets.js").Shape} */
  let shape;
  return {
    async load(net) {
      session = await ort.InferenceSession.create(await model(net), {
        executionProviders: ["wasm"],
      });
      shape = net.spec.input;
    },
    batch({ inputs }, count) {
      const { height, width, channels } = shape;
      return new ort.Tensor("float32", channelsFirst(inputs, shape), [
        count,
        channels,
        height,
        width,
      ]);
    },
    predict: async (pictures) => (await session.run({ pictures })).answers.data,
    free: () => session.release(),
  };
}
