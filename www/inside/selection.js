// @ts-check

/**
 * @typedef {object} Selected
 * @property {number} layer    its place in the trace
 * @property {number} channel  of its maps
 * @property {number} y        the neuron in the map
 * @property {number} x
 * @property {"forward" | "backward"} direction  whether its output or its δ is meant
 * @property {number | null} weight  its place in the layer's parameters, when one was chosen
 * @property {number} stage    place in the stages of the step
 */

/** What a person looks at: one for the strip and all panels below it. Dispatches "change", with what changed as `detail`. */
export class Selection extends EventTarget {
  /** @type {Selected} */
  #now = { layer: 0, channel: 0, y: 0, x: 0, direction: "forward", weight: null, stage: 0 };

  /** @returns {Readonly<Selected>} */
  get now() {
    return this.#now;
  }

  /** A weight belongs to its layer: it is forgotten with it. @param {Partial<Selected>} wanted */
  set(wanted) {
    const next = { ...this.#now, ...wanted };
    if (next.layer !== this.#now.layer && wanted.weight === undefined) next.weight = null;
    const keys = /** @type {(keyof Selected)[]} */ (Object.keys(next));
    const changed = keys.filter((key) => next[key] !== this.#now[key]);
    if (changed.length === 0) return;
    this.#now = next;
    this.dispatchEvent(new CustomEvent("change", { detail: new Set(changed) }));
  }

  /** Keeps it inside a network that may be another one. @param {import("./types.js").Summary} summary */
  fit({ layers }) {
    const { layer, channel, y, x } = this.#now;
    const place = Math.min(layer, layers.length - 1);
    const { height, width, channels } = layers[place].output;
    this.set({
      layer: place,
      channel: Math.min(channel, channels - 1),
      y: Math.min(y, height - 1),
      x: Math.min(x, width - 1),
    });
  }
}
