// @ts-check
/// <reference lib="webworker" />
/** The page's own training, by one worker or several: its loop, its exchange of gradients, its pictures as bytes. */

import { Replicas } from "../../www/workers/replicas.js";
import { runTraining } from "../../www/training/training.js";
import { answerTo } from "./answer.js";
import { pictures, rgba } from "./data.js";
import { outputs, values } from "./shapes.js";

/** @typedef {import("../../www/engine/types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("../../www/engine/types.js").EngineNetwork} EngineNetwork */

/** Enough for an epoch to be some batches. */
const count = 256;

/** @type {(spec: NetworkSpec) => EngineNetwork} */
let build;
/** @type {import("../../www/engine/engine.js").Engine} */
let engine;
/** @type {{ spec: NetworkSpec, classCount: number, training: import("../../www/training/batches.js").Examples }} */
let job;
/** @type {Map<number, { network: EngineNetwork, replicas: Replicas }>} by the number of workers */
const teams = new Map();

answerTo({
  /** @param {{ directory: string }} request where the build lies */
  async start({ directory }) {
    const module = await WebAssembly.compileStreaming(fetch(`${directory}tab_trainer_bg.wasm`));
    engine = { script: new URL(`${directory}tab_trainer.js`, location.href).href, module };
    const { default: init, Network } = await import(engine.script);
    await init({ module_or_path: module });
    build = (spec) => new Network(spec, 1);
  },

  /** @param {{ spec: import("./nets.js").Spec }} request */
  load({ spec }) {
    const { inputs, targets } = pictures(spec, count);
    const [bytes, classCount] = [values({ ...spec.input, channels: 4 }), outputs(spec)];
    const all = rgba(inputs);
    const rows = Array.from({ length: count }, (_, i) => i);
    const training = {
      pictures: rows.map((i) => all.subarray(i * bytes, (i + 1) * bytes)),
      labels: rows.map((i) => targets.subarray(i * classCount, (i + 1) * classCount).indexOf(1)),
    };
    job = {
      spec: /** @type {NetworkSpec} */ (/** @type {unknown} */ (spec)),
      classCount,
      training,
    };
    for (const { network, replicas } of teams.values()) {
      replicas.close();
      network.free();
    }
    teams.clear();
  },

  /** @param {{ workers: number, size: number, seconds: number }} request @returns {Promise<number>} pictures per second */
  async measure({ workers, size, seconds }) {
    const { network, replicas } = team(workers);
    const begin = performance.now();
    let [end, seen] = [begin, 0];
    const step = async (/** @type {import("../../www/engine/types.js").Batch} */ batch) => {
      const report = await replicas.step(batch);
      [end, seen] = [performance.now(), seen + batch.count];
      return report;
    };
    const none = { pictures: [], labels: [] };
    await runTraining(
      {
        ...job,
        start: () => ({ network, step, close() {} }),
        validation: none,
        seed: 1,
        epochs: 1e6,
        batchSize: size,
        augmentation: true,
      },
      {
        ...{ onProgress() {}, onCheckpoint() {}, now: () => performance.now() },
        breathe: async () => {},
        stopped: () => seen > 0 && end - begin >= seconds * 1000,
      },
    );
    return (seen / (end - begin)) * 1000;
  },
});

/** The network is the same in all, to begin with. @param {number} workers */
function team(workers) {
  const there = teams.get(workers);
  if (there) return there;
  const network = build(job.spec);
  const made = { network, replicas: new Replicas({ network, spec: job.spec, engine, workers }) };
  teams.set(workers, made);
  return made;
}
