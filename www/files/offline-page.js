// @ts-check
/**
 * A trained network as one HTML file, which opens from a disk and asks for nothing: the module that answers, the weights, and the page
 * in www/player/, with those of this page's modules that take pictures, so that both see the same.
 */

import { SquareReader, resized } from "../camera/pixels.js";
import { stemOf, stems } from "../engine/stems.js";
import { joined } from "./joined.js";
import { sentencesIn } from "./offline-sentences.js";
import { packedText, pageOf } from "./packed-text.js";

/** @typedef {import("../engine/types.js").TrainedNetwork} TrainedNetwork */

/**
 * @typedef {object} OfflineModel
 * @property {string} title  the project's name
 * @property {TrainedNetwork} network  with the names that its classes have now, and a threshold for each
 * @property {ReadonlyArray<Uint8ClampedArray>} pictures  to check the file with: squares of RGBA, of each class one or two
 */

/** More would be more bytes, and say no more. */
export const MOST_PICTURES = 6;
const STYLES = ["styles/style.css", "view/answer.css", "player/player.css"];
/** The start of an element of page.html that has nothing in it. */
const EMPTY = /<(?:title|p|script)\b[^>]*>(?=<\/)/g;
const WWW = new URL("../", import.meta.url);

/**
 * @param {OfflineModel} model
 * @returns {Promise<Blob>} rejects with a StemError, or with what fetch or the engine says
 */
export async function offlinePage({ title, network, pictures }) {
  const instead = { "text/index.js": "player/sentences.js" };
  const [html, loader, script, module, file, ...styles] = await Promise.all([
    source("player/page.html"),
    joined(WWW, "player/loader.js", instead),
    joined(WWW, "player/player.js", instead),
    fetched("pkg-player/tab_trainer_player_bg.wasm").then((response) => response.arrayBuffer()),
    packed(network, pictures),
    ...STYLES.map(source),
  ]);
  const inlined = { title, sentences: await sentencesIn(script) };
  const page = JSON.stringify({ style: styles.join("\n"), script, inlined });
  /** @type {Record<string, string>} */
  const parts = {
    title: escaped(title),
    page: await packedText(page),
    module: await packedText(module),
    network: await packedText(new Uint8Array(file)),
    loader,
  };
  const early = Object.entries(await sentencesIn('"old-browser" "damaged"'));
  for (const [language, { "old-browser": old, damaged }] of early) {
    parts[`old-${language}`] = escaped(old);
    parts[`damaged-${language}`] = escaped(damaged);
  }
  return pageOf(
    html.replaceAll(EMPTY, (/** @type {string} */ start) => {
      const id = /id="([^"]+)"/.exec(start)?.[1] ?? "title";
      return start + (parts[id] ?? "");
    }),
  );
}

/** @param {TrainedNetwork} network @param {ReadonlyArray<Uint8ClampedArray>} pictures */
async function packed(network, pictures) {
  const { spec, weights, classes, temperature = 1, thresholds = null } = network;
  const stem = stemOf(spec);
  const [{ default: init, pack }, stemFile] = await Promise.all([
    import("../pkg-player/tab_trainer_player.js"),
    stem ? stems.load(stem) : undefined,
  ]);
  await init();
  const reader = new SquareReader(spec.input.height);
  const some = pictures.slice(0, MOST_PICTURES).map((rgba) => resized(rgba, reader));
  const rgba = new Uint8Array(await new Blob(some.map((one) => one.slice())).arrayBuffer());
  const description = JSON.stringify({ spec, classes, temperature, thresholds });
  return pack(description, weights, rgba, stemFile);
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** @param {string} path */
async function source(path) {
  return (await fetched(path)).text();
}

/** @param {string} path */
async function fetched(path) {
  const response = await fetch(new URL(path, WWW));
  if (!response.ok) throw new TypeError(`${path}: ${response.status}`);
  return response;
}
