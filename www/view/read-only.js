// @ts-check
import { text } from "../text/index.js";
import { byId, h } from "./dom.js";

/** Panels in which the project is changed. */
const PANELS = ["collect", "train-panel"];

/**
 * While another tab has the project, what would change it cannot be pressed here; all of it can be read, and the camera and
 * the live answer work.
 * @param {{ storage: import("../data/storage.js").ProjectStorage, settings: import("./settings-form.js").SettingsForm,
 *   news: import("./news.js").News }} parts
 */
export function showReadOnly({ storage, settings, news }) {
  /** @type {HTMLFieldSetElement[]} */
  let locks = [];
  storage.addEventListener("change", () => {
    if (storage.readOnly && locks.length === 0) locks = PANELS.map(locked);
    for (const lock of locks) lock.disabled = storage.readOnly;
    if (storage.readOnly) settings.close(); // it may have been opened before this was known
  });
  storage.addEventListener("turn", () => news.say(text("storage-your-turn")));
}

/** @param {string} id */
function locked(id) {
  const panel = byId(id, HTMLElement);
  const lock = h("fieldset", { class: "lock", role: "presentation" });
  panel.replaceWith(lock);
  lock.append(panel);
  return lock;
}
