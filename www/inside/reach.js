// @ts-check
/** What a neuron saw, lit in the strip. */

/**
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

/**
 * Lights, in the strip, what the neuron under the pointer saw, or of δ where it came from; without one it is that of the selected
 * neuron. The newest is asked for; while it is on its way, nothing is lit.
 */
export class Reach {
  #inside;
  #selection;
  #strip;
  /** @type {Neuron | null} */
  #pointed = null;
  #asking = false;
  #outdated = false;

  /** @param {{ inside: import("./client.js").Inside, selection: import("./selection.js").Selection, strip: import("./strip.js").Strip }} parts */
  constructor({ inside, selection, strip }) {
    this.#inside = inside;
    this.#selection = selection;
    this.#strip = strip;
    selection.addEventListener("change", () => void this.follow());
  }

  /** @param {Neuron | null} neuron  null: the pointer is elsewhere */
  point(neuron) {
    if (JSON.stringify(neuron) === JSON.stringify(this.#pointed)) return;
    this.#pointed = neuron;
    void this.follow();
  }

  /** Asks anew: another neuron, or another network, is shown. */
  async follow() {
    this.#outdated = true;
    this.#strip.lightAreas([], null);
    if (this.#asking) return;
    this.#asking = true;
    while (this.#outdated && this.#inside.traced) {
      this.#outdated = false;
      const neuron = this.#pointed ?? this.#selected;
      const areas = neuron ? await this.#areas(neuron) : [];
      if (!this.#outdated) this.#strip.lightAreas(areas, neuron);
    }
    this.#asking = false;
  }

  /** @returns {Neuron | null} null while a weight is selected */
  get #selected() {
    const { layer, channel, y, x, direction, weight } = this.#selection.now;
    return weight === null ? { layer, channel, y, x, direction } : null;
  }

  /** @param {Neuron} neuron @returns {Promise<Area[]>} */
  async #areas({ layer, channel, y, x, direction }) {
    const summary = this.#inside.traced?.summary;
    const back = direction === "backward";
    // The picture saw nothing, and to a frozen layer nothing comes back.
    if (!summary?.layers[layer] || (back ? !summary.layers[layer].has_delta : layer === 0))
      return [];
    try {
      const method = back ? "delta_terms" : "terms";
      const { terms } = await this.#inside.ask(method, layer, y, x, channel);
      return areasOf(terms);
    } catch {
      return []; // the network is another one; what went wrong is told in the view
    }
  }
}
