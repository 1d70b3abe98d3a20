// @ts-check
import { text } from "../text/index.js";
import { WITH_STEM } from "../engine/settings.js";
import { OPTIMIZERS } from "../session/planning.js";
import { defaultWorkers } from "../workers/trainer.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { Cost } from "./cost.js";
import { h, say } from "./dom.js";
import { methodName } from "./method-name.js";
import { NetworkButton } from "./network-button.js";
import { glossary, help } from "./help.js";

/** @typedef {import("../engine/types.js").Description} Description */
/** @typedef {import("../engine/types.js").KeptSettings} KeptSettings */
/** @typedef {import("../engine/types.js").MethodInfo} MethodInfo */
/** @typedef {Exclude<keyof KeptSettings, "preset" | "layers">} Key */
/** @typedef {"epochs" | "batch_size" | "learning_rate" | "workers" | "sure_from" | "clip_norm"} LimitName */

/** What the network of a method has beside convolutions, pooling and dense layers. @type {Record<string, string[]>} */
const LAYERS = { careful: ["batch_norm", "dropout"] };

/** As the method has it. */
const METHOD = "";
/** What older versions of the page called a method. @type {Record<string, string>} */
const RENAMED = { default: "from_scratch", fast: "from_scratch" };

/**
 * In the order in which they stand there; id: in sentences, and among the engine's limits. choices: one of them is chosen;
 * without, it is a number. Optimisers that search along a line are left out: they take one step per epoch, with all pictures,
 * and their searches need a loss that stays the same from step to step; that of augmented pictures does not. only: for methods
 * with a stem, or for those without; ofLayers: a network of one's own has that itself.
 * @type {ReadonlyArray<{ key: Key, id: string, choices?: string[], advanced: boolean, only?: "stem" | "scratch", ofLayers?: boolean }>}
 */
export const FIELDS = [
  {
    key: "networkSize",
    id: "network_size",
    choices: ["small", "medium", "large"],
    ...{ advanced: false, only: "scratch", ofLayers: true },
  },
  { key: "epochs", id: "epochs", advanced: false },
  { key: "batchSize", id: "batch_size", advanced: false, only: "scratch" },
  { key: "learningRate", id: "learning_rate", advanced: false, only: "scratch" },
  { key: "workers", id: "workers", advanced: false, only: "scratch" },
  { key: "sureFrom", id: "sure_from", advanced: false },
  { key: "stem", id: "stem", choices: ["small", "base", "large"], advanced: true, only: "stem" },
  { key: "fineTune", id: "fine_tune", choices: ["no", "yes"], advanced: true, only: "stem" },
  {
    key: "optimizer",
    id: "optimizer",
    choices: [METHOD, ...OPTIMIZERS],
    ...{ advanced: true, only: "scratch" },
  },
  {
    ...{ key: "schedule", id: "schedule", advanced: true, only: "scratch" },
    choices: [METHOD, "constant", "cosine", "one_cycle", "exponential", "step"],
  },
  { key: "clipNorm", id: "clip_norm", advanced: true, only: "scratch" },
  {
    ...{ key: "activation", id: "activation", advanced: true, only: "scratch", ofLayers: true },
    choices: [METHOD, "relu", "leaky_relu", "tanh", "sigmoid"],
  },
  {
    ...{ key: "augmentation", id: "augmentation", advanced: true },
    choices: [METHOD, "off", "gentle", "strong"],
  },
  { key: "stopEarly", id: "early_stopping", choices: ["yes", "no"], advanced: true },
];

/** @typedef {{ key: Key, id: string, label: string, control: HTMLInputElement | HTMLSelectElement, error: HTMLElement, element: HTMLElement, advanced: boolean, only?: "stem" | "scratch", ofLayers?: boolean }} Field */

/**
 * Method and settings of the next training, inside their limits; the settings stand in a sheet at the side, which a button opens.
 * Empty until the engine has said what can be chosen. Dispatches "change".
 */
export class SettingsForm extends EventTarget {
  #session;
  element = h("div", { class: "settings" });
  #form = h("form", { method: "dialog", novalidate: true });
  #sheet = h("dialog", { class: "sheet", "aria-labelledby": "settings-title" }, this.#form);
  /** Opens the sheet. */
  button = h("button", { type: "button", "aria-haspopup": "dialog" }, text("settings"));
  /** How many settings are not as the method has them. */
  changes = h("p", { class: "hint", hidden: true });
  #description = h("div", { class: "method" });
  #unfold = h("summary", {}, text("settings-advanced"));
  #reset = h("button", { type: "button", class: "quiet", hidden: true });
  /** Fetches and opens the network editor. */
  #network;
  /** The layers of the person's own network; null: the method's. @type {KeptSettings["layers"] & {} | null} */
  #layers = null;
  /** Why there cannot be such a network; "" when there can. */
  #networkProblem = "";
  /** @type {Field[]} */
  #fields = [];
  /** @type {HTMLInputElement[]} */
  #radios = [];
  /** @type {Description | null} */
  #engine = null;
  /** @type {MethodInfo | null} */
  #method = null;
  /** Whether the person has set the epochs; then nothing more is proposed. */
  #ownEpochs = false;
  #locked = false;
  /** What came back from an earlier visit before there were fields for it. @type {Partial<KeptSettings> | null} */
  #waiting = null;

  /** @param {import("../session.js").Session} session */
  constructor(session) {
    super();
    this.#session = session;
    this.#network = new NetworkButton({ session, settings: this });
    document.body.append(this.#sheet);
    this.button.addEventListener("click", () => this.#sheet.showModal());
    this.#form.addEventListener("input", ({ target }) => this.#input(target));
    this.#form.addEventListener("focusout", () => this.#propose());
    this.#sheet.addEventListener("click", ({ target }) => {
      if (target === this.#sheet) this.#sheet.close(); // beside it
    });
    this.#reset.addEventListener("click", () => {
      this.#unfold.focus(); // it stands above the button, which goes away
      if (this.#method) this.#choose(this.#method);
    });
    session.addEventListener("plan", () => this.#propose());
    session.addEventListener("described", () => {
      if (session.description && !this.#engine) this.#build(session.description);
    });
  }

  close() {
    this.#sheet.close();
  }

  /** @param {boolean} locked while a training runs with what was chosen; what the terms mean can still be asked */
  set locked(locked) {
    if (locked === this.#locked) return;
    this.#locked = locked;
    this.#lock();
    this.#propose();
  }

  #lock() {
    const controls = this.#fields.map(({ control }) => control);
    for (const one of [...controls, ...this.#radios, this.#reset]) one.disabled = this.#locked;
    for (const place of [this.element, this.#form])
      place.toggleAttribute("data-locked", this.#locked);
  }

  /** @returns {string} what is wrong with the settings; "" when nothing is */
  get problem() {
    if (this.#networkProblem) return this.#networkProblem;
    const wrong = this.#fields.find(({ control }) => !control.validity.valid);
    return wrong ? text("settings-check", { complaint: this.#complaint(wrong) }) : "";
  }

  /** The stem that is chosen; null for a method without one. */
  get stem() {
    return this.#method?.stem ? this.#control("stem").value : null;
  }

  /** Another method, with what it proposes. @param {string} id */
  pick(id) {
    const method = this.#engine?.methods.find((one) => one.id === id);
    if (method && method !== this.#method) this.#choose(method);
  }

  /** The method with a stem, which is fine-tuned. @param {string} stem  which */
  fineTune(stem) {
    this.pick(WITH_STEM);
    this.#control("stem").value = stem;
    this.#control("fineTune").value = "yes";
    this.#check();
  }

  /** The threshold of the live answer, 0…1, also while something impossible stands there. */
  get sureFrom() {
    const control = this.#fields.find(({ key }) => key === "sureFrom")?.control;
    if (control?.validity.valid) return Number(control.value);
    return this.#method?.sure_from ?? this.#waiting?.sureFrom ?? 0;
  }

  /** Whose network is trained: the method's, or one with these layers. */
  get network() {
    return { method: this.#method?.id ?? "", layers: this.#layers };
  }

  /**
   * Another network; all else stays as it is.
   * @param {KeptSettings["layers"] & {} | null} layers  null: the method's @param {string} problem  why there cannot be one; "" when there can
   */
  takeNetwork(layers, problem) {
    const same = JSON.stringify([layers, problem]);
    if (same === JSON.stringify([this.#layers, this.#networkProblem])) return;
    this.#layers = layers;
    this.#networkProblem = problem;
    this.#showFields();
    this.#check();
  }

  /** What would be chosen with these layers, also while a setting is impossible. @param {KeptSettings["layers"] & {} | null} layers @returns {KeptSettings} */
  chosen(layers) {
    const values = this.#method && proposed(this.#method);
    return /** @type {any} */ ({ preset: this.#method?.id, ...values, ...this.#values(), layers });
  }

  /** What stands in the fields, where that is possible. */
  #values() {
    const valid = this.#fields.filter(({ control }) => control.validity.valid);
    return Object.fromEntries(
      valid.map(({ key, control }) => [
        key,
        control instanceof HTMLSelectElement ? control.value : control.valueAsNumber,
      ]),
    );
  }

  /** What is chosen, also for the next visit; null while something is impossible. @returns {KeptSettings | null} */
  get kept() {
    if (!this.#method || this.problem) return null;
    const chosen = this.chosen(this.#layers);
    return { ...chosen, epochs: this.#ownEpochs ? chosen.epochs : null };
  }

  /** @param {Partial<KeptSettings> | null} kept  by an earlier visit; null: as at the first */
  restore(kept) {
    this.#waiting = kept;
    if (!this.#engine) return;
    const { methods } = this.#engine;
    const preset = kept?.preset && (RENAMED[kept.preset] ?? kept.preset);
    const method = methods.find(({ id }) => id === preset);
    this.#choose(method ?? methods[0]);
    if (!kept || !method) return; // numbers that were meant for another method are of no use
    for (const { key, control } of this.#fields) {
      const before = control.value;
      control.value = String(kept[key] ?? before); // an older page may not have known it
      if (!control.value || !control.validity.valid) control.value = before; // or may have allowed what is impossible now
    }
    this.#ownEpochs = typeof kept.epochs === "number";
    this.#layers = kept.layers ?? null;
    this.#showFields();
    this.#propose();
    this.#check();
  }

  /** @param {Description} engine */
  #build(engine) {
    this.#engine = engine;
    this.#fields = FIELDS.map((field) => this.#field(field));
    this.#radios = engine.methods.map(({ id }) =>
      h("input", { type: "radio", name: "preset", value: id }),
    );
    const [basic, advanced] = [false, true].map((which) =>
      this.#fields.filter((field) => field.advanced === which).map(({ element }) => element),
    );
    render(
      html`
        <fieldset class="methods">
          <legend>${text("settings-method")}</legend>
          ${engine.methods.map(
            (method, i) => html`
              <label @change=${() => this.#choose(method)}
                >${this.#radios[i]}<span>${text(`method-${method.id}`)}</span></label
              >
            `,
          )}
        </fieldset>
        ${this.#description}
      `,
      this.element,
    );
    render(
      html`
        <header>
          <h2 id="settings-title">${text("settings")}</h2>
          <button type="submit">${text("settings-done")}</button>
        </header>
        <div class="fields">
          ${this.#network.element} ${basic}
          <details>
            ${this.#unfold}
            <div class="fields">${advanced}</div>
          </details>
          ${this.#reset} ${new Cost(this.#session).element}
        </div>
      `,
      this.#form,
    );
    this.#lock();
    this.restore(this.#waiting);
  }

  /** @param {typeof FIELDS[number]} field @returns {Field} */
  #field({ key, id, choices, ...rest }) {
    const term = `settings-${id}`;
    const label = text(term);
    const control = choices
      ? h("select", {}, ...choices.map((value) => h("option", { value }, choiceText(id, value))))
      : this.#numberInput(id);
    const error = h("p", { class: "field-error", id: `${key}-error`, hidden: true });
    control.id = key;
    control.setAttribute("aria-describedby", `${term}-help ${key}-error`);
    const element = h("div", { class: `field${choices ? " wide" : ""}` });
    render(html`<label for=${key}>${label}</label>${help(term)}${control}${error}`, element);
    return { key, id, label, control, error, element, ...rest };
  }

  /** @param {EventTarget | null} target */
  #input(target) {
    if (target === this.#control("epochs")) this.#ownEpochs = true;
    const optimizer = this.#control("optimizer");
    if (target === optimizer && this.#method && this.#engine) {
      const { id, learning_rate } = this.#method;
      const rate =
        optimizer.value === METHOD ? learning_rate : this.#engine.rates[id][optimizer.value];
      this.#control("learningRate").value = String(rate);
    }
    this.#check();
  }

  /** @param {MethodInfo} method */
  #choose(method) {
    this.#method = method;
    const place = this.#engine?.methods.indexOf(method) ?? -1;
    if (this.#radios[place]) this.#radios[place].checked = true;
    this.#reset.textContent = text("settings-reset", { method: text(`method-${method.id}`) });
    const values = proposed(method);
    for (const { key, control } of this.#fields) control.value = String(values[key]);
    this.#layers = null;
    this.#networkProblem = "";
    this.#showFields();
    this.#ownEpochs = false;
    this.#propose();
    this.#check();
  }

  /** Those that mean something for the network. */
  #showFields() {
    const hasStem = this.#method?.id === WITH_STEM;
    for (const { element, only, ofLayers } of this.#fields)
      element.hidden =
        (only !== undefined && (only === "stem") !== hasStem) ||
        (ofLayers === true && this.#layers !== null);
  }

  /** What the method is, and with which stem. @param {MethodInfo} method */
  #describe({ id, activation, loss, optimizer }) {
    const stem = this.stem ?? "";
    const ofMethod = this.#layers === null;
    const own = ofMethod ? "" : methodName({ method: id, own: true });
    const ofLayers = ofMethod ? [activation, ...(LAYERS[id] ?? [])] : [];
    const terms = id === WITH_STEM ? ["stem", "head"] : [...ofLayers, loss, optimizer];
    render(
      html`
        <p class="own-network" ?hidden=${!own}>${own}</p>
        <p class="hint" ?hidden=${!ofMethod}>${text(`method-${id}-about`, { stem })}</p>
        ${glossary(terms.map((term) => `term-${term}`))}
      `,
      this.#description,
    );
  }

  /** @param {Key} key */
  #control(key) {
    const field = this.#fields.find((one) => one.key === key);
    if (!field) throw new Error(key);
    return field.control;
  }

  /** As many epochs as fit the pictures; not while a training runs, whose settings stand there. */
  #propose() {
    const { plan } = this.#session;
    if (!this.#method || this.#ownEpochs || this.#locked) return;
    const control = this.#control("epochs");
    // Somebody may be about to type a number of their own.
    if (control === document.activeElement) return;
    control.value = String(plan?.epochs ?? this.#method.epochs);
  }

  #check() {
    if (this.#method) this.#describe(this.#method);
    for (const field of this.#fields) {
      const { valid } = field.control.validity;
      say(field.error, valid ? "" : this.#complaint(field));
      if (valid) field.control.removeAttribute("aria-invalid");
      else field.control.setAttribute("aria-invalid", "true");
    }
    const values = this.#method && proposed(this.#method);
    const changed = this.#fields.filter(({ key, control, ofLayers }) => {
      if (ofLayers && this.#layers) return false;
      return key === "epochs" ? this.#ownEpochs : control.value !== String(values?.[key]);
    });
    const count = changed.length + (this.#layers ? 1 : 0);
    this.#reset.hidden = count === 0;
    say(this.changes, count === 0 ? "" : text("settings-changed", { count }));
    const { kept } = this;
    if (kept) this.#session.choose(kept);
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} id of a number */
  #limits(id) {
    if (!this.#engine) throw new Error(id);
    const { min, max, step } = this.#engine.limits[/** @type {LimitName} */ (id)];
    return { min, max, step: step ?? "any" };
  }

  /** @param {string} id */
  #numberInput(id) {
    return h("input", {
      ...{ type: "number", required: true, inputmode: "decimal" },
      ...this.#limits(id),
    });
  }

  /** @param {Field} field */
  #complaint({ id, label }) {
    const { min, max, step } = this.#limits(id);
    // As they have to be typed.
    const limits = { label, min: String(min), max: String(max) };
    return text(step === 1 ? "settings-whole-number" : "settings-number", limits);
  }
}

/** What a method begins with; of many pictures fewer epochs. @param {MethodInfo} method @returns {Record<Key, string | number>} */
function proposed(method) {
  return {
    networkSize: method.network_size,
    epochs: method.epochs,
    batchSize: method.batch_size,
    learningRate: plain(method.learning_rate),
    workers: defaultWorkers(),
    sureFrom: plain(method.sure_from),
    ...{ stem: method.stem ?? "base", fineTune: "no" },
    ...{ optimizer: METHOD, schedule: METHOD, activation: METHOD, augmentation: METHOD },
    ...{ clipNorm: 0, stopEarly: "yes" },
  };
}

/** Without the digits that single precision adds: 0.6, not 0.6000000238418579. @param {number} value */
function plain(value) {
  return Number(value.toPrecision(7));
}

/** @param {string} id  of the field @param {string} value */
export function choiceText(id, value) {
  if (value === METHOD) return text("settings-as-method");
  const choice = `${id}-${value}`;
  return text(`settings-${choice}`);
}
