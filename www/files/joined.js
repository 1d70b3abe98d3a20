// @ts-check
/**
 * Modules as one script: a page that is opened from a disk may import no others. Each import is replaced by what it names, once, in
 * front of whoever imports it. That asks of modules that no two have one name for things of their own, and that none is renamed.
 */

const IMPORT = /^import\s(?:[^;"]*\sfrom\s)?"([^"]+)";\n/gm;
const EXPORT = /^export (?=(?:async )?(?:function|class|const)\b)/gm;
const EXPORTED = /^export \{[^}]*\};?\n/gm;

/**
 * @param {URL} folder @param {string} entry  below it
 * @param {Record<string, string>} instead  modules that take the place of others
 * @returns {Promise<string>}
 */
export async function joined(folder, entry, instead) {
  /** @type {Map<string, Promise<string>>} */
  const sources = new Map();
  /** @type {string[]} */
  const order = [];

  /** @param {URL} url */
  async function visit({ href }) {
    if (sources.has(href)) return;
    sources.set(href, sourceOf(href));
    const source = (await sources.get(href)) ?? "";
    for (const [, specifier] of source.matchAll(IMPORT)) await visit(resolved(specifier, href));
    order.push(href);
  }

  /** @param {string} specifier @param {string} from */
  function resolved(specifier, from) {
    const url = new URL(specifier, from);
    const path = url.href.slice(folder.href.length);
    return Object.hasOwn(instead, path) ? new URL(instead[path], folder) : url;
  }

  await visit(new URL(entry, folder));
  const parts = await Promise.all(order.map((href) => sources.get(href)));
  const inside = parts.map((part = "") =>
    part.replaceAll(IMPORT, "").replaceAll(EXPORTED, "").replaceAll(EXPORT, ""),
  );
  return inside.join("\n");
}

/** @param {string} url */
async function sourceOf(url) {
  const response = await fetch(url);
  if (!response.ok) throw new TypeError(`${url}: ${response.status}`);
  return response.text();
}
