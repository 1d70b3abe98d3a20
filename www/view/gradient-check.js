// @ts-check
import { text } from "../text/index.js";
import { byId, h, onPress } from "./dom.js";
import { layerNames } from "./layer-names.js";

/** @typedef {import("../engine/types.js").LayerCheck} LayerCheck */
/** @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec */

/**
 * A factor that is forgotten, or a kernel that is turned the wrong way, is off by tens of percent. The engine's own 2% are for
 * small pictures: a weight of the first layer has a say in thousands of places of a large one, with a bend of ReLU in many.
 */
const MISTAKEN = 0.1;

/** The button in the diagnostics that asks whether backpropagation is right, and the answer. */
export class GradientCheck {
  #session;
  #button = byId("check-gradients", HTMLButtonElement);
  #found = byId("check-found", HTMLUListElement);

  /** @param {import("../session.js").Session} session */
  constructor(session) {
    this.#session = session;
    onPress(this.#button, () => void this.#check());
    session.addEventListener("change", () => {
      if (session.training && !session.progress) this.#found.replaceChildren(); // another network begins
    });
  }

  async #check() {
    if (this.#button.ariaDisabled === "true") return;
    this.#button.ariaDisabled = "true"; // not disabled: it keeps the focus
    this.#found.replaceChildren(h("li", {}, text("check-running")));
    const { course, network, trained } = this.#session;
    try {
      const checks = await this.#session.checkGradients();
      // While it trains there are other weights by now, which changes nothing; but not another network, or none.
      const same = course === this.#session.course && trained.length > 0;
      this.#found.replaceChildren(
        ...(network && same ? readCheck(checks, network.spec) : []).map(({ agrees, sentence }) =>
          h("li", { class: agrees ? "good" : "warn" }, sentence),
        ),
      );
    } catch (error) {
      this.#found.replaceChildren(
        h("li", { class: "warn" }, error instanceof Error ? error.message : String(error)),
      );
    } finally {
      this.#button.ariaDisabled = "false";
    }
  }
}

/**
 * What a check of the gradients found: a sentence for each layer, with the weight that is furthest off.
 * @param {LayerCheck[]} checks @param {NetworkSpec} spec
 * @returns {{ agrees: boolean, sentence: string }[]}
 */
export function readCheck(checks, spec) {
  const names = layerNames(spec);
  return checks.map(({ layer: place, compared, worst }) => {
    const layer = names[place];
    if (!worst) return { agrees: true, sentence: text("check-nothing", { layer }) };
    const { name, index, backpropagation, relative_error: error } = worst;
    // Were one of the others not 0, it would be further off, if only by rounding.
    if (error === 0 && backpropagation === 0)
      return { agrees: true, sentence: text("check-no-error", { layer, compared }) };
    const agrees = error < MISTAKEN;
    const parameter = name.split(".").pop() ?? name;
    const found = { layer, compared, parameter, index, error };
    return { agrees, sentence: text(agrees ? "check-right" : "check-wrong", found) };
  });
}
