// @ts-check
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h } from "../view/dom.js";
import { listOf } from "../view/readiness.js";

/** Names of classes that are told; more would be no sentence. */
const MOST = 5;

/**
 * Asks where a network that comes from a file is to answer.
 * @param {import("./model-file.js").ModelFile} model
 * @param {{ project: string, hasNetwork: boolean, canReplace: boolean }} here  the project that is open: its name, whether it has a
 *   trained network, and whether that may be replaced now
 * @returns {Promise<"new" | "here" | "">} "": nowhere
 */
export function choosePlace({ file, names }, { project, hasNetwork, canReplace }) {
  const dialog = h("dialog", { class: "confirm", "aria-labelledby": "place-title" });
  const told = { count: names.length, names: listOf(names.slice(0, MOST)) };
  render(
    html`
      <form method="dialog">
        <h2 id="place-title">${text("projects-model-title", { name: file })}</h2>
        <p>${text(names.length > MOST ? "projects-model-many" : "projects-model-classes", told)}</p>
        <div class="choices">
          <button type="submit" class="primary" value="new">${text("projects-model-new")}</button>
          <button type="submit" value="here" ?hidden=${!canReplace} aria-describedby="place-here">
            ${text("projects-model-here", { name: project })}
          </button>
        </div>
        <p class="hint" id="place-here" ?hidden=${!canReplace}>
          ${text(hasNetwork ? "projects-model-replaces" : "projects-model-joins")}
        </p>
        <div class="row end"><button type="submit" value="">${text("cancel")}</button></div>
      </form>
    `,
    dialog,
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener(
      "close",
      () => {
        dialog.remove();
        resolve(/** @type {"new" | "here" | ""} */ (dialog.returnValue));
      },
      { once: true },
    );
  });
}
