// @ts-check
/** Lets the page work without a connection, where that is allowed (https and localhost); see service-worker.js. */

/** At a first visit the page is there before the service worker: it says what has gone past already. */
export async function keepForOffline() {
  const container = navigator.serviceWorker;
  if (!container) return;
  try {
    await container.register(new URL("../service-worker.js", import.meta.url));
    const { active } = await container.ready;
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    active?.postMessage(
      [location.href, ...loaded].filter((url) => url.startsWith(location.origin)),
    );
  } catch {
    // Then without: everything else works all the same.
  }
}
