// @ts-check
/** Lets the page work without a connection, where that is allowed (https and localhost); see service-worker.js. */

import { loadEngine } from "../engine/engine.js";

/** What only workers load: the page does not see these requests. */
const WORKER_FILES = [
  ...["training-worker.js", "helper-worker.js", "live-worker.js"],
  ...["load.js", "protocol.js", "pump.js", "supervisor.js", "team.js"],
];

/** On a first visit the page is loaded before the service worker: it tells it what has been fetched, and what is fetched later. */
export async function keepForOffline() {
  const container = navigator.serviceWorker;
  if (!container) return;
  try {
    await container.register(new URL("../service-worker.js", import.meta.url));
    const { active } = await container.ready;
    const keep = (/** @type {string[]} */ urls) =>
      active?.postMessage(urls.filter((url) => url.startsWith(location.origin)));
    // The request for the engine may be older than the service worker, and is listed only once it has been answered.
    const observer = new PerformanceObserver((list) =>
      keep(list.getEntries().map(({ name }) => name)),
    );
    observer.observe({ type: "resource", buffered: true });
    const { script } = await loadEngine();
    const forWorkers = WORKER_FILES.map((file) => new URL(file, import.meta.url).href);
    keep([location.href, script, ...forWorkers]);
  } catch {
    // Then without: everything else works all the same.
  }
}
