// @ts-check
/// <reference lib="webworker" />
/**
 * The worker that trains. Needs no timers and no animation frames and therefore goes on in a hidden tab.
 */

import { loadInWorker } from "./load.js";
import { serve } from "./protocol.js";
import { pump } from "./pump.js";

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const channel = new MessageChannel();

const emit = serve(
  scope,
  pump({
    load: loadInWorker,
    emit: (event, data) => emit(event, data),
    // One round of the event loop: messages that arrived before are handled, and unlike a timer it is never throttled.
    breathe: () =>
      new Promise((/** @type {(value: void) => void} */ resolve) => {
        channel.port1.onmessage = () => resolve();
        channel.port2.postMessage(null);
      }),
  }),
);
