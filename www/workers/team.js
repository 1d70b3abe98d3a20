// @ts-check
/**
 * One training spread over workers. The training worker starts helpers, each with a replica of its network and all pictures,
 * and gives them their shards of every batch. The gradients come back, the engine adds them up, and everyone applies the same
 * sum: the replicas stay alike, bit for bit.
 *
 * The training worker coordinates, and not the page, so that a step never waits for something that is drawn, and so that the
 * page has one worker to start, stop and replace, whatever stands behind it.
 *
 * A step costs one message to each helper, with the sum of the step before and the next shard, and one back. Where memory may
 * be shared (the page is cross-origin isolated), the engine puts gradients and sums where all workers see them, and messages
 * say only that they are there; elsewhere messages carry them.
 */

import { GaveUp, Supervisor } from "./supervisor.js";

/** @typedef {import("../engine/types.js").EngineTrainer} EngineTrainer */
/** @typedef {import("../engine/types.js").EngineReplica} EngineReplica */
/** @typedef {import("../engine/types.js").Progress} Progress */
/** @typedef {import("../engine/types.js").Shard} Shard */
/** @typedef {import("../engine/types.js").Part} Part */
/** @typedef {import("../engine/types.js").Sum} Sum */
/** @typedef {{ sum: Sum | null, shard: Shard | null }} Turn  sum: of the step before; shard: null when this step has none for it */

export class Team {
  #trainer;
  /** One per worker beside this one. @type {Helper[]} */
  #helpers;
  /** What the helpers have yet to apply. @type {Sum | null} */
  #sum = null;

  /**
   * @param {object} parts
   * @param {EngineTrainer} parts.trainer
   * @param {number} parts.workers  the one that calls included
   * @param {ReadonlyMap<string, Uint8Array>} [parts.stems]  that the trainer's engine was given, by name
   * @param {import("./supervisor.js").Surroundings} parts.surroundings
   * @param {(last: boolean) => void} parts.onLoss  a helper died; last: others will not replace it
   */
  constructor({ trainer, workers, stems = new Map(), surroundings, onLoss }) {
    this.#trainer = trainer;
    this.#helpers = Array.from(
      { length: workers - 1 },
      () => new Helper(trainer, stems, surroundings, onLoss),
    );
  }

  /**
   * One step of training. Which worker computes a shard does not change the numbers; how many shards there are does.
   * @param {number} milliseconds  for what lies between the steps
   * @returns {Promise<Progress>}
   */
  async step(milliseconds) {
    const batch = this.#trainer.next_batch(this.#helpers.length + 1);
    if (!batch) return this.#after(this.#trainer.advance(milliseconds));
    const [own, ...others] = batch.shards;
    // Asked first: helpers have to begin before this worker is busy with its own shard.
    const asked = Promise.all(
      this.#helpers.map((helper, i) => helper.take({ sum: this.#sum, shard: others[i] ?? null })),
    );
    asked.catch(() => {}); // awaited below, unless the own shard fails before
    const parts = [this.#trainer.gradients(own), ...(await asked).filter((part) => part !== null)];
    const progress = this.#trainer.apply(parts);
    this.#sum = this.#trainer.sum();
    return this.#after(progress);
  }

  /** @param {Progress} progress */
  #after(progress) {
    // Replicas have to take other weights, and another learning rate.
    if (progress.events.some(({ kind }) => kind === "rolled_back"))
      for (const helper of this.#helpers) helper.rejoin();
    return progress;
  }

  /** Ends the helpers. */
  close() {
    for (const helper of this.#helpers) helper.close();
  }
}

/** Another worker, whichever lives at the moment; or this one, once too many of them have died. */
class Helper {
  #trainer;
  #stems;
  #supervisor;
  /** Whether the living worker has joined with the newest weights, so that there is nothing for it to apply. */
  #fresh = false;
  /** Whether its weights are of no use any more. */
  #stale = false;

  /**
   * @param {EngineTrainer} trainer @param {ReadonlyMap<string, Uint8Array>} stems
   * @param {import("./supervisor.js").Surroundings} surroundings @param {(last: boolean) => void} onLoss
   */
  constructor(trainer, stems, surroundings, onLoss) {
    this.#trainer = trainer;
    this.#stems = stems;
    this.#supervisor = new Supervisor("helper", {
      surroundings,
      prepare: (link) => this.#prepare(link),
      onDeath: ({ last }) => onLoss(last),
    });
  }

  /** @param {Turn} turn @returns {Promise<Part | null>} null without a shard */
  async take({ sum, shard }) {
    // Nobody is started for batches that are not split, but whoever is there applies every sum.
    if (!shard && !this.#supervisor.alive) return null;
    if (!this.#supervisor.gaveUp) {
      try {
        return await this.#supervisor.use(async (link) => {
          if (this.#stale) await this.#join(link);
          const turn = { sum: this.#fresh ? null : sum, shard };
          this.#fresh = false;
          return link.request("step", turn);
        });
      } catch (error) {
        if (!(error instanceof GaveUp)) throw error;
      }
    }
    return shard && this.#trainer.gradients(shard); // the same numbers, only later
  }

  rejoin() {
    this.#stale = true;
  }

  close() {
    this.#supervisor.end();
  }

  /** @param {import("./protocol.js").WorkerLink} link */
  async #prepare(link) {
    for (const [name, bytes] of this.#stems) await link.request("stem", { name, bytes });
    await this.#join(link);
  }

  /** @param {import("./protocol.js").WorkerLink} link */
  async #join(link) {
    const replica = this.#trainer.replica();
    await link.request("join", replica, { transfer: [replica.buffer] });
    [this.#fresh, this.#stale] = [true, false];
  }
}

/**
 * A helper's side.
 * @param {EngineReplica} replica
 * @returns {(turn: Turn) => Part | null}
 */
export function helping(replica) {
  return ({ sum, shard }) => {
    if (sum) replica.apply(sum);
    return shard && replica.gradients(shard);
  };
}
