// @ts-check
import { large, text, whole } from "../text/index.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { icon } from "../view/icon.js";
import { fieldsOf } from "./layers.js";

/**
 * @typedef {import("../engine/types.js").LayerSpec} LayerSpec
 * @typedef {import("../engine/types.js").LayerOutline} LayerOutline
 * @typedef {import("../engine/types.js").Shape} Shape
 *
 * A row of the list. facts: null behind a layer that cannot be built; fault: what is wrong with it, "" when nothing is, and with
 * which field; note: why it cannot be changed, "" when it can.
 * @typedef {object} Row
 * @property {string} id
 * @property {number} place  from 0
 * @property {LayerSpec} layer
 * @property {LayerOutline | null} facts
 * @property {{ field: string, sentence: string } | null} fault
 * @property {string} note
 * @property {boolean} isLast  of those that can be moved
 *
 * What a person does with it. add: opens the choice of a layer behind it.
 * @typedef {object} Hands
 * @property {boolean} locked  nothing can be changed
 * @property {(name: string, value: string | number) => void} change
 * @property {(by: number) => void} move
 * @property {() => void} remove
 * @property {() => void} add
 */

/** The menu of layers to add, which all rows share. */
export const MENU = "editor-kinds";

/** @param {LayerSpec} layer */
export function nameOf({ type }) {
  return text(`editor-${type}`);
}

/** The picture, in front of all layers. @param {Shape} input @param {Pick<Hands, "locked" | "add"> | null} hands  null: nothing can be added */
export function pictureRow(input, hands) {
  return html`<li class="layer fixed" data-id="picture">
    <h3>${text("editor-picture")}</h3>
    <p class="facts"><span>${shapeOf(input)}</span></p>
    ${hands ? html`<div class="tools">${addButton(text("editor-add-first"), hands)}</div>` : nothing}
  </li>`;
}

/** @param {Row} row @param {Hands | null} hands  null: it cannot be changed */
export function layerRow({ id, place, layer, facts, fault, note, isLast }, hands) {
  const name = nameOf(layer);
  const number = place + 1;
  const described = fault ? `${id}-fault` : nothing;
  return html`<li class="layer ${hands ? "" : "fixed"} ${fault ? "wrong" : ""}" data-id=${id}>
    <div role="group" aria-labelledby="${id}-name" aria-describedby=${described}>
      <h3 id="${id}-name">${text("editor-layer", { number, name })}</h3>
      ${hands ? html`<div class="numbers">${fieldsOf(layer).map((field) => control(field))}</div>` : nothing}
      ${note ? html`<p class="hint">${note}</p>` : nothing}
      <p class="facts">${facts && factsOf(facts)}</p>
      ${hands ? tools(hands) : nothing}
      <p class="field-error" id="${id}-fault" ?hidden=${!fault}>${fault?.sentence}</p>
    </div>
  </li>`;

  /** @param {import("./layers.js").Field} field */
  function control(field) {
    const own = `${id}-${field.name}`;
    const value = /** @type {Record<string, any>} */ (layer)[field.name];
    const wrong = fault?.field === field.name;
    const parts = { own, value, wrong, described: wrong ? described : nothing };
    return html`<div>
      <label for=${own}>${text(`editor-field-${field.name}`)}</label>
      ${field.choices ? choice(field, parts) : numberInput(field, parts)}
    </div>`;
  }

  /** @param {import("./layers.js").Field} field @param {{ own: string, value: any, wrong: boolean, described: unknown }} parts */
  function choice({ name, choices: usual = [] }, { own, value, wrong, described }) {
    // A network from a file may have what cannot be chosen here.
    const choices = value === undefined || usual.includes(value) ? usual : [value, ...usual];
    const change = (/** @type {{ target: HTMLSelectElement }} */ { target }) =>
      hands?.change(name, choices[target.selectedIndex]);
    return html`<select
      id=${own}
      data-tool=${name}
      ?disabled=${hands?.locked}
      aria-invalid=${wrong ? "true" : nothing}
      aria-describedby=${described}
      @change=${change}
    >
      ${choices.map((one) => html`<option ?selected=${one === value}>${wordOf(name, one)}</option>`)}
    </select>`;
  }

  /** @param {import("./layers.js").Field} field @param {{ own: string, value: any, wrong: boolean, described: unknown }} parts */
  function numberInput({ name, min = 1, step = 1 }, { own, value, wrong, described }) {
    const change = (/** @type {{ target: HTMLInputElement }} */ { target }) =>
      hands?.change(name, target.valueAsNumber);
    return html`<input
      type="number"
      id=${own}
      data-tool=${name}
      data-value=${plain(value)}
      min=${min}
      step=${step}
      inputmode=${step === 1 ? "numeric" : "decimal"}
      ?disabled=${hands?.locked}
      aria-invalid=${wrong ? "true" : nothing}
      aria-describedby=${described}
      @input=${change}
    />`;
  }

  /** Those at an end stay focusable: whoever moves a layer step by step keeps the button under the finger. @param {Hands} hands */
  function tools(hands) {
    const { locked, move, remove } = hands;
    const atEnd = (/** @type {boolean} */ is) => (is ? "true" : nothing);
    return html`<div class="tools">
      <button
        type="button"
        class="icon-button"
        data-tool="up"
        aria-label=${text("editor-up", { number, name })}
        aria-disabled=${atEnd(place === 0)}
        ?disabled=${locked}
        @click=${() => move(-1)}
      >
        ${icon("up")}
      </button>
      <button
        type="button"
        class="icon-button"
        data-tool="down"
        aria-label=${text("editor-down", { number, name })}
        aria-disabled=${atEnd(isLast)}
        ?disabled=${locked}
        @click=${() => move(1)}
      >
        ${icon("down")}
      </button>
      <button
        type="button"
        class="icon-button"
        data-tool="remove"
        aria-label=${text("editor-remove", { number, name })}
        ?disabled=${locked}
        @click=${remove}
      >
        ${icon("cross")}
      </button>
      ${addButton(text("editor-add", { number, name }), hands)}
    </div>`;
  }
}

/** @param {string} label @param {Pick<Hands, "locked" | "add">} hands */
function addButton(label, { locked, add }) {
  return html`<button
    type="button"
    class="icon-button"
    data-tool="add"
    aria-label=${label}
    popovertarget=${MENU}
    ?disabled=${locked}
    @click=${add}
  >
    ${icon("plus")}
  </button>`;
}

/** @param {LayerOutline} facts */
function factsOf({ output, weights, multiply_adds: cost }) {
  return html`<span>${shapeOf(output)}</span>
    <span
      >${weights ? text("editor-weights", { count: weights, shown: whole(weights) }) : nothing}</span
    >
    <span>${cost ? text("cost-multiply-adds", { count: large(cost) }) : nothing}</span>`;
}

/** @param {Shape} shape */
function shapeOf({ height, width, channels }) {
  if (height * width === 1) return text("editor-vector", { count: channels });
  return text("editor-shape", { height, width, channels });
}

/** Without the digits that single precision adds: 0.3, not 0.30000001192092896. @param {number} value */
function plain(value) {
  return Number(value.toPrecision(7));
}

/** @param {string} name @param {string | number} value */
function wordOf(name, value) {
  return typeof value === "number" ? whole(value) : text(`editor-${name}-${value}`);
}
