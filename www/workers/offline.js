// @ts-check
/**
 * Lets the page work without a connection, where that is allowed (https and localhost), and tells when there is a newer version of
 * it; see service-worker.js.
 */

import { trustedScript } from "./trusted.js";

/** @typedef {() => Promise<number>} Replace  begins the page anew, with the newer version, unless it is open in other tabs: gives their number */

/** @param {(replace: Replace) => void} onNewer  called with each newer version that is ready */
export async function keepForOffline(onNewer) {
  const container = navigator.serviceWorker;
  if (!container) return;
  try {
    // In the folder of index.html, of whose files it keeps copies.
    const script = trustedScript(new URL("service-worker.js", document.baseURI));
    const registration = await container.register(script, { updateViaCache: "none" });
    watch(registration, onNewer);
    const { active } = await container.ready;
    // On a first visit the page is loaded before the service worker, which does not know what of it is in use.
    const observer = new PerformanceObserver((list) =>
      active?.postMessage({ keep: list.getEntries().map(({ name }) => name) }),
    );
    observer.observe({ type: "resource", buffered: true });
  } catch {
    // Then without: everything else works all the same.
  }
}

/** What saves and opens files, and makes a page of a network: large, and of no use before there is a network. */
const FOR_LATER = [
  "../pkg-formats/tab_trainer_formats_bg.wasm",
  "../pkg-player/tab_trainer_player_bg.wasm",
].map((path) => new URL(path, import.meta.url).href);

/** Copies what may be wanted when there is no connection any more, unless the person pays for each byte. */
export async function keepForLater() {
  const { connection } = /** @type {{ connection?: { saveData: boolean } }} */ (navigator);
  if (connection?.saveData || !(await navigator.serviceWorker?.getRegistration())) return;
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ keep: FOR_LATER });
}

/** @param {ServiceWorkerRegistration} registration @param {(replace: Replace) => void} onNewer */
function watch(registration, onNewer) {
  const tell = () => {
    const { active, waiting } = registration;
    if (active && waiting) onNewer(() => replaceBy(waiting));
  };
  registration.addEventListener("updatefound", () =>
    registration.installing?.addEventListener("statechange", tell),
  );
  tell();
  // Browsers look for another version when a page is opened; this one may stay open for weeks.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) registration.update().catch(() => {}); // no connection: it can wait
  });
}

/** @param {ServiceWorker} waiting @returns {Promise<number>} */
function replaceBy(waiting) {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
    once: true,
  });
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  waiting.postMessage({ replace: true }, [port2]);
  return answer;
}
