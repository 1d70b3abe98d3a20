// @ts-check
/// <reference lib="webworker" />
/** The engine's own training by one worker or several, as the page spreads it: its loop, its exchange of gradients. */

import { Team } from "../../www/workers/team.js";
import { answerTo } from "./answer.js";
import { pictures, rgba } from "./data.js";
import { outputs, values } from "./shapes.js";

/** @typedef {import("../../www/engine/types.js").EngineTrainer} EngineTrainer */
/** @typedef {import("../../www/engine/types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("../../www/engine/types.js").Progress} Progress */

/** Enough for an epoch to be some batches. */
const count = 512;
/** So many epochs that no measurement comes to their end. */
const EPOCHS = 500;

/** @type {import("../../www/engine/engine.js").Engine} */
let engine;
/** @type {import("../../www/engine/types.js").EngineModule} */
let module;
/** @type {{ spec: NetworkSpec, classes: string[], bytes: Uint8ClampedArray[], labels: number[] }} */
let job;
/** @type {Map<string, { trainer: EngineTrainer, team: Team | null }>} by the numbers of workers and of pictures in a batch */
const teams = new Map();

answerTo({
  /** @param {{ directory: string }} request where the build lies */
  async start({ directory }) {
    const compiled = await WebAssembly.compileStreaming(fetch(`${directory}tab_trainer_bg.wasm`));
    engine = {
      script: new URL(`${directory}tab_trainer.js`, location.href).href,
      module: compiled,
      build: directory,
    };
    module = await import(engine.script);
    await /** @type {any} */ (module).default({ module_or_path: compiled });
  },

  /** @param {{ spec: import("./nets.js").Spec }} request */
  load({ spec }) {
    const { inputs, targets } = pictures(spec, count);
    const [bytes, classCount] = [values({ ...spec.input, channels: 4 }), outputs(spec)];
    const all = rgba(inputs);
    const rows = Array.from({ length: count }, (_, i) => i);
    job = {
      spec,
      classes: Array.from({ length: classCount }, (_, i) => String(i)),
      bytes: rows.map((i) => all.subarray(i * bytes, (i + 1) * bytes)),
      labels: rows.map((i) => targets.subarray(i * classCount, (i + 1) * classCount).indexOf(1)),
    };
    for (const { trainer, team } of teams.values()) {
      team?.close();
      trainer.free();
    }
    teams.clear();
  },

  /**
   * Only steps are timed: what lies between them, validation and diagnostics, is done by one worker in any case.
   * @param {{ workers: number, size: number, seconds: number }} request @returns {Promise<number>} pictures per second
   */
  async measure({ workers, size, seconds }) {
    const { trainer, team } = training(workers, size);
    const { epoch_length: length } = trainer.plan();
    const shown = (/** @type {Progress} */ { fraction }) => Math.round(fraction * EPOCHS * length);
    let [before, seen, time] = [shown(trainer.progress()), 0, 0];
    while (time < seconds * 1000) {
      const begin = performance.now();
      const progress = team ? await team.step(0) : trainer.run(0);
      const now = shown(progress);
      if (now > before) [time, seen] = [time + performance.now() - begin, seen + now - before];
      before = now;
    }
    return (seen / time) * 1000;
  },
});

/** The network is the same in all, to begin with. @param {number} workers @param {number} size */
function training(workers, size) {
  const key = `${workers} ${size}`;
  const there = teams.get(key);
  if (there) return there;
  const { spec, classes, bytes, labels } = job;
  const options = { epochs: EPOCHS, batch_size: size, early_stopping: false };
  const trainer = new module.Trainer({ classes, spec, ...options });
  bytes.forEach((picture, i) => trainer.add_rgba(picture, labels[i], "r"));
  const surroundings = { engine: async () => engine };
  const team =
    workers === 1 ? null : new Team({ ...{ trainer, workers, surroundings }, onLoss() {} });
  const made = { trainer, team };
  teams.set(key, made);
  return made;
}
