// @ts-check
/** An engine that learns nothing but keeps its contract: the page's modules drive it as they drive the real one. */

import { stemSpec, tinySpec } from "./fakes.js";

/** @typedef {import("../../www/engine/types.js").Settings & { classes: string[] }} Settings */
/** @typedef {import("../../www/engine/types.js").Progress} Progress */

/** Steps between two checkpoints. */
const CHECKPOINT_EVERY = 20;

/** Told of each step of any network; may throw. @typedef {(network: Net) => void} OnStep */

/**
 * A network whose first weight counts its steps; the second sums up what it was shown: the first bytes of the pictures.
 */
class Net {
  weights = [0, 0];

  get steps() {
    return this.weights[0];
  }

  /** @param {number[]} bytes */
  gradients(bytes) {
    return {
      ...{ loss: 1 / (1 + this.steps), correct: bytes.length, count: bytes.length },
      gradients: Float32Array.of(
        1,
        bytes.reduce((sum, byte) => sum + byte, 0),
      ),
      statistics: new Float64Array(1),
    };
  }

  /** @param {ArrayLike<number>} sum */
  apply(sum) {
    this.weights = this.weights.map((value, i) => value + sum[i]);
  }
}

/**
 * @param {{ onStep?: OnStep, onShard?: OnStep }} [options]  onShard: of a helper
 */
export function fakeEngine({ onStep = () => {}, onShard = () => {} } = {}) {
  /** @type {{ settings: Settings[], trainers: FakeTrainer[], replicas: FakeReplica[] }} */
  const seen = { settings: [], trainers: [], replicas: [] };
  /** Names of the stems that were loaded. @type {Set<string>} */
  const stems = new Set();

  class FakeTrainer {
    net = new Net();
    /** @type {Map<number, { byte: number, label: number, recording: string }>} */
    pictures = new Map();
    #nextId = 0;
    /** How many pictures a stem has looked at. */
    #prepared = 0;
    /** @type {Settings} */
    settings;
    epoch = 1;
    /** Pictures shown in the epoch. */
    from = 0;
    done = false;
    /** @type {"running" | "finished" | "stopped"} */
    reason = "running";
    /** Of the checkpoint that it goes on from. @type {string | null} */
    expected = null;
    /** @type {number[]} */
    #batch = [];
    /** @type {Float32Array} */
    #sum = new Float32Array(2);
    /** @type {{ epoch: number, weights: Float32Array }[]} */
    #snapshots = [{ epoch: 0, weights: new Float32Array(2) }];

    /** @param {Settings} settings */
    constructor(settings) {
      seen.trainers.push(this);
      this.settings = settings;
      this.configure(settings);
    }

    /** @param {Settings} settings */
    configure(settings) {
      if (!(Number(settings.epochs ?? 1) > 0))
        throw Object.assign(new Error("epochs: got 0; expected a whole number from 1"), {
          name: "InputError",
        });
      seen.settings.push(settings);
      for (const { label } of this.pictures.values())
        if (label >= settings.classes.length) throw new Error(`there is no class ${label}`);
      Object.assign(this, { settings, epoch: 1, from: 0, done: false, reason: "running" });
      this.expected = null;
      this.net = new Net();
      this.#snapshots.length = 1;
    }

    /** @param {Uint8ClampedArray} rgba @param {number} label @param {string} recording */
    add_rgba(rgba, label, recording) {
      if (label >= this.settings.classes.length) throw new Error(`there is no class ${label}`);
      return Uint32Array.from({ length: rgba.length / 16 }, (_, i) => {
        this.pictures.set(++this.#nextId, { byte: rgba[i * 16], label, recording });
        return this.#nextId;
      });
    }

    /** @param {number} id */
    remove(id) {
      if (!this.pictures.delete(id)) throw new Error(`there is no picture ${id}`);
    }

    /** @param {number} id @param {number} label */
    relabel(id, label) {
      const picture = this.pictures.get(id);
      if (!picture || label >= this.settings.classes.length) throw new Error(`relabel ${id}`);
      picture.label = label;
    }

    get #epochs() {
      return this.settings.epochs ?? 3;
    }

    get #fingerprint() {
      return JSON.stringify([...this.pictures.values()]);
    }

    get #filled() {
      return new Set([...this.pictures.values()].map(({ label }) => label)).size;
    }

    get #stemMissing() {
      const { method, stem = "base" } = this.settings;
      return method === "quick_eye" && !stems.has(stem);
    }

    get #spec() {
      const { method, stem = "base" } = this.settings;
      return method === "quick_eye" ? stemSpec(stem) : tinySpec();
    }

    plan() {
      const filled = this.#filled;
      const { stem = "base" } = this.settings;
      const without = this.#stemMissing ? { kind: "stem_missing", name: stem } : null;
      const obstacle = filled > 1 ? without : { kind: "empty_classes", filled };
      return {
        ready: !obstacle,
        obstacle,
        check: { kind: "none", untested: [], pictures: this.pictures.size, baseline: 0.5 },
        epochs: this.#epochs,
        spec: this.#spec,
        warnings: [],
      };
    }

    get #toPrepare() {
      return this.settings.method === "quick_eye" ? this.pictures.size : 0;
    }

    /** One picture at a time. */
    prepare() {
      if (this.#stemMissing) throw new Error("the stem is missing");
      const total = this.#toPrepare;
      this.#prepared = Math.min(total, this.#prepared + 1);
      return { done: this.#prepared, total };
    }

    first_look() {
      return this.#filled > 1 && this.#prepared > 1 ? this.classifier() : undefined;
    }

    /** @param {any[]} [events] */
    progress(events = []) {
      const score = { loss: 1 / (1 + this.net.steps), accuracy: 1 };
      const fraction = (this.epoch - 1 + this.from / this.pictures.size) / this.#epochs;
      return /** @type {any} */ ({
        ...{ epoch: Math.min(this.epoch, this.#epochs), epochs: this.#epochs, fraction },
        ...{ remaining_seconds: 1, pictures_per_second: 1, roll_back: null, done: this.done },
        ...{ training: this.net.steps > 0 ? score : null, validation: null, events },
      });
    }

    run() {
      const batch = this.next_batch(1);
      return batch ? this.apply([this.gradients(batch.shards[0])]) : this.advance();
    }

    stop() {
      Object.assign(this, { done: true, reason: "stopped" });
      return this.progress([{ kind: "finished", reason: "stopped" }]);
    }

    /** @param {number} count */
    next_batch(count) {
      if (this.#stemMissing) throw new Error("the stem is missing");
      if (this.expected && this.expected !== this.#fingerprint)
        throw new Error("these are not the pictures of the checkpoint");
      this.expected = null;
      if (this.#prepared < this.#toPrepare) return null;
      const size = this.settings.batch_size ?? 4;
      const bytes = [...this.pictures.values()].map(({ byte }) => byte);
      this.#batch = bytes.slice(this.from, this.from + size);
      const shards = Math.max(1, Math.min(count, Math.floor(this.#batch.length / 8)));
      const border = (/** @type {number} */ i) => Math.floor((i * this.#batch.length) / shards);
      return {
        shards: Array.from({ length: shards }, (_, i) => ({
          bytes: this.#batch.slice(border(i), border(i + 1)),
        })),
      };
    }

    upcoming() {
      if (this.#prepared < this.#toPrepare) return null;
      return [...this.pictures.keys()].slice(
        this.from,
        this.from + (this.settings.batch_size ?? 4),
      );
    }

    loss_of() {
      return 1 / (1 + this.net.steps);
    }

    /** @param {{ bytes: number[] }} shard */
    gradients({ bytes }) {
      return this.net.gradients(bytes);
    }

    /** @param {{ gradients: Float32Array }[]} parts */
    apply(parts) {
      onStep(this.net);
      this.#sum = Float32Array.of(
        1,
        parts.reduce((sum, { gradients }) => sum + gradients[1], 0),
      );
      this.net.apply(this.#sum);
      /** @type {any[]} */
      const events = [];
      this.from += this.#batch.length;
      if (this.from >= this.pictures.size) {
        const training = { loss: 1 / (1 + this.net.steps), accuracy: 1 };
        const ended = { epoch: this.epoch, training, validation: null };
        events.push({ kind: "epoch_ended", ...ended, health: null, problems: [] });
        this.#snapshots.push({ epoch: this.epoch, weights: Float32Array.from(this.net.weights) });
        [this.epoch, this.from] = [this.epoch + 1, 0];
        if (this.epoch > this.#epochs) {
          Object.assign(this, { done: true, reason: "finished" });
          events.push({ kind: "finished", reason: "finished" });
        }
      }
      if (!this.done && this.net.steps % CHECKPOINT_EVERY === 0)
        events.push({ kind: "checkpoint_due" });
      return this.progress(events);
    }

    advance() {
      const { done, total } = this.prepare();
      return { ...this.progress(), preparing: done < total ? { done, total } : null };
    }

    sum() {
      return { gradients: this.#sum, statistics: new Float64Array(1) };
    }

    replica() {
      return encoded({ weights: this.net.weights });
    }

    checkpoint() {
      const { settings, epoch, from } = this;
      const pictures = this.#fingerprint;
      return encoded({ settings, epoch, from, weights: this.net.weights, pictures });
    }

    /** @param {Uint8Array} bytes */
    static restore(bytes) {
      const { settings, epoch, from, weights, pictures } = decoded(bytes);
      const trainer = new FakeTrainer(settings);
      Object.assign(trainer, { epoch, from, expected: pictures });
      trainer.net.weights = weights;
      return trainer;
    }

    report() {
      if (this.#prepared < this.#toPrepare) throw new Error("the training has not begun");
      const { training } = this.progress();
      return { reason: this.reason, epochs: this.epoch - 1, training, verdict: "learned" };
    }

    snapshots() {
      return this.#snapshots;
    }

    classifier() {
      const { classes } = this.settings;
      const weights = Float32Array.from(this.net.weights);
      const spec = this.#spec;
      return { parts: () => ({ spec, weights, classes }), free() {} };
    }

    free() {}
  }

  class FakeReplica {
    net = new Net();
    /** @type {number[][]} */
    shards = [];

    /** @param {Uint8Array} bytes */
    constructor(bytes) {
      seen.replicas.push(this);
      this.net.weights = decoded(bytes).weights;
    }

    /** @param {{ bytes: number[] }} shard */
    gradients({ bytes }) {
      onShard(this.net);
      this.shards.push(bytes);
      return this.net.gradients(bytes);
    }

    /** @param {{ gradients: Float32Array }} sum */
    apply({ gradients }) {
      this.net.apply(gradients);
    }
  }

  const module = {
    ...{ Trainer: FakeTrainer, Replica: FakeReplica },
    methods: () => [
      { id: "quick_eye", stem: "base", learning_rate: 1 },
      { id: "from_scratch", stem: null, learning_rate: 0.001 },
    ],
    stems: () => [{ name: "base", bytes: 4 }],
    load_stem(/** @type {string} */ name, /** @type {Uint8Array} */ { length }) {
      if (length !== 4)
        throw Object.assign(new Error(`${name}: got ${length} bytes; expected 4`), {
          name: "InputError",
        });
      stems.add(name);
    },
    limits: () => ({ epochs: { min: 1, max: 500, step: 1 } }),
    proposed_learning_rate: (/** @type {string} */ optimizer) =>
      optimizer === "sgd" ? 0.01 : 0.001,
  };
  return { module: /** @type {any} */ (module), seen };
}

/** @param {object} value */
function encoded(value) {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** @param {Uint8Array} bytes */
function decoded(bytes) {
  return JSON.parse(new TextDecoder().decode(bytes));
}
