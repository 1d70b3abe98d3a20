// @ts-check
/** A framework outside of the browser, behind the calls of client.js: what Node.js does for the page. */

import { pictures } from "../data.js";
import { initialWeights, walk } from "../shapes.js";

/** As many as eight batches of 32 need. */
const count = 256;

export class Native {
  #framework;

  /** @param {string} name @param {string} framework */
  constructor(name, framework) {
    this.name = name;
    this.#framework = framework;
  }

  /** @param {any} request @returns {Promise<any>} */
  async ask(request) {
    const whole = request.command === "load" ? { ...request, ...material(request.spec) } : request;
    const { askNative } = /** @type {{ askNative: typeof import("../native.js").ask }} */ (
      /** @type {unknown} */ (globalThis)
    );
    const { answer, error } = JSON.parse(await askNative(this.#framework, JSON.stringify(whole)));
    if (error) throw new Error(error);
    return answer;
  }

  /** Its process ends with the benchmark. */
  stop() {}
}

/** What all others get, too. @param {import("../nets.js").Spec} spec */
function material(spec) {
  const { inputs, targets } = pictures(spec, count);
  return {
    parameters: walk(spec).map(({ parameters }) => parameters),
    weights: base64(initialWeights(spec)),
    inputs: base64(inputs),
    targets: base64(targets),
    count,
  };
}

/** @param {Float32Array} values */
function base64({ buffer }) {
  const bytes = new Uint8Array(buffer);
  let text = "";
  // A call takes only so many arguments.
  for (let i = 0; i < bytes.length; i += 0x8000)
    text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}
