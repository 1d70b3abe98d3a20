// @ts-check
import { LIMITS, PRESETS, proposedEpochs } from "../training/presets.js";
import { proposedRate, REFINEMENTS, UNREFINED } from "../training/refine.js";
import { byId, h, perFrame, say } from "./dom.js";

/** @typedef {import("../session.js").Choice} Choice */
/** @typedef {import("../engine/types.js").KeptSettings} KeptSettings */

/** @typedef {keyof typeof LIMITS | "networkSize" | "optimizer" | "schedule" | "activation" | "variation" | "stopEarly"} Key */

/**
 * In the order in which they stand there. options: one of them is chosen; without, it is a number.
 * @type {ReadonlyArray<{ key: Key, label: string, help?: string, options?: ReadonlyArray<{ value: string, label: string }>, advanced?: boolean }>}
 */
const FIELDS = [
  {
    ...{ key: "networkSize", label: "Network size" },
    options: [
      { value: "small", label: "Small: quickest" },
      { value: "medium", label: "Medium" },
      { value: "large", label: "Large: slower, for hard cases" },
    ],
  },
  {
    key: "epochs",
    label: "Epochs",
    help: "How many times it goes through all pictures. Of many pictures, fewer times are enough, and are proposed.",
  },
  { key: "batchSize", label: "Batch size", help: "Pictures per step of learning." },
  {
    key: "learningRate",
    label: "Learning rate",
    help: "How far each step goes. Too far, and it flies off.",
  },
  {
    key: "workers",
    label: "Workers",
    help: "How many processor cores share each batch, if it is large enough.",
  },
  {
    key: "sureFrom",
    label: "Not sure below",
    help: "When no class reaches this, the live answer is “Not sure”. 0.6 is 60 %; it holds at once, without training.",
  },
  {
    key: "optimizer",
    label: "Optimiser",
    help: "How steps follow from gradients. Choosing one proposes a learning rate for it.",
    options: REFINEMENTS.optimizer,
    advanced: true,
  },
  {
    key: "schedule",
    label: "Schedule",
    help: "How the learning rate changes in the course of the training.",
    options: REFINEMENTS.schedule,
    advanced: true,
  },
  {
    key: "clipNorm",
    label: "Longest gradient",
    help: "A longer one is shortened to this norm, so that no step goes too far. 0: never.",
    advanced: true,
  },
  {
    key: "activation",
    label: "Activation",
    help: "The function that each hidden layer's values pass through.",
    options: REFINEMENTS.activation,
    advanced: true,
  },
  {
    key: "variation",
    label: "Vary pictures",
    help: "Each is shown a little different each time: place, size, light, colour.",
    options: REFINEMENTS.variation,
    advanced: true,
  },
  {
    ...{
      key: "stopEarly",
      label: "Stop early",
      help: "When the pictures held back have not been answered better for long.",
      advanced: true,
    },
    options: [
      { value: "yes", label: "Yes" },
      { value: "no", label: "No" },
    ],
  },
];

/** Method and settings of the next training, inside their limits. Dispatches "change". */
export class SettingsForm extends EventTarget {
  #form = byId("settings", HTMLFormElement);
  #frame = h("fieldset", { class: "plain", role: "none" });
  #description = h("p", { class: "hint" });
  #fields = FIELDS.map(({ key, label, help, options, advanced = false }) => {
    const control = options
      ? h("select", {}, ...options.map(({ value, label }) => h("option", { value }, label)))
      : numberInput(key);
    const error = h("p", { class: "field-error", id: `${key}-error`, hidden: true });
    control.setAttribute("aria-describedby", `${help ? `${key}-help ` : ""}${key}-error`);
    const element = h(
      "div",
      { class: options ? "field wide" : "field" },
      h("label", {}, h("span", {}, label), control),
      ...(help ? [h("p", { class: "help", id: `${key}-help` }, help)] : []),
      error,
    );
    return { key, label, control, error, element, advanced };
  });
  #reset = h("button", { type: "button", class: "quiet", hidden: true });
  #methods = PRESETS.map(({ id }) => h("input", { type: "radio", name: "preset", value: id }));
  #dataset;
  #preset = PRESETS[0];
  /** Whether the person has set the epochs; then nothing more is proposed. */
  #ownEpochs = false;

  /** @param {import("../data/dataset.js").Dataset} dataset */
  constructor(dataset) {
    super();
    this.#dataset = dataset;
    const methods = PRESETS.map((preset, i) => {
      const radio = this.#methods[i];
      radio.addEventListener("change", () => this.#choose(preset));
      return h("label", {}, radio, h("span", {}, preset.name));
    });
    const unfold = h("summary", {}, "Advanced");
    this.#frame.append(
      h("fieldset", { class: "methods" }, h("legend", {}, "Method"), ...methods),
      this.#description,
      h(
        "details",
        {},
        h("summary", {}, "Settings"),
        h(
          "div",
          { class: "fields" },
          ...this.#fields.filter(({ advanced }) => !advanced).map(({ element }) => element),
          h(
            "details",
            {},
            unfold,
            h(
              "div",
              { class: "fields" },
              ...this.#fields.filter(({ advanced }) => advanced).map(({ element }) => element),
            ),
          ),
          this.#reset,
        ),
      ),
    );
    this.#reset.addEventListener("click", () => {
      unfold.focus(); // it stands above the button, which goes away
      this.#choose(this.#preset);
    });
    this.#form.append(this.#frame);
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("input", ({ target }) => {
      if (target === this.#control("epochs")) this.#ownEpochs = true;
      if (target === this.#control("optimizer"))
        this.#control("learningRate").value = String(
          proposedRate(this.#control("optimizer").value, this.#preset.settings.learningRate),
        );
      this.#check();
    });
    dataset.addEventListener(
      "change",
      perFrame(() => this.#propose()),
    );
    this.#choose(this.#preset);
  }

  /** @param {boolean} locked while a training runs with what was chosen */
  set locked(locked) {
    if (locked === this.#frame.disabled) return;
    this.#frame.disabled = locked;
    this.#propose();
  }

  /** @returns {string} what is wrong with the settings; "" when nothing is */
  get problem() {
    const wrong = this.#fields.find(({ control }) => !control.validity.valid);
    return wrong ? `Check the settings: ${complaint(wrong)}` : "";
  }

  /** The threshold of the live answer, 0…1, also while something impossible stands there. */
  get sureFrom() {
    const control = this.#control("sureFrom");
    return control.validity.valid ? Number(control.value) : this.#preset.settings.sureFrom;
  }

  /** @returns {Choice & { sureFrom: number }} */
  get choice() {
    const entries = this.#fields.map(({ key, control }) => [
      key,
      control instanceof HTMLSelectElement ? control.value : control.valueAsNumber,
    ]);
    return { preset: this.#preset.id, ...Object.fromEntries(entries) };
  }

  /** For the next visit; null while something is impossible. @returns {KeptSettings | null} */
  get kept() {
    return this.problem
      ? null
      : { ...this.choice, epochs: this.#ownEpochs ? this.choice.epochs : null };
  }

  /** @param {Partial<KeptSettings> | null} kept  by an earlier visit; null: as at the first */
  restore(kept) {
    this.#choose(PRESETS.find(({ id }) => id === kept?.preset) ?? PRESETS[0]);
    if (!kept) return;
    for (const { key, control } of this.#fields) {
      const before = control.value;
      control.value = String(kept[key] ?? before); // an older page may not have known it
      if (!control.value || !control.validity.valid) control.value = before; // or may have allowed what is impossible now
    }
    this.#ownEpochs = typeof kept.epochs === "number";
    this.#propose();
    this.#check();
  }

  /** @param {typeof PRESETS[number]} preset */
  #choose(preset) {
    this.#preset = preset;
    this.#methods[PRESETS.indexOf(preset)].checked = true;
    this.#description.textContent = preset.description;
    this.#reset.textContent = `Back to the settings of “${preset.name}”`;
    const values = proposed(preset);
    for (const { key, control } of this.#fields) control.value = String(values[key]);
    this.#ownEpochs = false;
    this.#propose();
    this.#check();
  }

  /** @param {Key} key */
  #control(key) {
    const field = this.#fields.find((one) => one.key === key);
    if (!field) throw new Error(`There is no setting "${key}".`);
    return field.control;
  }

  /** As many epochs as fit the pictures; not while a training runs, whose settings stand there. */
  #propose() {
    if (this.#ownEpochs || this.#frame.disabled) return;
    const filled = this.#dataset.classes.filter(({ pictures }) => pictures.length > 0);
    const count = filled.reduce((sum, { pictures }) => sum + pictures.length, 0);
    this.#control("epochs").value = String(
      proposedEpochs(this.#preset, count, Math.max(2, filled.length)),
    );
  }

  #check() {
    for (const field of this.#fields) {
      const { valid } = field.control.validity;
      say(field.error, valid ? "" : complaint(field));
      if (valid) field.control.removeAttribute("aria-invalid");
      else field.control.setAttribute("aria-invalid", "true");
    }
    const values = proposed(this.#preset);
    this.#reset.hidden =
      !this.#ownEpochs &&
      this.#fields.every(
        ({ key, control }) => key === "epochs" || control.value === String(values[key]),
      );
    this.dispatchEvent(new Event("change"));
  }
}

/** What a method begins with; of many pictures fewer epochs. @param {typeof PRESETS[number]} preset @returns {Record<Key, string | number>} */
function proposed({ settings }) {
  return { ...UNREFINED, stopEarly: "yes", ...settings, networkSize: settings.size };
}

/** @param {Key} key */
function numberInput(key) {
  const { min, max, step } = limits(key);
  return h("input", { type: "number", min, max, step, required: true, inputmode: "decimal" });
}

/** @param {{ key: Key, label: string }} field */
function complaint({ key, label }) {
  const { min, max, step } = limits(key);
  return `${label} must be ${step === 1 ? "a whole number" : "a number"} from ${min} to ${max}.`;
}

/** @param {Key} key of a number */
function limits(key) {
  return LIMITS[/** @type {keyof typeof LIMITS} */ (key)];
}
