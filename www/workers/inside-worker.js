// @ts-check
/// <reference lib="webworker" />
/** The worker that looks inside: a network of its own, and the trace of one step with one picture. */

import { insight } from "./insight.js";
import { loadInWorker } from "./load.js";
import { serve } from "./protocol.js";

serve(
  /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self)),
  insight({ load: loadInWorker }),
);
