// @ts-check
/** Lets the page work without a connection, where that is allowed (https and localhost); see service-worker.js. */

import { loadEngine } from "../engine/engine.js";

/** What only workers load: the page does not see it going past. */
const WORKER_FILES = [
  ...["training-worker.js", "helper-worker.js", "live-worker.js"],
  ...["load.js", "protocol.js", "pump.js", "supervisor.js", "team.js"],
];

/** At a first visit the page is there before the service worker: it says what has gone past already. */
export async function keepForOffline() {
  const container = navigator.serviceWorker;
  if (!container) return;
  try {
    await container.register(new URL("../service-worker.js", import.meta.url));
    const { active } = await container.ready;
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    const { script } = await loadEngine();
    const forWorkers = WORKER_FILES.map((file) => new URL(file, import.meta.url).href);
    active?.postMessage(
      [location.href, ...loaded, script, ...forWorkers].filter((url) =>
        url.startsWith(location.origin),
      ),
    );
  } catch {
    // Then without: everything else works all the same.
  }
}
