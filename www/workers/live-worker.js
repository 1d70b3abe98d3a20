// @ts-check
/// <reference lib="webworker" />
/** The worker that answers: not the one that trains, so that an answer never waits for a training step. */

import { loadInWorker } from "./load.js";
import { serve } from "./protocol.js";

/** @type {import("../engine/types.js").EngineModule} */
let engine;
/** @type {import("../engine/types.js").EngineClassifier | null} */
let classifier = null;

serve(/** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self)), {
  async start(data) {
    engine = await loadInWorker(data);
  },

  /** @param {import("./protocol.js").StemFile} stem */
  stem: ({ name, bytes }) => engine.load_stem(name, bytes),

  /** @param {import("../engine/types.js").TrainedNetwork} network */
  load(network) {
    // While a training runs, better weights come again and again: answers are smoothed over the change.
    if (classifier) classifier.replace(network);
    else classifier = new engine.Classifier(network);
  },

  /** @param {{ rgba: Uint8ClampedArray, now: number, thresholds: number[], fresh: boolean }} frame  fresh: it has nothing to do with those before */
  classify({ rgba, now, thresholds, fresh }) {
    if (fresh) classifier?.reset_smoothing();
    classifier?.set_thresholds(thresholds);
    return classifier?.classify_frame(rgba, now);
  },

  /** @param {Uint8ClampedArray} rgba */
  evidence: (rgba) => classifier?.evidence(rgba),

  /** @param {{ rgba: Uint8ClampedArray, labels: number[] }} examples  one after the other in rgba */
  check: ({ rgba, labels }) => classifier?.check_gradients(rgba, labels),
});
