// @ts-check
/** The page's end of native.js: a system outside the browser, asked like a worker. */

import { pictures } from "./data.js";
import { initialWeights, withWeights } from "./shapes.js";

/** As many pictures as the largest batch; it reads the same ones again. */
const count = 32;

export class Outside {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  /** @param {any} request @returns {Promise<any>} */
  async ask({ command, ...request }) {
    const { askNative } = /** @type {{ askNative(request: object): Promise<any> }} */ (/** @type {unknown} */ (globalThis));
    const reply = await askNative({ command, ...(command === "load" ? net(request.spec) : request) });
    if ("error" in reply) throw new Error(reply.error);
    return reply.answer;
  }

  /** The process ends with the benchmark. */
  stop() {}
}

/** What workers know how to make, as plain data. @param {import("./nets.js").Spec} spec */
function net(spec) {
  const parameters = withWeights(spec, initialWeights(spec)).flatMap(({ parameters, tensors }, layer) =>
    parameters.map(({ name, shape }) => ({ layer, name, shape, values: Array.from(tensors[name]) })),
  );
  const { inputs, targets } = pictures(spec, count);
  return { spec, parameters, inputs: Array.from(inputs), targets: Array.from(targets) };
}
