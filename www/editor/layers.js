// @ts-check
/** A network as a list that a person edits: what there is to choose from, and what can be done with the list. No DOM. */

/**
 * @typedef {import("../engine/types.js").LayerSpec} LayerSpec
 * @typedef {LayerSpec["type"]} Kind
 *
 * A layer in the list; key: stays the same wherever it is moved and whatever is changed in it.
 * @typedef {{ key: number, layer: LayerSpec }} Entry
 * @typedef {ReadonlyArray<Entry>} Entries
 *
 * What can be chosen of a layer: one of the choices, or a number; whole unless step says otherwise. Which of them the engine can
 * build depends on the layers in front; that it says itself.
 * @typedef {{ name: string, choices?: ReadonlyArray<string | number>, min?: number, step?: number }} Field
 */

const PADDING = { name: "padding", choices: ["same", "valid"] };
const FUNCTION = {
  name: "function",
  choices: ["relu", "leaky_relu", "elu", "silu", "sigmoid", "tanh", "scaled_tanh"],
};
const whole = (/** @type {string} */ name) => ({ name, min: 1 });
const window = [whole("size"), whole("stride")];

/**
 * Those that can be added, as they then are, and what can be chosen of each. Numbers of running means and the like are left to
 * the engine: nobody who does not know them by name would change them.
 * @type {ReadonlyArray<{ layer: LayerSpec, fields: ReadonlyArray<Field> }>}
 */
export const KINDS = [
  {
    layer: { type: "conv", filters: 16, kernel: 3, stride: 1, padding: "same" },
    fields: [whole("filters"), whole("kernel"), whole("stride"), PADDING],
  },
  { layer: { type: "activation", function: "relu" }, fields: [FUNCTION] },
  { layer: { type: "max_pool", size: 2, stride: 2 }, fields: window },
  { layer: { type: "dense", units: 32 }, fields: [whole("units")] },
  { layer: { type: "dropout", rate: 0.3 }, fields: [{ name: "rate", min: 0, step: 0.05 }] },
  { layer: { type: "batch_norm" }, fields: [] },
  { layer: { type: "average_pool", size: 2, stride: 2 }, fields: window },
  { layer: { type: "global_average_pool" }, fields: [] },
  {
    layer: { type: "depthwise_conv", kernel: 3, stride: 1, padding: "same" },
    fields: [{ name: "kernel", choices: [3, 5] }, { name: "stride", choices: [1, 2] }, PADDING],
  },
];

/** What can be chosen of a layer; of one that cannot be added, nothing. @param {LayerSpec} layer */
export function fieldsOf({ type }) {
  return KINDS.find(({ layer }) => layer.type === type)?.fields ?? [];
}

let keys = 0;

/** @param {ReadonlyArray<LayerSpec>} layers @returns {Entries} */
export function entriesOf(layers) {
  return layers.map(entryOf);
}

/** @param {LayerSpec} layer @returns {Entry} */
export function entryOf(layer) {
  return { key: keys++, layer };
}

/** @param {Entries} entries @param {number} place  where it then stands @param {Entry} entry @returns {Entries} */
export function inserted(entries, place, entry) {
  return [...entries.slice(0, place), entry, ...entries.slice(place)];
}

/** @param {Entries} entries @param {number} place @returns {Entries} */
export function removed(entries, place) {
  return entries.filter((_, i) => i !== place);
}

/** @param {Entries} entries @param {number} place @param {number} by  −1: up; nothing moves beyond the ends @returns {Entries} */
export function moved(entries, place, by) {
  const to = place + by;
  if (to < 0 || to >= entries.length) return entries;
  return inserted(removed(entries, place), to, entries[place]);
}

/** @param {Entries} entries @param {number} place @param {string} name  of the field @param {string | number} value @returns {Entries} */
export function changed(entries, place, name, value) {
  const { key, layer } = entries[place];
  // The slope of a leaky ReLU is of no use to another function.
  const rest = name === "function" ? { type: layer.type } : layer;
  const entry = { key, layer: /** @type {LayerSpec} */ ({ ...rest, [name]: value }) };
  return entries.map((one, i) => (i === place ? entry : one));
}

/** Where and what of the list a mistake is about. @param {string} path  as the engine has it: layers[3].filters @returns {{ place: number, field: string } | null} */
export function placeOf(path) {
  const found = /^layers\[(\d+)\](?:\.(\w+))?/.exec(path);
  return found && { place: Number(found[1]), field: found[2] ?? "" };
}

/** States that can be gone back to. @template T */
export class History {
  /** @type {{ state: T, change: string }[]} */
  #past = [];

  get isEmpty() {
    return this.#past.length === 0;
  }

  /**
   * Before a change is made. Digits that are typed into one field one after the other are one change.
   * @param {T} state  that there is @param {string} [change]  what follows: of several of the same name in a row only the first counts
   */
  keep(state, change = "") {
    if (change && this.#past.at(-1)?.change === change) return;
    this.#past.push({ state, change });
  }

  /** The state before the last change. @returns {T | undefined} */
  back() {
    return this.#past.pop()?.state;
  }
}
