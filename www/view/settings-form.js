// @ts-check
import { LIMITS, PRESETS, proposedEpochs } from "../presets.js";
import { byId, h, perFrame, say } from "./dom.js";

/** @typedef {import("../session.js").Choice} Choice */
/** @typedef {import("../types.js").KeptSettings} KeptSettings */

const SIZES = [["small", "Small: quickest"], ["medium", "Medium"], ["large", "Large: slower, for hard cases"]];

/** @type {ReadonlyArray<{ key: keyof typeof LIMITS, label: string, help: string }>} */
const NUMBERS = [
  { key: "epochs", label: "Epochs", help: "How many times it goes through all pictures. When there are many, fewer times are proposed: more pictures need not take longer." },
  { key: "batchSize", label: "Batch size", help: "Pictures per step of learning." },
  { key: "learningRate", label: "Learning rate", help: "How far each step goes. Too far, and it flies off." },
  { key: "workers", label: "Workers", help: "How many processor cores share each batch, if it is large enough." },
  { key: "sureFrom", label: "Not sure below", help: "With a smaller share for the class that leads, the live answer is “Not sure”. 0.6 is 60 %; it holds at once." },
];

/** Method and settings of the next training, inside their limits. Dispatches "change". */
export class SettingsForm extends EventTarget {
  #form = byId("settings", HTMLFormElement);
  #frame = h("fieldset", { class: "plain", role: "none" });
  #description = h("p", { class: "hint" });
  #size = h("select", {}, ...SIZES.map(([value, label]) => h("option", { value }, label)));
  #fields = NUMBERS.map(({ key, label, help }) => {
    const { min, max, step } = LIMITS[key];
    const input = h("input", { type: "number", min, max, step, required: true, inputmode: "decimal", "aria-describedby": `${key}-help ${key}-error` });
    const error = h("p", { class: "field-error", id: `${key}-error`, hidden: true });
    const element = h("div", { class: "field" },
      h("label", {}, h("span", {}, label), input), h("p", { class: "help", id: `${key}-help` }, help), error);
    return { key, label, input, error, element };
  });
  #methods = PRESETS.map(({ id }) => h("input", { type: "radio", name: "preset", value: id }));
  #dataset;
  #preset = PRESETS[0];
  /** Whether the person has set the epochs; then nothing more is proposed. */
  #ownEpochs = false;

  /** @param {import("../dataset.js").Dataset} dataset */
  constructor(dataset) {
    super();
    this.#dataset = dataset;
    const methods = PRESETS.map((preset, i) => {
      const radio = this.#methods[i];
      radio.addEventListener("change", () => this.#choose(preset));
      return h("label", {}, radio, h("span", {}, preset.name));
    });
    this.#frame.append(
      h("fieldset", { class: "methods" }, h("legend", {}, "Method"), ...methods),
      this.#description,
      h("details", {}, h("summary", {}, "Settings"),
        h("div", { class: "fields" },
          h("div", { class: "field" }, h("label", {}, h("span", {}, "Network size"), this.#size)),
          ...this.#fields.map(({ element }) => element))));
    this.#form.append(this.#frame);
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("input", ({ target }) => {
      if (target === this.#epochs) this.#ownEpochs = true;
      this.#check();
    });
    dataset.addEventListener("change", perFrame(() => this.#propose()));
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
    const wrong = this.#fields.find(({ input }) => !input.validity.valid);
    return wrong ? `Check the settings: ${this.#complaint(wrong)}` : "";
  }

  /** The threshold of the live answer, 0…1, also while something impossible stands there. */
  get sureFrom() {
    const field = this.#fields.find(({ key }) => key === "sureFrom");
    return field?.input.validity.valid ? field.input.valueAsNumber : this.#preset.settings.sureFrom;
  }

  /** @returns {Choice & { sureFrom: number }} */
  get choice() {
    const [epochs, batchSize, learningRate, workers, sureFrom] = this.#fields.map(({ input }) => input.valueAsNumber);
    return { preset: this.#preset.id, networkSize: this.#size.value, epochs, batchSize, learningRate, workers, sureFrom };
  }

  /** For the next visit; null while something is impossible. @returns {KeptSettings | null} */
  get kept() {
    return this.problem ? null : { ...this.choice, epochs: this.#ownEpochs ? this.choice.epochs : null };
  }

  /** @param {KeptSettings | null} kept  by an earlier visit; null: as at the first */
  restore(kept) {
    this.#choose(PRESETS.find(({ id }) => id === kept?.preset) ?? PRESETS[0]);
    if (!kept) return;
    this.#size.value = kept.networkSize;
    if (!this.#size.value) this.#size.value = this.#preset.settings.size;
    for (const { key, input } of this.#fields) {
      if (kept[key] !== null) input.value = String(kept[key]);
      if (!input.validity.valid) input.value = String(this.#preset.settings[key]); // limits may have changed since
    }
    this.#ownEpochs = kept.epochs !== null;
    this.#check();
  }

  /** @param {typeof PRESETS[number]} preset */
  #choose(preset) {
    this.#preset = preset;
    this.#methods[PRESETS.indexOf(preset)].checked = true;
    this.#description.textContent = preset.description;
    this.#size.value = preset.settings.size;
    for (const { key, input } of this.#fields) input.value = String(preset.settings[key]);
    this.#ownEpochs = false;
    this.#propose();
    this.#check();
  }

  get #epochs() {
    return this.#fields[0].input;
  }

  /** As many epochs as fit the pictures; not while a training runs, whose settings stand there. */
  #propose() {
    if (this.#ownEpochs || this.#frame.disabled) return;
    const count = this.#dataset.classes.reduce((sum, { pictures }) => sum + pictures.length, 0);
    this.#epochs.value = String(proposedEpochs(this.#preset, count));
  }

  /** @param {{ key: keyof typeof LIMITS, label: string }} field */
  #complaint({ key, label }) {
    const { min, max, step } = LIMITS[key];
    return `${label} must be ${step === 1 ? "a whole number" : "a number"} from ${min} to ${max}.`;
  }

  #check() {
    for (const field of this.#fields) {
      const { valid } = field.input.validity;
      say(field.error, valid ? "" : this.#complaint(field));
      if (valid) field.input.removeAttribute("aria-invalid");
      else field.input.setAttribute("aria-invalid", "true");
    }
    this.dispatchEvent(new Event("change"));
  }
}
