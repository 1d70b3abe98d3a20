// @ts-check
/**
 * TensorFlow.js on its wasm backend: SIMD, one thread. It has no gradient of a convolution's kernel, so training uses a
 * substitute that anybody can register: that gradient is itself a convolution, with batch and channels swapped.
 *
 * Where activations can be negative, its losses differ from everybody else's: its MaxPoolGrad loses the gradient of a
 * window whose maximum is not positive. It costs the same time, so it stays, and the benchmark says so.
 */

import { system } from "./tfjs.js";

/** @returns {Promise<import("../systems.js").System>} */
export async function start() {
  const tf = await import(/** @type {string} */ ("/bench/peers/tfjs-wasm.js"));
  tf.setWasmPaths("/bench/node_modules/@tensorflow/tfjs-backend-wasm/dist/");
  tf.setThreadsCount(1);
  tf.registerKernel({
    kernelName: "Conv2DBackpropFilter",
    backendName: "wasm",
    kernelFunc: (
      /** @type {any} */ { inputs: { x, dy }, attrs: { strides, pad, filterShape } },
    ) => {
      const [height, width] = filterShape;
      const stride = Array.isArray(strides) ? strides[0] : strides;
      if (stride !== 1) throw new Error("the substitute knows stride 1 alone");
      // [c_in, h, w, n] ∗ [h, w, n, c_out]: the kernel's own size is what is left of the padded pictures.
      const [above, left] = pad === "same" ? [(height - 1) >> 1, (width - 1) >> 1] : [0, 0];
      const [below, right] = pad === "same" ? [height - 1 - above, width - 1 - left] : [0, 0];
      return tf.tidy(() => {
        const swapped = tf.transpose(x, [3, 1, 2, 0]);
        const padded = tf.pad(swapped, [
          [0, 0],
          [above, below],
          [left, right],
          [0, 0],
        ]);
        return tf.transpose(
          tf.conv2d(padded, tf.transpose(dy, [1, 2, 0, 3]), 1, "valid"),
          [1, 2, 0, 3],
        );
      });
    },
  });
  await tf.setBackend("wasm");
  await tf.ready();
  return system(tf, "training with a substitute filter gradient");
}
