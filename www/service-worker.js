// @ts-check
/// <reference lib="webworker" />
/**
 * Keeps one version of the page, whole, and serves it whatever the host does: also when there is no connection, no answer, or an
 * answer that is none of the page's.
 *
 * files.js names the files of the newest version with their hashes. What comes is held against them before it is kept, and only
 * when all files are there is the version installed; so versions are never mixed. A newer one waits until the person asks for
 * it, or until the page is nowhere open.
 */

const scope =
  /** @type {ServiceWorkerGlobalScope & import("./workers/trusted.js").MayTrust & { FILES: Files }} */ (
    /** @type {unknown} */ (self)
  );

/** @typedef {{ version: string, hashes: Record<string, string> }} Files  SHA-256 by path, below the folder of this file */

const policy = scope.trustedTypes?.createPolicy("tab-trainer", { createScriptURL: (url) => url });
importScripts(policy ? policy.createScriptURL("files.js") : "files.js");
const { version, hashes } = scope.FILES;

/** The folder of the page. Another one on the same host may have a page of its own. */
const FOLDER = scope.registration.scope;
const OURS = `tab-trainer ${FOLDER} `;
const COPIES = OURS + version;

/** Kept only once they have been used: the builds of the engine, of which a browser needs one, and the stems. */
const LARGE = /\.(wasm|safetensors)$/;

/** Some hosts send right files with a type with which no browser takes them. */
const TYPES = { js: /javascript/, css: /css/, html: /html/ };

scope.addEventListener("install", (event) => event.waitUntil(install()));
scope.addEventListener("activate", (event) => event.waitUntil(activate()));
scope.addEventListener("fetch", (event) => {
  const path = pathOf(event.request.url);
  if (event.request.method === "GET" && Object.hasOwn(hashes, path))
    event.respondWith(answer(event, path));
});
scope.addEventListener("message", (event) => event.waitUntil(obey(event)));

async function install() {
  const earlier = await earlierCopies();
  const wanted = Object.keys(hashes).filter(
    (path) => !LARGE.test(path) || earlier.has(unversioned(path)),
  );
  await Promise.all(wanted.map((path) => keep(path, earlier.get(unversioned(path)))));
}

async function activate() {
  const names = await caches.keys();
  const outdated = names.filter((name) => name.startsWith(OURS) && name !== COPIES);
  // The second is what the service worker of former days kept.
  await Promise.all([...outdated, "tab-trainer-files"].map((name) => caches.delete(name)));
  // The page that is already open, too: it has yet to load what training needs.
  await scope.clients.claim();
}

/** @param {FetchEvent} event @param {string} path @returns {Promise<Response>} */
async function answer(event, path) {
  const copy = await (await caches.open(COPIES)).match(urlOf(path));
  if (copy) return copy;
  const response = await fetch(event.request);
  // The storage may be full: then the page needs a connection.
  const genuine = store(path, response.clone()).catch(() => true);
  // Of another version the engine would not fit the modules that are loaded. A stem, which the engine checks by itself, is
  // streamed, so that its progress can be shown.
  if (path.endsWith(".wasm")) return (await genuine) ? response : Response.error();
  event.waitUntil(genuine);
  return response;
}

/**
 * What the page asks for. `keep`: addresses that it has loaded before this worker saw its requests. `replace`: this version is to
 * take the place of the one that is open; where that is open in other tabs, too, whose modules would then be mixed, the answer is
 * their number.
 * @param {ExtendableMessageEvent} event
 */
async function obey({ data, ports: [port] }) {
  if (data.keep) {
    const paths = /** @type {string[]} */ (data.keep)
      .map(pathOf)
      .filter((path) => Object.hasOwn(hashes, path));
    await Promise.allSettled(paths.map((path) => keep(path))); // without a connection the next visit tries again
  }
  if (data.replace) {
    const windows = await scope.clients.matchAll({ includeUncontrolled: true });
    const others = windows.filter(({ url }) => url.startsWith(FOLDER)).length - 1;
    port.postMessage(others);
    if (others === 0) await scope.skipWaiting();
  }
}

/** Makes sure that there is a copy. @param {string} path @param {Response} [earlier]  what another version has of it */
async function keep(path, earlier) {
  const cache = await caches.open(COPIES);
  if (await cache.match(urlOf(path))) return;
  if (earlier && (await store(path, earlier))) return; // the same in both
  const response = await fetch(urlOf(path), { cache: "no-cache" });
  if (!(await store(path, response))) throw new TypeError(path);
}

/** @param {string} path @param {Response} response @returns {Promise<boolean>} whether it is what it should be */
async function store(path, response) {
  const extension = /** @type {keyof typeof TYPES} */ (path.split(".").at(-1));
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok || !(TYPES[extension] ?? /^/).test(type)) return false;
  const bytes = await response.arrayBuffer();
  if ((await hashOf(bytes)) !== hashes[path]) return false;
  // Made anew: what came knows its address, perhaps in another version's folder, and modules would look for others there.
  const copy = new Response(bytes, { headers: response.headers });
  await (await caches.open(COPIES)).put(urlOf(path), copy);
  return true;
}

/** @param {ArrayBuffer} bytes */
async function hashOf(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What other versions have left, by path. */
async function earlierCopies() {
  /** @type {Map<string, Response>} */
  const copies = new Map();
  for (const name of await caches.keys()) {
    if (!name.startsWith(OURS) || name === COPIES) continue;
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      const copy = await cache.match(url);
      if (copy) copies.set(unversioned(pathOf(url)), copy);
    }
  }
  return copies;
}

/** "index.html" for the page, with or without its name, and whatever stands behind a "?". @param {string} url */
function pathOf(url) {
  const { origin, pathname } = new URL(url);
  const address = origin + pathname;
  if (!address.startsWith(FOLDER)) return "";
  return address.slice(FOLDER.length) || "index.html";
}

/** Under its name, some hosts only send the page on to its folder. @param {string} path */
function urlOf(path) {
  return FOLDER + (path === "index.html" ? "" : path);
}

/** Without the folder that `cargo xtask dist` names after the version. @param {string} path */
function unversioned(path) {
  return path.replace(/^v-[0-9a-f]+\//, "");
}
