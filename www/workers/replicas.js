// @ts-check
/**
 * One training spread over workers. The training worker keeps the network, starts helpers, each with a replica of it, and
 * gives them their shares of every batch. The gradients come back, are added up, and everyone applies the same sum: the
 * replicas stay alike, bit for bit.
 *
 * The training worker coordinates, and not the page, so that a step never waits for something that is drawn, and so that
 * the page has one worker to start, stop and replace, whatever stands behind it.
 *
 * Where memory may be shared (the page is cross-origin isolated), gradients and sums lie in memory that all workers see,
 * and messages say only that they are there; elsewhere messages carry them.
 */

import { START_SILENCE, WorkerDied, WorkerLink } from "./protocol.js";
import { addUp, shareCount, shareOut } from "./shares.js";

/** @typedef {import("../engine/types.js").EngineNetwork} EngineNetwork */
/** @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("../engine/types.js").NetworkState} NetworkState */
/** @typedef {import("../engine/types.js").Gradients} Gradients */
/** @typedef {import("../engine/types.js").Batch} Batch */
/** @typedef {{ gradients: Float32Array, statistics: Float64Array }} Sum */

/** How many helpers may be lost before those that die are no longer replaced. */
const REPLACEMENTS = 3;

/** The network of a training, and its replicas. */
export class Replicas {
  #network;
  #spec;
  #engine;
  #startWorker;
  #shared;
  #onNews;
  /** One place per helper; null: nobody, yet or any more. @type {(WorkerLink | null)[]} */
  #helpers;
  #deaths = 0;
  #closed = false;
  /** What was applied last; with shared memory, helpers may still be reading it. @type {Sum | null} */
  #sum = null;
  /** Every helper has applied the sum. @type {Promise<unknown>} */
  #applied = Promise.resolve();

  /**
   * @param {object} parts
   * @param {EngineNetwork} parts.network
   * @param {NetworkSpec} parts.spec
   * @param {unknown} parts.engine  for the helpers
   * @param {number} parts.workers  the one that calls included
   * @param {(text: string) => void} [parts.onNews]
   * @param {() => import("./protocol.js").WorkerLike} [parts.startWorker]
   * @param {boolean} [parts.shared]  whether memory can be shared
   */
  constructor({
    network,
    spec,
    engine,
    workers,
    onNews = () => {},
    startWorker = startHelper,
    shared = globalThis.crossOriginIsolated,
  }) {
    this.#network = network;
    this.#spec = spec;
    this.#engine = engine;
    this.#startWorker = startWorker;
    this.#shared = shared;
    this.#onNews = onNews;
    this.#helpers = Array.from({ length: workers - 1 }, () => null);
  }

  /**
   * One step of training. Small batches are split among fewer workers. Which worker computes a share does not change the
   * numbers; how many shares there are does.
   * @param {Batch} batch
   */
  async step(batch) {
    const network = this.#network;
    if (this.#helpers.length === 0)
      return network.train_step_rgba(batch.rgba, batch.targets, batch.augmentation);
    const pictures = batch.count;
    const shares = shareOut(pictures, shareCount(pictures, this.#helpers.length + 1)).map(
      ({ from, to }) => cut(batch, from, to),
    );
    const others = Promise.all(shares.slice(1).map((share, place) => this.#ask(place, share)));
    others.catch(() => {}); // awaited below, unless the own share fails before
    const found = [this.#find(shares[0]), ...(await others)];
    await this.#applied;
    const sum = (this.#sum ??= {
      gradients: roomFor(found[0].gradients, this.#shared),
      statistics: roomFor(found[0].statistics, this.#shared),
    });
    const weights = shares.map(({ count }) => count / pictures);
    addUp(
      found.map(({ gradients }) => gradients),
      weights,
      sum.gradients,
    );
    addUp(
      found.map(({ statistics }) => statistics),
      weights,
      sum.statistics,
    );
    network.apply_gradients(sum.gradients, sum.statistics);
    this.#applied = Promise.all(
      this.#helpers.map((helper, place) => helper && this.#tell(helper, place, sum)),
    );
    return {
      loss: found.reduce((total, { loss }, i) => total + weights[i] * loss, 0),
      correct: found.reduce((total, { correct }) => total + correct, 0),
    };
  }

  /** Ends the helpers. */
  close() {
    this.#closed = true;
    for (const helper of this.#helpers) helper?.close();
  }

  /** @param {Batch} share @returns {Gradients} */
  #find({ rgba, targets, augmentation }) {
    return this.#network.gradients_rgba(rgba, targets, augmentation);
  }

  /**
   * The gradients of a share. A helper that dies over it is replaced, and what replaces it is asked the same.
   * @param {number} place @param {Batch} share @returns {Promise<Gradients>}
   */
  async #ask(place, share) {
    for (;;) {
      // Enough died: the share is found here then. The same numbers, only later.
      if (!this.#helpers[place] && this.#deaths > REPLACEMENTS) return this.#find(share);
      let helper = this.#helpers[place];
      try {
        // Without a wait where there is a helper: it has to begin before this worker is busy with its own share.
        helper ??= this.#helpers[place] = await this.#join();
        return await helper.request("gradients", share);
      } catch (error) {
        if (!(error instanceof WorkerDied) || this.#closed) throw error;
        this.#bury(place, helper);
      }
    }
  }

  /** @param {WorkerLink} helper @param {number} place @param {Sum} sum */
  async #tell(helper, place, sum) {
    try {
      await helper.request("apply", sum);
    } catch {
      // Also when it refuses: its replica is no longer like the others.
      helper.close();
      if (!this.#closed) this.#bury(place, helper);
    }
  }

  /** Starts a helper whose replica is what the network is now. */
  async #join() {
    const helper = new WorkerLink(this.#startWorker());
    try {
      await helper.request("start", this.#engine, { silence: START_SILENCE });
      await helper.request("join", { spec: this.#spec, state: this.#network.state() });
      return helper;
    } catch (error) {
      helper.close();
      throw new WorkerDied("A helper could not be started.", { cause: error });
    }
  }

  /** @param {number} place @param {WorkerLink | null} helper  null: it did not even start */
  #bury(place, helper) {
    if (this.#helpers[place] !== helper) return; // noticed before, by another request that was pending
    this.#helpers[place] = null;
    this.#deaths += 1;
    this.#onNews(
      this.#deaths > REPLACEMENTS
        ? "Training workers keep stopping; it goes on with fewer."
        : "A training worker stopped working; it was replaced, and nothing is lost.",
    );
  }
}

/** A helper's side: its replica of the network. */
export class Replica {
  #network;
  #shared;
  /** Where the others see what it has found. @type {Sum | null} */
  #found = null;

  /** @param {EngineNetwork} network @param {boolean} [shared]  whether memory can be shared */
  constructor(network, shared = globalThis.crossOriginIsolated) {
    this.#network = network;
    this.#shared = shared;
  }

  /** @param {Batch} share @returns {Gradients} */
  gradients({ rgba, targets, augmentation }) {
    const { gradients, statistics, ...rest } = this.#network.gradients_rgba(
      rgba,
      targets,
      augmentation,
    );
    if (!this.#shared) return { gradients, statistics, ...rest };
    const found = (this.#found ??= {
      gradients: roomFor(gradients, true),
      statistics: roomFor(statistics, true),
    });
    found.gradients.set(gradients);
    found.statistics.set(statistics);
    return { ...found, ...rest };
  }

  /** @param {Sum} sum */
  apply({ gradients, statistics }) {
    this.#network.apply_gradients(gradients, statistics);
  }
}

/**
 * Pictures from…to of a batch, in memory of their own: a message would take the whole batch along.
 * @param {Batch} batch @param {number} from @param {number} to @returns {Batch}
 */
function cut({ rgba, targets, augmentation, count }, from, to) {
  const [bytes, outputs] = [rgba.length / count, targets.length / count];
  return {
    rgba: rgba.slice(from * bytes, to * bytes),
    targets: targets.slice(from * outputs, to * outputs),
    augmentation: augmentation && { ...augmentation, first: augmentation.first + from },
    count: to - from,
  };
}

/**
 * @template {Float32Array | Float64Array} T
 * @param {T} values @param {boolean} shared
 * @returns {T}  as many zeros
 */
function roomFor(values, shared) {
  const buffer = shared
    ? new SharedArrayBuffer(values.byteLength)
    : new ArrayBuffer(values.byteLength);
  return /** @type {T} */ (
    values instanceof Float64Array ? new Float64Array(buffer) : new Float32Array(buffer)
  );
}

function startHelper() {
  return new Worker(new URL("worker.js", import.meta.url), { type: "module", name: "helper" });
}
