// @ts-check
/// <reference lib="webworker" />
/** The worker that runs experiments of the Lab: each takes tens of milliseconds, and the page must follow a slider meanwhile. */

import { loadInWorker } from "./load.js";
import { serve } from "./protocol.js";

/** @type {import("../engine/types.js").EngineModule} */
let engine;

serve(/** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self)), {
  async start(data) {
    engine = await loadInWorker(data);
  },

  sliders: () => engine.lab_sliders(),

  /** @param {{ experiment: import("../lab/laboratory.js").ExperimentName, settings: object }} asked */
  run: ({ experiment, settings }) => engine[`lab_${experiment}`](settings),
});
