// @ts-check
import { text } from "../text/index.js";
import { h, messageOf, onPress, say } from "./dom.js";

/** Opens the network editor, which is fetched when it is first opened: most visits never ask for it. */
export class NetworkButton {
  #alert = h("p", { class: "field-error", role: "alert", hidden: true });
  #button = h("button", { type: "button", "aria-haspopup": "dialog" }, text("settings-network"));
  /** What became of changes: whichever way the editor is closed, they are kept. */
  #kept = h("p", { class: "hint", role: "status", hidden: true });
  element = h("div", {}, this.#button, this.#alert, this.#kept);
  /** @type {Promise<import("../editor/index.js").NetworkEditor> | null} */
  #editor = null;

  /** @param {{ session: import("../session.js").Session, settings: import("./settings-form.js").SettingsForm }} parts */
  constructor(parts) {
    onPress(this.#button, () => void this.#open(parts));
  }

  /** @param {ConstructorParameters<typeof import("../editor/index.js").NetworkEditor>[0]} parts */
  async #open(parts) {
    this.#editor ??= import("../editor/index.js").then(
      ({ NetworkEditor }) => new NetworkEditor(parts),
    );
    let editor;
    try {
      editor = await this.#editor;
    } catch (error) {
      this.#editor = null; // a lost connection may come back
      say(this.#alert, text("view-unreachable", { reason: messageOf(error) }));
      return;
    }
    const { settings } = parts;
    const before = JSON.stringify(settings.network);
    say(this.#kept, "");
    const { closed } = await editor.open();
    say(this.#alert, "");
    await closed;
    const changed = JSON.stringify(settings.network) !== before;
    say(this.#kept, changed ? text("settings-network-kept") : "");
  }
}
