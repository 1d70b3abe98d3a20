// @ts-check
/** The engine's report on how learning goes, in words for the person. */

import { diagnose } from "../training/diagnosis.js";
import { twoDigits } from "./figures.js";
import { inForce } from "../training/rates.js";

/** @typedef {import("../session.js").Point} Point */
/** @typedef {import("../engine/types.js").HealthProblem} Problem */
/** @typedef {import("../engine/types.js").Health} Health */
/** @typedef {import("../engine/types.js").LayerHealth} LayerHealth */
/** @typedef {import("../engine/types.js").LayerCheck} LayerCheck */
/** @typedef {import("../engine/types.js").NetworkSpec} NetworkSpec */
/** @typedef {import("../engine/types.js").Progress} Progress */

/**
 * @typedef {{ value: string, word: string, good: boolean }} Figure
 * @typedef {object} Row
 * @property {string} name
 * @property {Figure | null} dead       null: the layer has no activation that could die
 * @property {Figure | null} saturated  null: nor one that is flat at both ends
 * @property {Figure} delta             the mean |δ|
 * @property {string} greatest          the largest |δ|
 * @property {Figure | null} moved      null at the first look
 */

const NORMALISE = "The method Careful normalises its batches;";
/** Where on the page the remedy of a problem stands. @type {Record<Problem["kind"], string>} */
const WHERE = {
  dead_units: "Leaky ReLU can be chosen under Advanced, as the activation.",
  saturated: `${NORMALISE} ReLU can be chosen under Advanced, as the activation.`,
  vanishing: `${NORMALISE} ReLU can be chosen under Advanced, as the activation.`,
  exploding: `${NORMALISE} Longest gradient, under Advanced, shortens them.`,
};
/** A layer whose weights were replaced by others within one epoch keeps nothing of what it had learned. */
const RESTLESS = 1;
/**
 * A factor that is forgotten, or a kernel that is turned the wrong way, is off by tens of percent. The engine's own 2 % are for
 * small pictures: a weight of the first layer has a say in thousands of places of a large one, with a bend of ReLU in many.
 */
const MISTAKEN = 0.1;
/** Less than single precision can add to a weight in some tens of steps. */
const STILL = 1e-6;

/** What there is to look at, from epoch to epoch of one training. */
export class HealthWatch {
  /** What was wrong after the epoch before: layers and kinds of problem. @type {Set<string>} */
  #before = new Set();

  /**
   * @param {Pick<Progress, "health" | "check" | "rollBack">} report  of an epoch that has just ended
   * @param {ReadonlyArray<Point>} points  of the curves so far
   * @param {NetworkSpec} spec  of the network that is trained
   * @returns {{ rows: Row[], advice: string[] }} rows: none when the engine could not look; advice: a sentence for whatever is
   *   wrong, and where its cure stands
   */
  take({ health, check, rollBack }, points, spec) {
    const key = (/** @type {Problem} */ { layer, kind }) => `${layer} ${kind}`;
    const found = health?.problems ?? [];
    // In the layers of a young network much comes and goes: only what lasts is worth a word. The curves look back by themselves.
    const lasting = found.filter((one) => this.#before.has(key(one)));
    this.#before = new Set(found.map(key));
    return {
      rows: health ? layerRows(health, spec) : [],
      advice: [
        ...diagnose({ points, check, optimizer: inForce(spec.optimizer, rollBack) }),
        ...sentences(lasting, spec),
      ],
    };
  }
}

/** @param {Health} health @param {NetworkSpec} spec  of the network that was looked at */
export function layerRows({ layers }, spec) {
  const names = layerNames(spec);
  return layers.map((layer) => row(layer, names.get(layer.layer) ?? ""));
}

/** A sentence for each problem, with layers named as in the table; where on the page a remedy stands is said once. @param {Problem[]} problems @param {NetworkSpec} spec */
export function sentences(problems, spec) {
  const names = layerNames(spec);
  return problems.map((problem, i) => {
    const { layer, kind } = problem;
    const sentence = `${capital(describe(problem, names.get(layer) ?? `layer ${layer}`))}.`;
    const isLast = problems.slice(i + 1).every((other) => other.kind !== kind);
    return isLast ? `${sentence} ${WHERE[kind]}` : sentence;
  });
}

/** @param {Problem} problem @param {string} name  of its layer */
function describe(problem, name) {
  switch (problem.kind) {
    case "saturated":
      return `${share(problem.fraction)} of the values of the ${problem.unit} in ${name} are saturated, and learn next to nothing: try batch normalisation, or smaller weights or inputs`;
    case "dead_units":
      return `${share(problem.fraction)} of the ${problem.unit} in ${name} are dead: try leaky ReLU or a smaller learning rate`;
    case "vanishing": {
      const left = problem.fraction === 0 ? "nothing" : `1/${Math.round(1 / problem.fraction)}`;
      return `the error vanishes on its way down, ${left} of it reaches ${name}: try batch normalisation, ReLU or fewer layers`;
    }
    case "exploding":
      return `the error explodes on its way down, it reaches ${name} ${Math.round(problem.factor)} times as large: try batch normalisation, smaller weights or gradient clipping`;
  }
}

/** @param {LayerHealth} layer @param {string} name @returns {Row} */
function row({ dead, saturated, delta_mean, delta_max, update_ratio, problems }, name) {
  const [isDead, isSaturated] = [problems.includes("dead_units"), problems.includes("saturated")];
  const astray = problems.find((kind) => kind === "vanishing" || kind === "exploding");
  return {
    name: capital(name),
    // Of S-shaped functions, saturation says it better.
    dead:
      dead === null || saturated !== null
        ? null
        : figure(share(dead), isDead ? "many dead" : dead > 0 ? "some silent" : "healthy", !isDead),
    saturated:
      saturated === null
        ? null
        : figure(share(saturated), isSaturated ? "saturated" : "healthy", !isSaturated),
    delta: figure(short(delta_mean), astray ?? "healthy", !astray),
    greatest: short(delta_max),
    moved:
      update_ratio === null
        ? null
        : update_ratio > RESTLESS
          ? figure(share(update_ratio), "restless", false)
          : figure(share(update_ratio), update_ratio < STILL ? "at rest" : "healthy", true),
  };
}

/** @param {string} value @param {string} word @param {boolean} good @returns {Figure} */
function figure(value, word, good) {
  return { value, word, good };
}

/**
 * "convolution 2" says more than a place in a list that has activations and pooling in it, too.
 * @param {NetworkSpec} spec @returns {Map<number, string>} by the layer's place in the spec
 */
export function layerNames({ layers }) {
  const kinds = new Map([
    ["conv", "convolution"],
    ["dense", "dense layer"],
  ]);
  /** @type {Map<number, string>} */
  const names = new Map();
  for (const [type, kind] of kinds) {
    let number = 0;
    layers.forEach((layer, place) => {
      if (layer.type === type) names.set(place, `${kind} ${++number}`);
    });
  }
  return names;
}

/**
 * What a check of the gradients found: a sentence for each layer, with the weight that is furthest off.
 * @param {LayerCheck[]} checks @param {NetworkSpec} spec
 * @returns {{ agrees: boolean, text: string }[]}
 */
export function readCheck(checks, spec) {
  const names = layerNames(spec);
  return checks.map(({ layer, compared, worst }) => {
    const name = capital(
      names.get(layer) ?? `${spec.layers[layer].type.replaceAll("_", " ")} in layer ${layer}`,
    );
    if (!worst) return { agrees: true, text: `${name}: nothing to compare.` };
    // Were one of the others not 0, it would be further off, if only by rounding.
    if (worst.relative_error === 0 && worst.backpropagation === 0) {
      return {
        agrees: true,
        text: `${name}: no error reaches it. By both, all ${compared} derivatives compared are 0.`,
      };
    }
    const agrees = worst.relative_error < MISTAKEN;
    const parameter = worst.name.split(".").pop();
    return {
      agrees,
      text: `${name}: ${agrees ? "right" : "wrong"}. Of ${compared} weights, ${parameter} ${worst.index} is furthest off, by ${share(worst.relative_error)}.`,
    };
  });
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {number} part */
function share(part) {
  if (part === 0 || part >= 0.1) return `${Math.round(100 * part)} %`;
  return part < 0.0001 ? "<0.01 %" : `${Number((100 * part).toPrecision(1))} %`;
}

/** @param {number} size */
function short(size) {
  if (size === 0) return "0";
  return size >= 1e-3 && size < 1e4 ? twoDigits(size) : size.toExponential(0);
}
