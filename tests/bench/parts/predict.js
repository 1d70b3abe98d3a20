// @ts-check
/** What a live answer costs: one prediction of the page's network from the bytes of one picture. */

import { Client, takeTurns } from "../client.js";
import { pageNet } from "../nets.js";

/** @typedef {{ median: number, fastest: number, slowest: number }} Round  ms */

/**
 * @param {import("../page.js").Chosen} chosen @param {import("../page.js").Options} options
 * @returns {Promise<{ system: string, rounds: Round[] }[]>}
 */
export async function predictPart({ entries }, options) {
  const turns = [];
  for (const { name, options: where } of entries.filter(({ ours }) => ours)) {
    const client = new Client(name, "bytes.js");
    await client.ask({ command: "start", spec: pageNet, ...where });
    turns.push({ client, request: { command: "predict" }, samples: /** @type {Round[]} */ ([]) });
  }
  await takeTurns(turns, options);
  for (const { client } of turns) client.stop();
  return turns.map(({ client, samples }) => ({ system: client.name, rounds: samples }));
}
