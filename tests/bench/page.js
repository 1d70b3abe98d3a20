// @ts-check
/** The benchmark in the page: which parts, which systems, which nets. */

import { nets } from "./nets.js";
import { augmentationPart } from "./parts/augmentation.js";
import { digitsPart } from "./parts/digits.js";
import { growthPart } from "./parts/growth.js";
import { layersPart } from "./parts/layers.js";
import { memoryPart } from "./parts/memory.js";
import { predictPart } from "./parts/predict.js";
import { speedPart } from "./parts/speed.js";
import { startPart } from "./parts/start.js";
import { stemsPart } from "./parts/stems.js";
import { workersPart } from "./parts/workers.js";
import { systems } from "./systems.js";

/** @typedef {{ rounds: number, seconds: number, warmUp: number, short: boolean, light: boolean, native: boolean, only: string[] }} Options */
/** @typedef {import("./systems.js").Entry} Entry */
/** @typedef {{ entries: Entry[], outside: Entry[], best: Entry | undefined, nets: typeof nets }} Chosen  best: of ours; outside: the browser */

const parts = {
  speed: speedPart,
  layers: layersPart,
  workers: workersPart,
  predict: predictPart,
  stems: stemsPart,
  augmentation: augmentationPart,
  memory: memoryPart,
  digits: digitsPart,
  start: startPart,
  growth: growthPart,
};
/**
 * In a page that is cross-origin isolated these alone: workers may share memory there, and the clock is fine enough for
 * one call. Elsewhere all but the latter.
 */
const fine = ["predict", "stems", "augmentation"];
const belongs = (/** @type {string} */ part) =>
  crossOriginIsolated ? ["workers", ...fine].includes(part) : !fine.includes(part);

/** @typedef {{ [Part in keyof typeof parts]?: Awaited<ReturnType<(typeof parts)[Part]>> }} Results */

/** @param {Options} options @param {(line: string) => void} say @returns {Promise<Results>} */
export async function bench(options, say) {
  const all = await systems(options);
  const names = {
    parts: Object.keys(parts),
    nets: Object.keys(nets),
    systems: all.map(({ name }) => name),
  };
  const pick = choose(options.only, names);
  const some = all.filter(({ name }) => pick.systems.includes(name));
  const [entries, outside] = [
    some.filter(({ native }) => !native),
    some.filter(({ native }) => native),
  ];
  const chosenNets = Object.fromEntries(
    Object.entries(nets).filter(([name]) => pick.nets.includes(name)),
  );
  const chosen = { entries, outside, best: entries.find(({ ours }) => ours), nets: chosenNets };
  /** @type {Record<string, unknown>} */
  const results = {};
  for (const [name, part] of Object.entries(parts)) {
    if (!pick.parts.includes(name) || !belongs(name)) continue;
    say(crossOriginIsolated ? `${name}, isolated` : name);
    const start = performance.now();
    results[name] = await part(chosen, options, say);
    say(`  ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
  return results;
}

/**
 * A word names a part, a net, or systems by a part of their name; a kind of which none is named is taken whole.
 * @param {string[]} words @param {Record<"parts" | "nets" | "systems", string[]>} names
 */
function choose(words, names) {
  const fits = {
    parts: (/** @type {string} */ name, /** @type {string} */ word) => name === word,
    nets: (/** @type {string} */ name, /** @type {string} */ word) => name === word,
    systems: (/** @type {string} */ name, /** @type {string} */ word) =>
      name.toLowerCase().includes(word.toLowerCase()),
  };
  const kinds = /** @type {(keyof typeof fits)[]} */ (Object.keys(fits));
  const known = (/** @type {string} */ word) =>
    kinds.some((kind) => names[kind].some((name) => fits[kind](name, word)));
  for (const word of words) {
    if (!known(word))
      throw new Error(
        `--only: nothing is called ${word}; there are ${Object.values(names).flat().join(", ")}`,
      );
  }
  const taken = (/** @type {keyof typeof fits} */ kind) => {
    const some = names[kind].filter((name) => words.some((word) => fits[kind](name, word)));
    return some.length > 0 ? some : names[kind];
  };
  return { parts: taken("parts"), nets: taken("nets"), systems: taken("systems") };
}
