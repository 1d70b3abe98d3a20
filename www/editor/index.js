// @ts-check
import { loadText, text } from "../text/index.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { h, say, styled } from "../view/dom.js";
import { icon } from "../view/icon.js";
import { KINDS, changed, entryOf, inserted, moved, removed } from "./layers.js";
import { EditedNetwork } from "./network.js";
import { MENU, layerRow, nameOf, pictureRow } from "./row.js";
import { totals } from "./totals.js";

/** @typedef {import("../engine/types.js").LayerSpec} LayerSpec */

await Promise.all([loadText("editor"), styled(new URL("editor.css", import.meta.url))]);

/** The network of the next training as a list of layers, in a dialog of its own. */
export class NetworkEditor {
  #session;
  #network;
  #dialog = h("dialog", { class: "editor", "aria-labelledby": "editor-title" });
  #content = h("div");
  #spoken = h("p", { class: "visually-hidden", "aria-live": "polite" });
  /** Where a layer will be added. */
  #place = 0;

  /** @param {{ session: import("../session.js").Session, settings: import("../view/settings-form.js").SettingsForm }} parts */
  constructor(parts) {
    this.#session = parts.session;
    this.#network = new EditedNetwork(parts);
    this.#dialog.append(this.#content, this.#spoken);
    document.body.append(this.#dialog);
    this.#dialog.addEventListener("click", ({ target }) => {
      if (target === this.#dialog) this.#dialog.close(); // beside it
    });
    this.#network.addEventListener("change", () => this.#render());
    this.#session.addEventListener("change", () => {
      if (this.#dialog.open) this.#render();
    });
  }

  /** @returns {Promise<{ closed: Promise<Event> }>} once it is open */
  async open() {
    await this.#network.follow();
    this.#dialog.showModal();
    const closed = new Promise((/** @type {(event: Event) => void} */ resolve) =>
      this.#dialog.addEventListener("close", resolve, { once: true }),
    );
    return { closed };
  }

  #render() {
    const network = this.#network;
    const method = text(`method-${network.method}`);
    render(
      html`
        <header>
          <h2 id="editor-title">${text("editor-title")}</h2>
          <button type="button" class="primary" @click=${() => this.#dialog.close()}>
            ${text("settings-done")}
          </button>
        </header>
        ${this.#commands(method)}
        <p class="hint">${this.#introduction(method)}</p>
        <ol class="layers">
          ${this.#rows()}
        </ol>
        ${totals(network, method)} ${this.#menu()}
      `,
      this.#content,
    );
    // What is being typed is not overwritten: "0." on the way to "0.5" is no number yet.
    for (const input of this.#content.querySelectorAll("input")) {
      if (input !== document.activeElement) input.value = input.dataset.value ?? "";
    }
  }

  /** @param {string} method  its name */
  #commands(method) {
    const network = this.#network;
    const locked = this.#session.training;
    const methods = this.#session.description?.methods ?? [];
    return html`<div class="commands">
      <div class="start">
        <label for="editor-start">${text("editor-start")}</label>
        <select
          id="editor-start"
          ?disabled=${locked}
          @change=${(/** @type {Event & { target: HTMLSelectElement }} */ { target }) =>
            network.startFrom(target.value)}
        >
          ${methods.map(
            ({ id }) =>
              html`<option value=${id} .selected=${id === network.method}>
                ${text(`method-${id}`)}
              </option>`,
          )}
        </select>
      </div>
      <button
        type="button"
        aria-disabled=${network.canUndo ? nothing : "true"}
        ?disabled=${locked}
        @click=${() => this.#undo()}
      >
        ${icon("undo")} ${text("undo")}
      </button>
      <button
        type="button"
        ?hidden=${!network.isOwn}
        ?disabled=${locked}
        @click=${() => this.#backToMethod()}
      >
        ${text("editor-back", { method })}
      </button>
    </div>`;
  }

  /** @param {string} method  its name */
  #introduction(method) {
    if (this.#session.training) return text("editor-locked");
    if (this.#network.hasStem) return text("editor-stem-why");
    return this.#network.isOwn ? text("method-own", { method }) : text("editor-about");
  }

  #rows() {
    const { outline, rows, entries, facts, fault, hasStem } = this.#network;
    if (!outline) return nothing;
    const locked = this.#session.training;
    const addAt = (/** @type {number} */ place) => () => (this.#place = place);
    const first = rows.findIndex(({ isOutput }) => isOutput);
    return html`
      ${pictureRow(outline.input, hasStem ? null : { locked, add: addAt(0) })}
      ${repeat(
        rows,
        ({ id }) => id,
        ({ id, layer, isOutput }, place) =>
          layerRow(
            {
              ...{ id, place, layer },
              note: place === first ? text("editor-output") : "",
              facts: facts.get(id) ?? null,
              fault: fault?.id === id ? fault : null,
              isLast: place === entries.length - 1,
            },
            isOutput || hasStem
              ? null
              : {
                  locked,
                  change: (name, value) =>
                    this.#network.edit(changed(entries, place, name, value), `${id} ${name}`),
                  move: (by) => this.#move(place, by),
                  remove: () => this.#remove(place),
                  add: addAt(place + 1),
                },
          ),
      )}
    `;
  }

  /** @param {number} place @param {number} by */
  #move(place, by) {
    const { entries } = this.#network;
    const after = moved(entries, place, by);
    if (after === entries) return;
    this.#network.edit(after);
    this.#focus(entries[place].key, by < 0 ? "up" : "down");
    this.#say(text("editor-moved", { number: place + by + 1 }));
  }

  /** @param {number} place */
  #remove(place) {
    const { layer } = this.#network.entries[place];
    const left = removed(this.#network.entries, place);
    this.#network.edit(left);
    const next = left[place] ?? left.at(-1);
    this.#focus(next?.key ?? null, next ? "remove" : "add");
    this.#say(text("editor-removed", { name: nameOf(layer) }));
  }

  /** @param {LayerSpec} layer */
  #add(layer) {
    const entry = entryOf(layer);
    this.#network.edit(inserted(this.#network.entries, this.#place, entry));
    this.#focus(entry.key);
    this.#say(text("editor-added", { name: nameOf(layer), number: this.#place + 1 }));
  }

  #undo() {
    if (!this.#network.canUndo) return;
    this.#network.undo();
    this.#say(text("editor-undone"));
  }

  /** The button goes away. */
  #backToMethod() {
    this.#content.querySelector("select")?.focus();
    this.#network.startFrom(this.#network.method);
  }

  /** @param {number | null} key  of the layer; null: the picture @param {string} [tool]  left out: its first control */
  #focus(key, tool) {
    const row = this.#content.querySelector(
      `[data-id="${key === null ? "picture" : `layer-${key}`}"]`,
    );
    const controls = [...(row?.querySelectorAll("[data-tool]") ?? [])].filter(
      (one) => one instanceof HTMLElement,
    );
    const control = tool ? controls.find(({ dataset }) => dataset.tool === tool) : controls[0];
    control?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} sentence  for who cannot see what has happened */
  #say(sentence) {
    say(this.#spoken, sentence);
  }

  #menu() {
    /** @param {LayerSpec} layer */
    const choose = (layer) => {
      // Gives the focus back to the button that opened it, before the new layer gets it.
      document.getElementById(MENU)?.hidePopover();
      this.#add(layer);
    };
    return html`<div
      class="kinds"
      id=${MENU}
      popover
      role="group"
      aria-label=${text("editor-which")}
    >
      ${KINDS.map(
        ({ layer }, i) =>
          html`<button type="button" ?autofocus=${i === 0} @click=${() => choose(layer)}>
            <strong>${nameOf(layer)}</strong>
            <span>${text(`editor-${layer.type}-about`)}</span>
          </button>`,
      )}
    </div>`;
  }
}
