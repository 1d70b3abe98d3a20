// @ts-check
/** The pictures that the training worker holds: each is sent once, and what changes is sent as it changes. */

import { bytesOf } from "../engine/bytes.js";

/** @typedef {import("../engine/types.js").LabelledPicture} LabelledPicture */
/** @typedef {import("../engine/types.js").LabelledPictures} LabelledPictures */
/** @typedef {import("./pump.js").Pictures} Pictures */

/** Pictures per message: 2 MB, copied in about a millisecond, so that the page never stutters. */
const CHUNK = 32;

/**
 * id: the engine's; null: this worker does not have it yet.
 * @typedef {{ id: number | null, label: number, recording: string }} Held
 * @typedef {[LabelledPicture, Held, Uint8ClampedArray]} Read  with its bytes
 */

export class HeldPictures {
  /** In the order in which the worker got them: an interrupted training goes on only with the same. @type {Map<LabelledPicture, Held>} */
  #held = new Map();
  /** Those that this worker has, by the engine's ids: a report may name a thousand. @type {Map<number, LabelledPicture>} */
  #byId = new Map();
  /** How many classes the worker knows. */
  #classCount = 0;

  /** In the order in which the worker got them, or is to get them. @returns {ReadonlyArray<LabelledPicture>} */
  get list() {
    return [...this.#held.keys()];
  }

  /** The worker, or its trainer, is a new one, which has none. @param {ReadonlyArray<LabelledPicture>} [order]  in which it is to get them */
  lose(order = this.list) {
    this.#held = new Map(
      order.map((picture) => {
        const { recording } = picture;
        return [picture, { id: null, label: this.#held.get(picture)?.label ?? 0, recording }];
      }),
    );
    this.#byId.clear();
    this.#classCount = 0;
  }

  /** @param {number} id  the engine's @returns {LabelledPicture | undefined} */
  find(id) {
    return this.#byId.get(id);
  }

  /**
   * Tells the worker what has changed since the last time.
   * @param {import("./protocol.js").WorkerLink} link
   * @param {ReadonlyArray<LabelledPictures>} classes
   * @param {object} options
   * @param {() => Promise<void>} options.configure  tells the worker how many classes there are
   * @param {() => boolean} [options.stopped]  asked between two messages
   */
  async send(link, classes, { configure, stopped = () => false }) {
    const labels = new Map(
      classes.flatMap(({ pictures }, label) =>
        pictures.map((picture) => /** @type {const} */ ([picture, label])),
      ),
    );
    const gone = [...this.#held].filter(([picture]) => !labels.has(picture));
    const moved = [...this.#held].filter(
      ([picture, { id, label }]) =>
        id !== null && labels.has(picture) && labels.get(picture) !== label,
    );
    // No picture may ever be of a class that does not exist: with fewer classes, pictures move first.
    const fewer = classes.length < this.#classCount;
    if (!fewer) await configure();
    if (gone.length + moved.length > 0) {
      await link.request("pictures", {
        removed: gone.flatMap(([, { id }]) => (id === null ? [] : [id])),
        relabelled: moved.map(([picture, { id }]) => [id, labels.get(picture)]),
        added: [],
      });
      for (const [picture, { id }] of gone) {
        this.#held.delete(picture);
        if (id !== null) this.#byId.delete(id);
      }
      for (const [picture, held] of moved) held.label = labels.get(picture) ?? held.label;
    }
    if (fewer) await configure();
    this.#classCount = classes.length;
    for (const [picture, label] of labels) {
      const held = this.#held.get(picture);
      if (held) held.label = label;
      else this.#held.set(picture, { id: null, label, recording: picture.recording });
    }
    const missing = [...this.#held].filter(([, { id }]) => id === null);
    const chunk = (/** @type {number} */ from) => readable(missing.slice(from, from + CHUNK));
    let next = chunk(0);
    for (let from = 0; from < missing.length && !stopped(); from += CHUNK) {
      const some = await next;
      next = chunk(from + CHUNK); // while the worker takes these
      if (some.length === 0) continue;
      const groups = grouped(some);
      // Awaited one by one: the page gets its turn between two copies.
      const ids = await link.request(
        "pictures",
        { removed: [], relabelled: [], added: groups },
        { transfer: groups.map(({ rgba }) => rgba.buffer) },
      );
      const flat = ids.flatMap((/** @type {Uint32Array} */ group) => [...group]);
      some.forEach(([picture, held], i) => {
        held.id = flat[i];
        this.#byId.set(flat[i], picture);
      });
    }
  }
}

/**
 * Those whose bytes can be read, with them. What a device has lost stays missing, so that others can be learned from.
 * @param {[LabelledPicture, Held][]} pictures @returns {Promise<Read[]>}
 */
async function readable(pictures) {
  const read = await Promise.allSettled(pictures.map(([picture]) => bytesOf(picture)));
  return read.flatMap((one, i) =>
    one.status === "fulfilled" ? [[...pictures[i], one.value]] : [],
  );
}

/**
 * Runs of pictures of one class and recording, each copied into one buffer.
 * @param {Read[]} pictures @returns {Pictures[]}
 */
function grouped(pictures) {
  /** @type {Read[][]} */
  const runs = [];
  for (const one of pictures) {
    const run = runs.at(-1);
    const before = run?.[0];
    const same =
      before?.[1].label === one[1].label &&
      before[1].recording === one[1].recording &&
      before[2].length === one[2].length;
    if (run && same) run.push(one);
    else runs.push([one]);
  }
  return runs.map((run) => {
    const [[, { label, recording }, first]] = run;
    const all = new Uint8ClampedArray(run.length * first.length);
    run.forEach(([, , bytes], i) => all.set(bytes, i * first.length));
    return { rgba: all, class_index: label, recording };
  });
}
