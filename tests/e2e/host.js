// @ts-check
/** A static host with the unpacked archive of `cargo xtask dist`, and with the faults that hosts have. */

import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { test as base } from "./fixtures.js";

/** `cargo xtask test` packs and unpacks it. */
const UNPACKED = new URL("../../target/dist/tab-trainer/", import.meta.url);

/** What a host knows without being told. It is an old one: it has never heard of wasm. */
const TYPES = {
  html: "text/html",
  css: "text/css",
  js: "text/javascript",
  svg: "image/svg+xml",
};

/** @typedef {Map<string, Buffer>} Files  by path, below the page's folder */

/** The page as it is in the archive. @returns {Files} */
export function unpacked() {
  const entries = readdirSync(UNPACKED, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => `${parentPath}/${name}`.replaceAll("//", "/"))
      .map((path) => [path.slice(UNPACKED.pathname.length), readFileSync(path)]),
  );
}

/**
 * Another version of it, in a folder of its own, with another sentence in its header. @param {Files} files @param {string} tagline
 * @returns {Files}
 */
export function newerVersion(files, tagline) {
  const [, folder] = /src="(v-\w+)\/main\.js"/.exec(textOf(files, "index.html")) ?? [];
  const renamed = (/** @type {string} */ text) => text.replaceAll(folder, "v-0123456789ab");
  const newer = new Map([...files].map(([path, bytes]) => [renamed(path), bytes]));
  /** @type {Record<string, string>} */
  const changed = {
    "index.html": renamed(textOf(files, "index.html")),
    "v-0123456789ab/text/en/page.ftl": textOf(files, `${folder}/text/en/page.ftl`).replace(
      /^page-tagline = .*$/m,
      `page-tagline = ${tagline}`,
    ),
  };
  const list = JSON.parse(renamed(textOf(files, "files.js")).replace(/^self\.FILES = |;\s*$/g, ""));
  list.version = "newer";
  for (const [path, text] of Object.entries(changed)) {
    newer.set(path, Buffer.from(text));
    list.hashes[path] = createHash("sha256").update(text).digest("hex");
  }
  newer.set("files.js", Buffer.from(`self.FILES = ${JSON.stringify(list)};`));
  return newer;
}

/** @param {Files} files @param {string} path */
function textOf(files, path) {
  return String(files.get(path));
}

/** Serves files below a folder of a larger host, with the headers of the file `_headers`. */
export class Host {
  /** Where the page is on it. */
  static FOLDER = "/school/trainer/";
  #server = createServer((request, response) => this.#answer(request, response));
  #files;
  /** Which requests it spoils, and how: no answer ever, an error, or a page of another kind that says it is all right. */
  fault = /** @type {"silent" | "unavailable" | "login" | null} */ (null);
  spoils = (/** @type {string} */ _path) => true;
  /** Paths that were asked for. @type {string[]} */
  asked = [];

  /** @param {Files} files */
  constructor(files) {
    this.#files = files;
  }

  /** @returns {Promise<void>} */
  start() {
    return new Promise((resolve) => void this.#server.listen(0, "localhost", resolve));
  }

  get address() {
    const address = this.#server.address();
    const port = typeof address === "object" ? address?.port : 0;
    return `http://localhost:${port}${Host.FOLDER}`;
  }

  /** Takes the place of all files at once. @param {Files} files */
  upload(files) {
    this.#files = files;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  #answer(request, response) {
    const { pathname } = new URL(request.url ?? "", "http://localhost");
    const path = pathname.startsWith(Host.FOLDER) ? pathname.slice(Host.FOLDER.length) : null;
    if (path !== null) this.asked.push(path);
    if (path === null || (this.fault && this.spoils(path))) {
      if (path !== null && this.fault === "silent") return;
      const status = path === null ? 404 : this.fault === "login" ? 200 : 503;
      response.writeHead(status, { "content-type": "text/html" });
      response.end("<!doctype html><title>School</title><h1>Please log in</h1>");
      return;
    }
    const file = path || "index.html";
    const bytes = this.#files.get(file);
    const known = TYPES[/** @type {keyof typeof TYPES} */ (file.split(".").at(-1))];
    response.setHeader("content-type", known ?? "application/octet-stream");
    for (const [name, value] of this.#headersOf(path)) response.setHeader(name, value);
    response.writeHead(bytes ? 200 : 404);
    response.end(bytes);
  }

  /** The syntax: https://developers.cloudflare.com/pages/configuration/headers/. @param {string} path */
  #headersOf(path) {
    /** @type {[string, string][]} */
    const headers = [];
    let applies = false;
    for (const line of textOf(this.#files, "_headers").split("\n")) {
      const [, name, value] = /^ +([\w-]+): (.*)$/.exec(line) ?? [];
      if (!name)
        applies = line.endsWith("*")
          ? `/${path}`.startsWith(line.slice(0, -1))
          : `/${path}` === line;
      else if (applies) headers.push([name, value]);
    }
    return headers;
  }
}

/** Tests whose page is on such a host. */
export const test = base.extend(
  /** @type {import("@playwright/test").Fixtures<{ host: Host }, {}, import("@playwright/test").PlaywrightTestOptions>} */ ({
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from it what a fixture needs
    host: async ({}, use) => {
      const host = new Host(unpacked());
      await host.start();
      await use(host);
      host.stop();
    },
    baseURL: async ({ host }, use) => use(host.address),
  }),
);
