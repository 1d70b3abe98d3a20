// @ts-check
/** The page's address for another device: to be scanned, copied or shared. */

import { loadText, text } from "../text/index.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { h, say, styled } from "../view/dom.js";
import { codeOf } from "./code.js";
import { obstacleAt } from "./reach.js";

/** @type {HTMLDialogElement | null} */
let dialog = null;

/** @returns {Promise<void>} rejects where something of it did not come; the next call tries again */
export async function showOnPhone() {
  dialog ??= await make();
  if (dialog.open) return;
  draw(dialog, new URL(location.href));
  dialog.showModal();
}

async function make() {
  await Promise.all([loadText("phone"), styled(new URL("phone.css", import.meta.url))]);
  const made = h("dialog", { class: "confirm phone", "aria-labelledby": "phone-title" });
  document.body.append(made);
  return made;
}

/** @param {HTMLDialogElement} dialog @param {URL} address */
function draw(dialog, address) {
  const { href } = address;
  const obstacle = obstacleAt(address);
  const status = h("p", { class: "hint", role: "status", hidden: true });
  const field = h("input", { id: "phone-address", type: "text", readonly: true, value: href });
  field.addEventListener("focus", () => field.select());
  const copy = () =>
    navigator.clipboard.writeText(href).then(
      () => say(status, text("phone-copied")),
      () => field.focus(), // selected, for the keys that copy
    );
  // Whoever changes their mind has not failed.
  const share = () => navigator.share({ url: href }).catch(() => {});
  render(
    html`
      <form method="dialog">
        <h2 id="phone-title">${text("phone-title")}</h2>
        ${obstacle ? html`<p class="note warn">${text(`phone-${obstacle}`)}</p>` : nothing}
        ${obstacle === "this-device" ? nothing : codeImage(href)}
        <label for="phone-address">${text("phone-address")}</label>
        ${field}
        <div class="row" ?hidden=${!navigator.clipboard && !navigator.share}>
          <button type="button" ?hidden=${!navigator.clipboard} @click=${copy}>
            ${text("phone-copy")}
          </button>
          <button type="button" ?hidden=${!navigator.share} @click=${share}>
            ${text("phone-share")}
          </button>
        </div>
        ${status}
        <p class="hint">${text("phone-empty")}</p>
        <div class="row end">
          <button type="submit" class="primary" autofocus>${text("phone-done")}</button>
        </div>
      </form>
    `,
    dialog,
  );
}

/** @param {string} address */
function codeImage(address) {
  const { size, path } = codeOf(address);
  return html`
    <svg class="code" role="img" aria-label=${text("phone-code")} viewBox=${`0 0 ${size} ${size}`}>
      <path d=${path} />
    </svg>
  `;
}
