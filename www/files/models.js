// @ts-check
/** Trained networks as files of other programs: written and read in a worker, by the crate `formats`. */

import { giveStem, stemOf, stems } from "../engine/stems.js";
import { WorkerDied } from "../workers/protocol.js";
import { Supervisor } from "../workers/supervisor.js";

/**
 * @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec
 * @typedef {import("../workers/protocol.js").WorkerLink} WorkerLink
 *
 * A network without its weights. thresholds: 0…1, of each class, from which an answer counts as sure.
 * @typedef {{ spec: NetworkSpec, classes: string[], temperature: number, thresholds: number[] | null }} Description
 *
 * What is written. pictures: to check a copy with; RGBA, one after the other, as large as the network takes them.
 * @typedef {{ description: Description, weights: Float32Array, pictures: Uint8Array }} Source
 *
 * What was read.
 * @typedef {{ description: Description, weights: Float32Array }} Read
 *
 * As the crate's bindings call them. Those that are read, too, and all that are written as they are; and what a C header stores.
 * @typedef {"safetensors" | "onnx"} ReadFormat
 * @typedef {ReadFormat | "tfjs"} Format
 * @typedef {"float32" | "int8"} Precision
 *
 * A C header: what it needs, in bytes; and of int8 what it costs, of labelled pictures and of all that were compared.
 * @typedef {{ of: number, right_float: number, right_int8: number, compared: number, same: number, apart: number }} Cost
 * @typedef {{ bytes: Uint8Array<ArrayBuffer>, facts: { flash: number, ram: number, multiply_adds: number, cost: Cost | null } }} Header
 */

/** ms: a large network behind a stem, on a phone without SIMD. */
const LONGEST = 300_000;

export class Models {
  #supervisor;
  /** Stems that the worker has. @type {Set<string>} */
  #given = new Set();
  /** What the worker writes. @type {Source | null} */
  #taken = null;
  #ended = false;

  /** @param {import("../workers/supervisor.js").Surroundings} [surroundings] */
  constructor(surroundings = {}) {
    this.#supervisor = new Supervisor("formats", {
      surroundings: { engine: async () => null, ...surroundings }, // it has a module of its own
      silence: LONGEST,
      prepare: async () => {
        this.#given.clear();
        this.#taken = null;
      },
    });
  }

  /** The file of a network, which answers its test pictures as that does. @param {Source} source @param {Format} format @returns {Promise<Uint8Array<ArrayBuffer>>} */
  write(source, format) {
    return this.#use(async (link) => {
      await this.#take(link, source);
      return link.request("write", format);
    });
  }

  /**
   * The network as a C header. labelled: pictures that its cost is measured with, as those of a source, and the place of each one's class.
   * @param {Source} source @param {Precision} precision @param {{ pictures: Uint8Array, labels: Uint32Array }} labelled
   * @returns {Promise<Header>}
   */
  header(source, precision, labelled) {
    return this.#use(async (link) => {
      await this.#take(link, source);
      return link.request("header", { precision, ...labelled });
    });
  }

  /** @param {WorkerLink} link @param {Source} source */
  async #take(link, source) {
    if (this.#taken === source) return;
    this.#taken = null;
    await this.#give(link, stemOf(source.description.spec));
    await link.request("take", source);
    this.#taken = source;
  }

  /** The network of a file; its answers to the test pictures in it are those that the file says. @param {Uint8Array} bytes @param {ReadFormat} format @returns {Promise<Read>} */
  read(bytes, format) {
    return this.#use(async (link) => {
      await this.#give(link, format === "safetensors" ? stemIn(bytes) : undefined);
      const { description, weights } = await link.request("read", { format, bytes });
      return { description: JSON.parse(description), weights };
    });
  }

  /** Ends the worker, and gives its memory back. Nothing starts another one: what is asked for later is refused. */
  end() {
    this.#ended = true;
    this.#supervisor.end();
  }

  /** @template T @param {(link: WorkerLink) => Promise<T>} job @returns {Promise<T>} */
  async #use(job) {
    // eslint-disable-next-line text/no-sentence -- for programmers: nobody waits for it any more
    if (this.#ended) throw new WorkerDied("it was ended before");
    this.#supervisor.forgive();
    return this.#supervisor.use(job);
  }

  /** @param {WorkerLink} link @param {string | undefined} stem */
  async #give(link, stem) {
    if (!stem || this.#given.has(stem)) return;
    await giveStem(link, stem, stems);
    this.#given.add(stem);
  }
}

/** The stem that the network in a safetensors file begins with, which has to be there before it is read. @param {Uint8Array} bytes */
function stemIn({ buffer, byteOffset, byteLength }) {
  try {
    const length = new DataView(buffer, byteOffset).getUint32(0, true);
    const header = new Uint8Array(buffer, byteOffset + 8, Math.min(length, byteLength - 8));
    const { __metadata__: metadata } = JSON.parse(new TextDecoder().decode(header));
    return stemOf(JSON.parse(metadata.tab_trainer).spec);
  } catch {
    return undefined; // the crate says what is wrong with it
  }
}
