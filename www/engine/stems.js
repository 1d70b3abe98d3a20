// @ts-check
/**
 * The files of the stems, networks that have learned from many photographs before. Each is fetched once, when it is first needed,
 * and handed to every worker whose engine needs it; that engine checks what has come.
 */

import { text } from "../text/index.js";

/** @typedef {import("./types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("../workers/protocol.js").WorkerLink} WorkerLink */

/** Where `cargo xtask build` and the repository have them. */
const FOLDER = new URL("../stems/", import.meta.url);

/** A stem that is not to be had now. The message is for the person. */
export class StemError extends Error {
  name = "StemError";
  stem;

  /** @param {string} stem  its name @param {string} message @param {unknown} [cause] */
  constructor(stem, message, cause) {
    super(message, { cause });
    this.stem = stem;
  }
}

/** Dispatches "change" as bytes arrive, and when a stem is there or cannot be had. */
export class Stems extends EventTarget {
  /** @type {Map<string, Uint8Array>} */
  #files = new Map();
  /** @type {Map<string, Promise<Uint8Array>>} */
  #coming = new Map();
  /** Those whose last copy was no use: another one must not come out of the browser's cache. @type {Set<string>} */
  #refused = new Set();
  /** What is under way; bytes: how many have come. @type {{ stem: string, bytes: number } | null} */
  progress = null;
  /** Why the last one did not come; null once one has. @type {StemError | null} */
  failure = null;

  /** @param {string} stem  its name @returns {Uint8Array | undefined} its file, if that is here */
  get(stem) {
    return this.#files.get(stem);
  }

  /**
   * @param {string} stem  its name
   * @returns {Promise<Uint8Array>} its file; rejects with a StemError
   */
  async load(stem) {
    const coming = this.#coming.get(stem) ?? this.#fetch(stem);
    this.#coming.set(stem, coming);
    try {
      return await coming;
    } finally {
      this.#coming.delete(stem);
    }
  }

  /** The engine does not accept the file: the next call of `load` fetches another. @param {string} stem @param {unknown} cause @returns {StemError} */
  refuse(stem, cause) {
    this.#files.delete(stem);
    this.#refused.add(stem);
    return this.#fail(new StemError(stem, text("stem-damaged", { stem }), cause));
  }

  /** Forgets why the last one did not come, so that it is tried again. */
  forgive() {
    this.failure = null;
    this.#changed();
  }

  /** @param {string} stem */
  async #fetch(stem) {
    const here = this.#files.get(stem);
    if (here) return here;
    this.#advance(stem, 0);
    try {
      const file = await this.#download(stem);
      this.#files.set(stem, file);
      this.#refused.delete(stem);
      this.failure = null;
      return file;
    } catch (cause) {
      throw this.#fail(
        cause instanceof StemError
          ? cause
          : new StemError(stem, text("stem-unreachable", { stem }), cause),
      );
    } finally {
      this.progress = null;
      this.#changed();
    }
  }

  /** @param {string} stem */
  async #download(stem) {
    const url = new URL(`${encodeURIComponent(stem)}.safetensors`, FOLDER);
    const response = await fetch(url, this.#refused.has(stem) ? { cache: "reload" } : {});
    if (!response.ok || !response.body) {
      const absent = stem === "large" ? text("stem-absent-large") : text("stem-absent", { stem });
      throw new StemError(stem, absent, response.status);
    }
    /** @type {Uint8Array[]} */
    const parts = [];
    let length = 0;
    const reader = response.body.getReader();
    for (let part = await reader.read(); part.value; part = await reader.read()) {
      parts.push(part.value);
      length += part.value.length;
      this.#advance(stem, length);
    }
    const file = new Uint8Array(length);
    parts.reduce((at, part) => (file.set(part, at), at + part.length), 0);
    return file;
  }

  /** @param {string} stem @param {number} bytes */
  #advance(stem, bytes) {
    this.progress = { stem, bytes };
    this.#changed();
  }

  /** @param {StemError} failure */
  #fail(failure) {
    this.failure = failure;
    this.#changed();
    return failure;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Those of this page. */
export const stems = new Stems();

/** @param {NetworkSpec} spec @returns {string | undefined} the name of the stem that it is built on, if any */
export function stemOf({ layers }) {
  for (const layer of layers) if (layer.type === "stem") return layer.name;
  return undefined;
}

/**
 * Hands a stem to a worker, whose engine needs it before it can build a network on it.
 * @param {WorkerLink} link @param {string} stem @param {Pick<Stems, "load" | "refuse">} from
 */
export async function giveStem(link, stem, from) {
  const bytes = await from.load(stem);
  try {
    await link.request("stem", { name: stem, bytes });
  } catch (error) {
    if (error instanceof Error && error.name === "InputError") throw from.refuse(stem, error);
    throw error;
  }
}
