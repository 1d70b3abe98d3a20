// @ts-check
/// <reference lib="webworker" />
/** A helper of the training worker: it computes the gradients of its shards. */

import { loadInWorker } from "./load.js";
import { serve } from "./protocol.js";
import { helping } from "./team.js";

/** @type {import("../engine/types.js").EngineModule} */
let engine;
/** @type {ReturnType<typeof helping>} */
let step;

serve(/** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self)), {
  async start(data) {
    engine = await loadInWorker(data);
  },

  /** @param {import("./protocol.js").StemFile} stem */
  stem: ({ name, bytes }) => engine.load_stem(name, bytes),

  /** @param {Uint8Array} replica  settings, pictures and state of the training */
  join(replica) {
    step = helping(new engine.Replica(replica));
  },

  step: (turn) => step(turn),
});
