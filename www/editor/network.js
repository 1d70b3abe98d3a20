// @ts-check
import { text } from "../text/index.js";
import { messageOf } from "../view/dom.js";
import { History, entriesOf } from "./layers.js";
import { explained } from "./mistakes.js";
import { nameOf } from "./row.js";

/**
 * @typedef {import("../engine/types.js").LayerOutline} LayerOutline
 * @typedef {import("../engine/types.js").LayerSpec} LayerSpec
 * @typedef {import("../engine/types.js").Outline} Outline
 * @typedef {import("./layers.js").Entries} Entries
 *
 * What is edited. entries: null for the method's own network, with which the first change begins.
 * @typedef {{ method: string, entries: Entries | null }} State
 *
 * What is wrong with a layer: which row, which field if it is one, and why.
 * @typedef {{ id: string, field: string, sentence: string }} Fault
 */

/**
 * The network of the next training while a person edits it. Whatever is changed counts as soon as the engine has said whether there
 * can be such a network. Dispatches "change".
 */
export class EditedNetwork extends EventTarget {
  #session;
  #settings;
  /** @type {History<State>} */
  #history = new History();
  /** @type {State} */
  #state = { method: "", entries: null };
  /** Of the method's own network. @type {Entries} */
  #ofMethod = [];
  /** Counts what was asked of the engine: only the newest answer is of use. */
  #asked = 0;
  /** Of the method's own network, to compare with. @type {Outline | null} */
  methods = null;
  /** Of the network, or of what it was shortly before. @type {Outline | null} */
  outline = null;
  /** What is known of each row, by its id. @type {Map<string, LayerOutline | null>} */
  facts = new Map();
  /** @type {Fault | null} */
  fault = null;
  /** The same in a sentence that says which layer it is; "" when there is none. */
  problem = "";

  /** @param {{ session: import("../session.js").Session, settings: import("../view/settings-form.js").SettingsForm }} parts */
  constructor({ session, settings }) {
    super();
    this.#session = session;
    this.#settings = settings;
  }

  get method() {
    return this.#state.method;
  }

  /** Whether it is the person's own, not the method's. */
  get isOwn() {
    return this.#state.entries !== null;
  }

  /** All layers but those at the end that follow from the classes. */
  get entries() {
    return this.#state.entries ?? this.#ofMethod;
  }

  /** Whether its layers stand between a stem and the output: there are none to edit. */
  get hasStem() {
    return this.outline?.layers[0]?.spec.type === "stem";
  }

  /** Whether there is something to undo. */
  get canUndo() {
    return !this.#history.isEmpty;
  }

  /** The rows, from the first layer to the answer. */
  get rows() {
    return [
      ...this.entries.map(({ key, layer }) => ({ id: `layer-${key}`, layer, isOutput: false })),
      ...(this.outline?.outputs ?? []).map((layer, i) => ({
        ...{ id: `output-${i}`, layer, isOutput: true },
      })),
    ];
  }

  /** What is chosen in the settings now; where it was chosen elsewhere, what was here before can be had back. */
  async follow() {
    const { method, layers } = this.#settings.network;
    if (
      method !== this.#state.method ||
      JSON.stringify(layers) !== JSON.stringify(layersOf(this.#state))
    ) {
      if (this.#state.entries) this.#history.keep(this.#state);
      this.#state = { method, entries: layers && entriesOf(layers) };
    }
    await this.#examine();
  }

  /** @param {Entries} entries @param {string} [change]  see History */
  edit(entries, change) {
    if (entries === this.entries) return;
    this.#history.keep(this.#state, change);
    this.#take({ ...this.#state, entries });
  }

  /** The network of a method, and the method. @param {string} method */
  startFrom(method) {
    this.#history.keep(this.#state);
    this.#take({ method, entries: null });
  }

  undo() {
    const state = this.#history.back();
    if (state) this.#take(state);
  }

  /** @param {State} state */
  #take(state) {
    this.#state = state;
    if (state.method !== this.#settings.network.method) this.#settings.pick(state.method);
    this.dispatchEvent(new Event("change"));
    void this.#examine();
  }

  /** Asks the engine what there is of it, and whether there can be one. */
  async #examine() {
    const asked = ++this.#asked;
    const layers = layersOf(this.#state);
    let answers;
    try {
      answers = await Promise.all([
        this.#session.outline(this.#settings.chosen(null)),
        layers && this.#session.outline(this.#settings.chosen(layers)),
      ]);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.fault = null;
      this.problem = text("editor-unanswered", { reason: messageOf(error) });
      this.#settings.takeNetwork(layers, this.problem); // nobody knows whether it can be
      this.dispatchEvent(new Event("change"));
      return;
    }
    if (asked !== this.#asked) return;
    const [methods, own] = answers;
    if (JSON.stringify(methods) !== JSON.stringify(this.methods)) {
      const given = methods.layers.slice(0, methods.layers.length - methods.outputs.length);
      this.#ofMethod = entriesOf(given.map(({ spec }) => spec));
    }
    this.methods = methods;
    this.outline = own ?? methods;
    this.#judge(this.outline);
    this.#settings.takeNetwork(layers, this.problem);
    this.dispatchEvent(new Event("change"));
  }

  /** @param {Outline} outline */
  #judge({ layers, mistake }) {
    const { rows } = this;
    this.facts = new Map(rows.map(({ id }, place) => [id, layers[place] ?? null]));
    const found = explained(
      mistake,
      rows.map(({ layer }) => layer),
    );
    this.fault = found && { ...found, id: rows[found.place].id };
    this.problem = found
      ? text("editor-problem", {
          ...{ number: found.place + 1, problem: found.sentence },
          name: nameOf(rows[found.place].layer),
        })
      : "";
  }
}

/** @param {State} state @returns {LayerSpec[] | null} */
function layersOf({ entries }) {
  return entries?.map(({ layer }) => layer) ?? null;
}
