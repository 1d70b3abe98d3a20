// @ts-check
/** What augmentation costs: steps of training of the page's network, with pictures as they are and augmented. */

import { Client, takeTurns } from "../client.js";
import { pageNet } from "../nets.js";

/** @typedef {{ plain: number, augmented: number }} Round  ms of a step */

const size = 8;

/**
 * @param {import("../page.js").Chosen} chosen @param {import("../page.js").Options} options
 * @returns {Promise<{ system: string, size: number, rounds: Round[] }[]>}
 */
export async function augmentationPart({ entries }, options) {
  const turns = [];
  for (const { name, options: where } of entries.filter(({ ours }) => ours)) {
    const client = new Client(name, "bytes.js");
    await client.ask({ command: "start", spec: pageNet, size, ...where });
    turns.push({ client, request: { command: "train" }, samples: /** @type {Round[]} */ ([]) });
  }
  await takeTurns(turns, options);
  for (const { client } of turns) client.stop();
  return turns.map(({ client, samples }) => ({ system: client.name, size, rounds: samples }));
}
