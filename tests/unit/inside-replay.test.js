// @ts-check
/** What there is to replay of a training. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, obstacleOf, positionsOf } from "../../www/inside/replayed.js";

/** Weights after an epoch. @param {number} epoch @param {...number} weights */
const kept = (epoch, ...weights) => ({ epoch, weights: Float32Array.from(weights) });
const list = [kept(0, 0, 1), kept(1, 1, 1), kept(2, 3, 1)];

/** @param {...number} weights  of the network that answers */
const positions = (...weights) =>
  positionsOf({ list, network: { weights: Float32Array.from(weights) } }).map(
    ({ epoch, weights }) => [epoch, weights && weights[0]],
  );

test("a training is replayed from its initial weights to the network that answers", () => {
  assert.deepEqual(positions(3, 1), [
    [0, 0],
    [1, 1],
    [2, null],
  ]);
});

test("the network that answers may be that of an earlier epoch, or of none", () => {
  const all = list.map(({ epoch, weights }) => [epoch, weights[0]]);
  assert.deepEqual(positions(1, 1), [...all, [1, null]]);
  assert.deepEqual(positions(9, 9), [...all, [null, null]]);
});

test("what cannot be replayed is said", () => {
  const weights = Float32Array.of(3, 1);
  const own = { id: "trained", weights, seed: 1, classes: [] };
  const network = /** @type {any} */ ({ weights });
  const snapshots = /** @type {any} */ ({ list, network });
  const session = { network, training: false, snapshots };
  assert.equal(obstacleOf(own, session), null);
  assert.equal(obstacleOf(own, { ...session, training: true }), "training");
  assert.equal(obstacleOf(own, { ...session, network: null }), "none");
  assert.equal(obstacleOf({ ...own, id: "small" }, session), "other");
  assert.equal(obstacleOf(null, session), "other");
  assert.equal(obstacleOf(own, { ...session, snapshots: null }), "earlier");
  assert.equal(obstacleOf({ ...own, weights: Float32Array.of(0, 0) }, session), "earlier");
  assert.equal(obstacleOf(own, { ...session, snapshots: { ...snapshots, list: [] } }), "large");
  const head = [kept(0, 0), kept(1, 1)];
  assert.equal(obstacleOf(own, { ...session, snapshots: { ...snapshots, list: head } }), "tuned");
});

test("memory is counted in bytes", () => {
  assert.equal(bytesOf(list), 3 * 2 * 4);
});
