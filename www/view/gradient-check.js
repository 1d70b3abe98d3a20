// @ts-check
import { readCheck } from "../text/health.js";
import { byId, h, onPress } from "./dom.js";

/** The button in the health panel that asks whether backpropagation is right, and the answer. */
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
    this.#found.replaceChildren(h("li", {}, "Checking …"));
    const { network } = this.#session;
    try {
      const checks = await this.#session.checkGradients();
      // While it trains there are other weights by now, which changes nothing; but not another network, or none.
      if (!network || network.spec !== this.#session.network?.spec)
        return this.#found.replaceChildren();
      this.#found.replaceChildren(
        ...readCheck(checks, network.spec).map(({ agrees, text }) =>
          h("li", { class: agrees ? "good" : "warn" }, text),
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
