// @ts-check
/** What there is to replay of a training, and why there may be nothing. */

import { TRAINED } from "./networks.js";

/**
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("../session.js").Snapshots} Snapshots
 * @typedef {import("./types.js").Choice} Choice
 *
 * weights: null of the network itself, which is the last; epoch: null where its weights are of no epoch.
 * @typedef {{ epoch: number | null, weights: Float32Array | null }} Position
 */

/** Bytes that the engine keeps of a training's weights, at the most. */
export const MOST_BYTES = 16_000_000;

/**
 * From the initial weights to the network that answers, whose weights may be those of an epoch before the last, or of none.
 * @param {Pick<Snapshots, "list"> & { network: { weights: Float32Array } }} snapshots @returns {Position[]}
 */
export function positionsOf({ list, network }) {
  const same = list.map(({ weights }) => equal(weights, network.weights)).lastIndexOf(true);
  const others = same === list.length - 1 ? list.slice(0, -1) : list;
  return [...others, { epoch: list[same]?.epoch ?? null, weights: null }];
}

/**
 * Why the training of a network cannot be replayed; null when it can.
 * @param {Choice | null} choice @param {Pick<Session, "network" | "training" | "snapshots">} session
 * @returns {"other" | "none" | "training" | "earlier" | "large" | "tuned" | null}
 */
export function obstacleOf(choice, { network, training, snapshots }) {
  if (training) return "training";
  if (!network) return "none";
  if (choice?.id !== TRAINED) return "other";
  if (!snapshots || snapshots.network.weights !== choice.weights) return "earlier";
  if (snapshots.list.length === 0) return "large";
  // Those of the head behind the stem as it came.
  return snapshots.list[0].weights.length === choice.weights.length ? null : "tuned";
}

/** @param {ReadonlyArray<import("../engine/types.js").Snapshot>} list */
export function bytesOf(list) {
  return list.reduce((sum, { weights }) => sum + weights.byteLength, 0);
}

/** @param {Float32Array} a @param {Float32Array} b */
function equal(a, b) {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
