// @ts-check
import { PICTURE_SIZE, WITH_STEM } from "../engine/settings.js";
import { text } from "../text/index.js";

/** @typedef {import("./types.js").Choice} Choice */
/** @typedef {import("../session.js").Session} Session */

/** The network that has learned on this page, and the small one. */
export const TRAINED = "trained";
export const SMALL = "small";

/** Of weights that nobody has trained: every visit shows the same ones. */
const SEED = 1;

/**
 * Small enough to follow every number, and with every case of the article: a convolution in front of a subsampling layer, one
 * behind it, and a fully connected layer. Its activation is the article's.
 * @type {import("./types.js").NetworkSpec}
 */
const SMALL_NETWORK = {
  input: { height: 12, width: 12, channels: 1 },
  layers: [
    { type: "conv", filters: 2, kernel: 3, padding: "valid" },
    { type: "activation", function: "scaled_tanh" },
    { type: "max_pool", size: 2 },
    { type: "conv", filters: 2, kernel: 3, padding: "valid" },
    { type: "activation", function: "scaled_tanh" },
    { type: "dense", units: 1 },
    { type: "activation", function: "scaled_tanh" },
  ],
  loss: "mse",
  optimizer: { type: "sgd", learning_rate: 0.1 },
};

/**
 * What can be looked into: the network that was trained, the small one, and that of each method with fresh weights.
 * @param {Pick<Session, "network" | "trained" | "description">} session @param {ReadonlyArray<{ name: string }>} classes  of the person
 * @returns {Choice[]}
 */
export function choices({ network, trained, description }, classes) {
  const small = {
    ...{ id: SMALL, spec: SMALL_NETWORK, seed: SEED },
    classes: [text("class-face"), text("class-background")],
  };
  const methods = (description?.methods ?? []).map(({ id, stem }) => ({
    id,
    settings: {
      ...{ method: id, classes: namesOf(classes) },
      pictures: { height: PICTURE_SIZE, width: PICTURE_SIZE, channels: 3 },
      ...(id === WITH_STEM && stem ? { stem } : {}),
    },
    seed: SEED,
    classes: namesOf(classes),
  }));
  const own = network && {
    ...{ id: TRAINED, spec: network.spec, weights: network.weights, seed: SEED },
    classes: trained.map(({ name }) => name),
  };
  return own ? [own, small, ...methods] : [small, ...methods];
}

/** A network tells two classes apart, at least. @param {ReadonlyArray<{ name: string }>} classes */
function namesOf(classes) {
  const names = classes.map(({ name }) => name);
  return names.length > 1 ? names : [text("class-face"), text("class-background")];
}
