// @ts-check
import { CENTRE, LEAST_SIDE, seen } from "../camera/crop.js";
import { RATE, SECONDS } from "../camera/preferences.js";
import { text } from "../text/index.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { h } from "./dom.js";
import { help } from "./help.js";

/**
 * @typedef {import("../camera/camera.js").Camera} Camera
 * @typedef {import("../camera/preferences.js").CameraPreferences} CameraPreferences
 */

/** What few people need, folded away: which camera, its mirror and its square, and how recordings are made. */
export class CameraOptions {
  element = h("details", { class: "camera-options" });
  #camera;
  #preferences;
  #onDevice;

  /**
   * @param {{ camera: Camera, preferences: CameraPreferences, onDevice: (deviceId: string) => void }} parts
   *   onDevice: another camera is to be used
   */
  constructor({ camera, preferences, onDevice }) {
    this.#camera = camera;
    this.#preferences = preferences;
    this.#onDevice = onDevice;
  }

  get open() {
    return this.element.open;
  }

  /** The square as it is seen. */
  get crop() {
    const { crop, mirrored } = this.#camera;
    return seen(crop, mirrored);
  }

  set crop(crop) {
    this.#preferences.choose({ crop: seen(crop, this.#camera.mirrored) });
  }

  render() {
    const { running, starting, devices, deviceId } = this.#camera;
    render(
      html`
        <summary>${text("camera-options")}</summary>
        <label class="field" ?hidden=${!(running || starting) || devices.length < 2}
          ><span>${text("camera-choice")}</span
          ><select
            @change=${(/** @type {Event} */ { target }) =>
              this.#onDevice(/** @type {HTMLSelectElement} */ (target).value)}
          >
            ${devices.map(
              ({ id, label }) =>
                html`<option value=${id} .selected=${id === deviceId}>${label}</option>`,
            )}
          </select></label
        >
        ${running ? [this.#mirror(), this.#square()] : ""} ${this.#recording()}
      `,
      this.element,
    );
  }

  #mirror() {
    const { mirrored, facing } = this.#camera;
    const turn = () =>
      this.#preferences.choose({
        mirrored: { ...this.#preferences.chosen.mirrored, [facing || "user"]: !mirrored },
      });
    return html`
      <div class="switch-line">
        <label class="switch"
          ><input type="checkbox" .checked=${mirrored} @change=${turn} /><span
            >${text("camera-mirror")}</span
          ></label
        >
        ${help("camera-mirror")}
      </div>
    `;
  }

  #square() {
    const { crop } = this;
    const { videoWidth: width, videoHeight: height } = this.#camera.video;
    const whole = crop.side === 1;
    /** @param {"side" | "x" | "y"} part @param {string} label @param {number} least @param {boolean} fixed */
    const slider = (part, label, least, fixed) => html`
      <label class="field slider"
        ><span>${label}</span
        ><input
          type="range"
          min=${least}
          max="1"
          step="0.01"
          .value=${String(crop[part])}
          ?disabled=${fixed}
          @input=${(/** @type {Event} */ { target }) =>
            (this.crop = {
              ...this.crop,
              [part]: /** @type {HTMLInputElement} */ (target).valueAsNumber,
            })}
      /></label>
    `;
    return html`
      <fieldset>
        <legend>${text("camera-square")}</legend>
        <p class="hint">${text("camera-square-hint")}</p>
        ${slider("side", text("camera-square-size"), LEAST_SIDE, false)}
        ${slider("x", text("camera-square-across"), 0, whole && width <= height)}
        ${slider("y", text("camera-square-down"), 0, whole && height <= width)}
        <button
          type="button"
          class="quiet"
          ?disabled=${whole && crop.x === CENTRE.x && crop.y === CENTRE.y}
          @click=${() => (this.crop = CENTRE)}
        >
          ${text("camera-square-reset")}
        </button>
      </fieldset>
    `;
  }

  #recording() {
    const { chosen } = this.#preferences;
    /** @param {"rate" | "seconds"} part @param {string} label @param {{ least: number, most: number }} limits */
    const number = (part, label, { least, most }) => html`
      <label class="field"
        ><span>${label}</span
        ><input
          type="number"
          min=${least}
          max=${most}
          step="1"
          .value=${String(chosen[part])}
          @change=${(/** @type {Event} */ { target }) => {
            const field = /** @type {HTMLInputElement} */ (target);
            // What is out of range becomes the nearest that is not; an empty field, what it was.
            this.#preferences.choose({ [part]: Math.round(field.valueAsNumber) });
            field.value = String(this.#preferences.chosen[part]);
          }}
      /></label>
    `;
    return html`
      ${number("rate", text("record-rate"), RATE)}
      ${number("seconds", text("record-seconds"), SECONDS)}
    `;
  }
}
