// @ts-check
import { CENTRE, LEAST_SIDE, within } from "./crop.js";

/**
 * @typedef {import("./crop.js").Crop} Crop
 * @typedef {"user" | "environment"} Facing  the browser's words: towards the person, or away
 *
 * @typedef {object} Chosen
 * @property {string} deviceId  "" until a camera was chosen
 * @property {Facing} facing
 * @property {Record<Facing, boolean>} mirrored  of cameras that face so; those that do not say count as facing the person
 * @property {Crop} crop
 * @property {number} rate  pictures per second
 * @property {number} seconds  that a hands-free recording takes
 * @property {boolean} showWhere  whether the picture shows where the evidence is
 */

export const RATE = { least: 1, most: 30 };
export const SECONDS = { least: 1, most: 60 };

/** They belong to the device, not to what is trained on it: a few bytes that must be there before any database is open. */
const KEPT = "tab-trainer-camera";

/**
 * How a person wants camera and recording, from visit to visit. Where the browser stores nothing, until the page is left.
 * Dispatches "change".
 */
export class CameraPreferences extends EventTarget {
  #usual;
  /** @type {Chosen} */
  #chosen;

  /** @param {{ facing?: Facing }} [usual]  what is right for this device until something else was chosen */
  constructor({ facing = usualFacing() } = {}) {
    super();
    this.#usual = {
      ...{ deviceId: "", facing, mirrored: { user: true, environment: false } },
      ...{ crop: CENTRE, rate: 10, seconds: 5, showWhere: false },
    };
    this.#chosen = checked(kept(), this.#usual);
  }

  /** @returns {Readonly<Chosen>} */
  get chosen() {
    return this.#chosen;
  }

  /** Whether the device keeps anything of it. */
  get kept() {
    return Object.keys(kept()).length > 0;
  }

  /** @param {Partial<Chosen>} change */
  choose(change) {
    this.#chosen = checked({ ...this.#chosen, ...change }, this.#chosen);
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.#chosen));
    } catch {
      // The browser forbids storage.
    }
    this.dispatchEvent(new Event("change"));
  }

  forget() {
    this.#chosen = this.#usual;
    try {
      localStorage.removeItem(KEPT);
    } catch {
      // Nothing was kept.
    }
    this.dispatchEvent(new Event("change"));
  }
}

/** Who holds the device in the hand points it at things; in front of a computer sits a person. @returns {Facing} */
function usualFacing() {
  const held = globalThis.matchMedia?.("(pointer: coarse) and (hover: none)").matches;
  return held ? "environment" : "user";
}

/** @returns {Partial<Record<keyof Chosen, any>>} of any version of the page, or of nobody knows whom */
function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return found !== null && typeof found === "object" ? found : {};
  } catch {
    return {};
  }
}

/** @param {Partial<Record<keyof Chosen, any>>} found @param {Chosen} otherwise  in place of what is wrong @returns {Chosen} */
function checked(found, otherwise) {
  const { deviceId, facing, mirrored, crop, rate, seconds, showWhere } = found;
  const flag = (/** @type {Facing} */ facing) =>
    typeof mirrored?.[facing] === "boolean" ? mirrored[facing] : otherwise.mirrored[facing];
  return {
    deviceId: typeof deviceId === "string" ? deviceId : otherwise.deviceId,
    facing: facing === "user" || facing === "environment" ? facing : otherwise.facing,
    mirrored: { user: flag("user"), environment: flag("environment") },
    crop: {
      side: number(crop?.side, LEAST_SIDE, 1, otherwise.crop.side),
      x: number(crop?.x, 0, 1, otherwise.crop.x),
      y: number(crop?.y, 0, 1, otherwise.crop.y),
    },
    rate: number(rate, RATE.least, RATE.most, otherwise.rate),
    seconds: number(seconds, SECONDS.least, SECONDS.most, otherwise.seconds),
    showWhere: typeof showWhere === "boolean" ? showWhere : otherwise.showWhere,
  };
}

/** @param {unknown} found @param {number} least @param {number} most @param {number} otherwise */
function number(found, least, most, otherwise) {
  return typeof found === "number" && Number.isFinite(found)
    ? within(found, least, most)
    : otherwise;
}
