// @ts-check
import { text } from "../text/index.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { icon } from "./icon.js";
import { painted } from "./painted.js";

/**
 * A picture, enlarged, and what can be done with it and with its recording.
 * @param {{ picture: import("../engine/types.js").Picture, size: number, title: string, count: number, undo: HTMLElement,
 *   onDelete: () => void, onDeleteAll: () => void, onMove: () => void, onMoveAll: () => void, onClose: () => void }} options
 *   count: of pictures in the recording
 */
export function pictureTools({ picture, size, title, count, undo, ...on }) {
  const button = (
    /** @type {string} */ act,
    /** @type {string} */ label,
    /** @type {() => void} */ press,
  ) => html`<button type="button" data-act=${act} @click=${press}>${label}</button>`;
  return html`
    <div
      class="tools"
      role="group"
      aria-label=${title}
      @keydown=${(/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Escape") on.onClose();
      }}
    >
      <span class="enlarged">${painted(picture, size)}</span>
      <div class="acts">
        ${button("delete", text("picture-delete"), on.onDelete)} ${undo}
        ${button("move", text("picture-move"), on.onMove)}
        ${
          count > 1
            ? [
                button("delete-all", text("recording-delete", { count }), on.onDeleteAll),
                button("move-all", text("recording-move", { count }), on.onMoveAll),
              ]
            : nothing
        }
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label=${text("picture-close")}
        title=${text("picture-close")}
        @click=${on.onClose}
      >
        ${icon("cross")}
      </button>
    </div>
  `;
}
