// @ts-check
import { limits, presets } from "../presets.js";
import { byId, h, say } from "./dom.js";

/** @typedef {import("../session.js").Choice} Choice */

const sizes = [["small", "Small: quickest"], ["medium", "Medium"], ["large", "Large: slower, for hard cases"]];

/** @type {ReadonlyArray<{ key: keyof typeof limits, label: string, help: string }>} */
const numbers = [
  { key: "epochs", label: "Epochs", help: "How many times it goes through all pictures." },
  { key: "batchSize", label: "Batch size", help: "Pictures per step of learning." },
  { key: "learningRate", label: "Learning rate", help: "How far each step goes. Too far, and it flies off." },
  { key: "workers", label: "Workers", help: "How many processor cores share each batch, if it is large enough." },
];

/** Method and settings of the next training, inside their limits. Dispatches "change". */
export class SettingsForm extends EventTarget {
  #form = byId("settings", HTMLFormElement);
  #frame = h("fieldset", { class: "plain", role: "none" });
  #description = h("p", { class: "hint" });
  #size = h("select", {}, ...sizes.map(([value, label]) => h("option", { value }, label)));
  #fields = numbers.map(({ key, label, help }) => {
    const { min, max, step } = limits[key];
    const input = h("input", { type: "number", min, max, step, required: true, inputmode: "decimal", "aria-describedby": `${key}-help ${key}-error` });
    const error = h("p", { class: "field-error", id: `${key}-error`, hidden: true });
    const element = h("div", { class: "field" },
      h("label", {}, h("span", {}, label), input), h("p", { class: "help", id: `${key}-help` }, help), error);
    return { key, label, input, error, element };
  });
  #preset = presets[0];

  constructor() {
    super();
    const methods = presets.map((preset) => {
      const radio = h("input", { type: "radio", name: "preset", value: preset.id, checked: preset === this.#preset });
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
    this.#form.addEventListener("input", () => this.#check());
    this.#choose(this.#preset);
  }

  /** @param {boolean} locked while a training runs with what was chosen */
  set locked(locked) {
    this.#frame.disabled = locked;
  }

  /** @returns {string} what is wrong with the settings; "" when nothing is */
  get problem() {
    const wrong = this.#fields.find(({ input }) => !input.validity.valid);
    return wrong ? `Check the settings: ${this.#complaint(wrong)}` : "";
  }

  /** @returns {Choice} */
  get choice() {
    const [epochs, batchSize, learningRate, workers] = this.#fields.map(({ input }) => input.valueAsNumber);
    return { preset: this.#preset.id, networkSize: this.#size.value, epochs, batchSize, learningRate, workers };
  }

  /** @param {typeof presets[number]} preset */
  #choose(preset) {
    this.#preset = preset;
    this.#description.textContent = preset.description;
    this.#size.value = preset.settings.size;
    for (const { key, input } of this.#fields) input.value = String(preset.settings[key]);
    this.#check();
  }

  /** @param {{ key: keyof typeof limits, label: string }} field */
  #complaint({ key, label }) {
    const { min, max, step } = limits[key];
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
