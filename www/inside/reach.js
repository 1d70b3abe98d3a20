// @ts-check
/** What a neuron sees, lit in the strip. */

/**
 * @typedef {{ inside: Pick<import("./client.js").Inside, "traced" | "ask" | "addEventListener">,
 *   selection: import("./selection.js").Selection, strip: Pick<import("./strip.js").Strip, "lightAreas" | "addEventListener"> }} Parts
 * @typedef {import("../pkg/tab_trainer.js").Term} Term
 * @typedef {{ layer: number, channel: number, y: number, x: number, direction: "forward" | "backward" }} Neuron
 *
 * A part of one map.
 * @typedef {{ layer: number, channel: number, top: number, left: number, height: number, width: number }} Area
 */

/** The areas that terms come from, one of each map. @param {Pick<Term, "layer" | "channel" | "y" | "x">[]} terms @returns {Area[]} */
export function areasOf(terms) {
  /** @type {Map<string, Area>} */
  const areas = new Map();
  for (const { layer, channel, y, x } of terms) {
    const key = `${layer} ${channel}`;
    const area = areas.get(key) ?? { layer, channel, top: y, left: x, height: 1, width: 1 };
    const [bottom, right] = [area.top + area.height, area.left + area.width];
    const [top, left] = [Math.min(area.top, y), Math.min(area.left, x)];
    const [height, width] = [Math.max(bottom, y + 1) - top, Math.max(right, x + 1) - left];
    areas.set(key, { layer, channel, top, left, height, width });
  }
  return [...areas.values()];
}

/** The areas of whole maps. @param {import("./types.js").TracedLayer[]} layers @param {number[]} places @param {number | null} only  channel; null: all */
function wholeMaps(layers, places, only) {
  return places.flatMap((layer) => {
    const { height, width, channels } = layers[layer].output;
    const chosen = only === null ? [...Array(channels).keys()] : [only];
    return chosen.map((channel) => ({ layer, channel, top: 0, left: 0, height, width }));
  });
}

/**
 * Lights, in the strip, what the neuron under the pointer sees, or where its δ can come from; without one it is that of the selected
 * neuron. One question at a time, and then the newest.
 */
export class Reach {
  #inside;
  #selection;
  #strip;
  /** @type {Neuron | null} */
  #pointed = null;
  /** The neuron that is lit. */
  #lit = "";
  #asking = false;

  /** @param {Parts} parts */
  constructor({ inside, selection, strip }) {
    this.#inside = inside;
    this.#selection = selection;
    this.#strip = strip;
    selection.addEventListener("change", () => void this.#follow());
    inside.addEventListener("trace", () => void this.#follow());
    strip.addEventListener("built", () => {
      // The pointer was on a map that is gone, and so is what was lit.
      this.#pointed = null;
      this.#lit = "";
      void this.#follow();
    });
  }

  /** @param {Neuron | null} neuron  null: the pointer is elsewhere */
  point(neuron) {
    this.#pointed = neuron;
    void this.#follow();
  }

  /** @returns {Neuron | null} null while a weight is selected */
  get #wanted() {
    const { layer, channel, y, x, direction, weight } = this.#selection.now;
    return this.#pointed ?? (weight === null ? { layer, channel, y, x, direction } : null);
  }

  async #follow() {
    if (this.#asking) return;
    this.#asking = true;
    try {
      for (;;) {
        const [{ traced }, neuron] = [this.#inside, this.#wanted];
        const key = JSON.stringify(neuron);
        if (!traced || key === this.#lit) return;
        const areas = neuron ? await this.#areas(traced.summary, neuron) : [];
        if (JSON.stringify(this.#wanted) !== key) continue;
        this.#lit = key;
        this.#strip.lightAreas(areas, neuron);
      }
    } catch {
      // Another network was opened, or the worker is gone: the next trace asks anew, and tells what went wrong.
      this.#strip.lightAreas([], null);
    } finally {
      this.#asking = false;
    }
  }

  /** @param {import("./types.js").Summary} summary @param {Neuron} neuron @returns {Promise<Area[]>} */
  async #areas({ layers }, { layer, channel, y, x, direction }) {
    const back = direction === "backward";
    // The picture sees nothing, and to a frozen layer nothing comes back.
    if (back ? !layers[layer].has_delta : layer === 0) return [];
    const method = back ? "delta_terms" : "terms";
    const { rule, terms, through } = await this.#inside.ask(method, layer, y, x, channel);
    const last = through ?? layer;
    const beside = back
      ? [...layers.keys()].filter((place) => layers[place].sources.includes(last))
      : layers[layer].sources;
    if (rule === "batch_norm") return wholeMaps(layers, beside, channel);
    return rule === "whole" ? wholeMaps(layers, beside, null) : areasOf(terms);
  }
}
