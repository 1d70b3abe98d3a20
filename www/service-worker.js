// @ts-check
/// <reference lib="webworker" />
/**
 * Keeps a copy of every file of the page that it sees, and of those that the page names because they were loaded before this
 * worker ran. Workers load their scripts whenever they start: without the copies a training could need a connection.
 *
 * The host is asked first, so that nobody sees an outdated page; the copies are for when it does not answer.
 */

const scope = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const COPIES = "tab-trainer-files";

scope.addEventListener("install", () => void scope.skipWaiting());
// Take over the page that is already open: what it has yet to load is what training needs.
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && new URL(request.url).origin === scope.location.origin)
    event.respondWith(answer(event));
});
scope.addEventListener("message", (event) => event.waitUntil(keepAll(event.data)));

/** @param {FetchEvent} event @returns {Promise<Response>} */
async function answer(event) {
  const { request } = event;
  let response;
  try {
    response = await fetch(request);
  } catch (offline) {
    const copy = await caches.match(request.url);
    if (copy) return copy;
    throw offline;
  }
  if (response.ok) event.waitUntil(keep(request.url, response.clone()));
  return response;
}

/** @param {string} url @param {Response} response */
async function keep(url, response) {
  try {
    await (await caches.open(COPIES)).put(url, response);
  } catch {
    // The storage is full: the page still works with a connection.
  }
}

/** @param {string[]} urls */
async function keepAll(urls) {
  await Promise.all(
    urls.map(async (url) => {
      try {
        if (await caches.match(url)) return; // loaded after this worker took over
        const response = await fetch(url);
        if (response.ok) await keep(url, response);
      } catch {
        // The connection is gone. The next visit tries again.
      }
    }),
  );
}
