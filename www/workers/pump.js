// @ts-check
/** What the training worker does: requests come in, progress goes out. What is learned, and when it ends, the engine decides. */

import { Sleep } from "./sleep.js";
import { Team } from "./team.js";

/** @typedef {import("../engine/types.js").EngineModule} EngineModule */
/** @typedef {import("../engine/types.js").EngineTrainer} EngineTrainer */
/** @typedef {import("../engine/types.js").Progress} Progress */
/** @typedef {import("../engine/types.js").Settings} Settings */
/** @typedef {import("../engine/types.js").TrainedNetwork} TrainedNetwork */
/**
 * learned: before it was interrupted; stopped: only say what that was; single: pause after one step.
 * @typedef {{ workers: number, learned: boolean, stopped: boolean, single: boolean }} Job
 *
 * A single step, and what it did to the mean loss of its pictures.
 * @typedef {{ pictures: number, before: number, after: number }} Step
 * @typedef {{ paused: true, step: Step | null }} Paused
 */
/** @typedef {{ rgba: Uint8ClampedArray, class_index: number, recording: string }} Pictures  one after the other in rgba */

/** ms of training between two checks for messages: short enough for Stop, long enough that steps are not held up. */
const SLICE = 40;
/** ms between two signs of life. */
const PROGRESS_EVERY = 100;

/**
 * @param {object} host
 * @param {(engine: any) => Promise<EngineModule>} host.load
 * @param {(event: string, data: object) => void} host.emit
 * @param {() => Promise<void>} host.breathe  lets messages in
 * @param {import("./supervisor.js").Surroundings} [host.helpers]
 * @param {() => number} [host.now]  ms
 * @param {() => number} [host.wall]  ms, also while the device sleeps
 * @returns {Record<string, (data: any) => unknown>} handlers by request
 */
export function pump({
  load,
  emit,
  breathe,
  helpers,
  now = () => performance.now(),
  wall = () => Date.now(),
}) {
  /** @type {any} */
  let engine;
  /** @type {EngineModule} */
  let module;
  /** @type {EngineTrainer} */
  let trainer;
  let stopped = false;
  let paused = false;
  /** Whether its stem, if it has one, has looked at all pictures: only then there is something to report. */
  let begun = false;
  /** Files of the stems that the engine was given, by name: helpers need them, too. @type {Map<string, Uint8Array>} */
  const stems = new Map();

  /** Until the training ends or pauses. @param {Job} job @returns {Promise<import("../engine/types.js").TrainingResult | Paused>} */
  async function train({ workers, learned, single, ...job }) {
    [stopped, paused] = [job.stopped, false];
    const sleep = new Sleep((seconds) => emit("slept", { seconds }));
    // Workers that cannot start workers (Safari before 15.5) train alone.
    const alone = workers === 1 || (!helpers && typeof Worker === "undefined");
    const team = alone
      ? null
      : new Team({
          ...{ trainer, workers, stems },
          surroundings: { engine: async () => engine, ...helpers },
          onLoss: (last) => {
            sleep.excuse();
            emit("helper_lost", { last });
          },
        });
    const learn = (/** @type {number} */ ms) => (team ? team.step(ms) : trainer.run(ms));
    // Before the stem has looked at all pictures, which may take a while.
    if (!learned) emit("begun", { checkpoint: trainer.checkpoint() });
    let [progress, reported, breathed] = [trainer.progress(), now(), now()];
    /** @type {Step | null} */
    let step = null;
    /** @type {Progress["events"]} */
    let events = [];
    try {
      while (!progress.done) {
        sleep.beat(wall());
        if (stopped && !learned) return { report: null, network: null, snapshots: [] };
        if (paused && !stopped) {
          emit("progress", { ...progress, events });
          if (begun) keep();
          return { paused, step };
        }
        if (stopped && begun) progress = trainer.stop();
        else if (stopped)
          progress = trainer.advance(0); // begins where it was interrupted
        else if (single) ({ progress, step } = await singleStep(learn));
        else progress = await learn(SLICE);
        paused ||= step !== null;
        begun = !progress.preparing;
        learned ||= begun;
        const due = progress.events.some(({ kind }) => kind === "checkpoint_due");
        events.push(...progress.events.filter(({ kind }) => kind !== "checkpoint_due"));
        const time = now();
        if (due || events.length > 0 || time - reported >= PROGRESS_EVERY) {
          emit("progress", { ...progress, events });
          [events, reported] = [[], time];
        }
        if (due) keep(); // the page knows now what has led to it
        if (time - breathed >= SLICE / 4) {
          await breathe();
          breathed = now();
        }
      }
      return { report: trainer.report(), network: trained(), snapshots: trainer.snapshots() };
    } catch (error) {
      // What it had learned before it diverged is as good as ever.
      if (learned && error instanceof Error && error.name === "DivergedError") keep();
      throw error;
    } finally {
      team?.close();
    }
  }

  /**
   * One batch; or what is due before it: features of pictures, validation, the end of an epoch.
   * @param {(ms: number) => Progress | Promise<Progress>} learn @returns {Promise<{ progress: Progress, step: Step | null }>}
   */
  async function singleStep(learn) {
    const { done, total } = trainer.prepare(SLICE);
    if (done < total)
      return { progress: { ...trainer.progress(), preparing: { done, total } }, step: null };
    const batch = trainer.upcoming();
    if (!batch) return { progress: trainer.advance(0), step: null };
    const before = trainer.loss_of(batch);
    const progress = await learn(0);
    return { progress, step: { pictures: batch.length, before, after: trainer.loss_of(batch) } };
  }

  function keep() {
    emit("checkpoint", { checkpoint: trainer.checkpoint(), network: trained() });
  }

  /** @returns {TrainedNetwork | null} null while there is none that answers with finite numbers */
  function trained() {
    return partsOf(trainer.classifier());
  }

  /** @param {import("../engine/types.js").EngineClassifier | undefined} classifier @returns {TrainedNetwork | null} */
  function partsOf(classifier) {
    if (!classifier) return null;
    const network = classifier.parts();
    classifier.free();
    return network;
  }

  return {
    async start(data) {
      engine = data;
      module = await load(data);
    },

    /** @param {import("./protocol.js").StemFile} stem */
    stem({ name, bytes }) {
      module.load_stem(name, bytes);
      stems.set(name, bytes);
    },

    /** @param {import("../pkg/tab_trainer.js").OptimizerId[]} optimizers */
    describe(optimizers) {
      const methods = module.methods();
      const ratesOf = (/** @type {import("../pkg/tab_trainer.js").MethodId} */ method) =>
        Object.fromEntries(
          optimizers.map((optimizer) => [
            optimizer,
            module.proposed_learning_rate(optimizer, method),
          ]),
        );
      const rates = Object.fromEntries(methods.map(({ id }) => [id, ratesOf(id)]));
      const { build } = engine;
      return { methods, limits: module.limits(), rates, stems: module.stems(), build };
    },

    /** @param {Settings} settings */
    outline: (settings) => module.outline(settings),

    /** @param {Settings} settings */
    configure(settings) {
      begun = false;
      if (trainer) trainer.configure(settings);
      else trainer = new module.Trainer(settings);
    },

    /** @param {Uint8Array} checkpoint */
    restore(checkpoint) {
      begun = false;
      // Its pictures go with it, also if the checkpoint is damaged and there is no other trainer.
      trainer?.free();
      trainer = /** @type {any} */ (undefined);
      trainer = module.Trainer.restore(checkpoint);
    },

    /** @param {{ removed: number[], relabelled: [id: number, class_index: number][], added: Pictures[] }} changes */
    pictures({ removed, relabelled, added }) {
      for (const id of removed) trainer.remove(id);
      for (const [id, class_index] of relabelled) trainer.relabel(id, class_index);
      return added.map(({ rgba, class_index, recording }) =>
        trainer.add_rgba(rgba, class_index, recording),
      );
    },

    plan: () => trainer.plan(),

    /** @param {number} milliseconds @returns {import("../engine/types.js").FirstLook} */
    look(milliseconds) {
      const { done, total } = trainer.prepare(milliseconds);
      return { done, total, network: partsOf(trainer.first_look()) };
    },

    train,

    pause() {
      paused = true;
    },

    stop() {
      stopped = true;
    },
  };
}
