// @ts-check
/** What a picture's features cost, from its bytes: alone, as from a camera, and in batches, as of a training set. */

import { Client, takeTurns } from "../client.js";
import { stems } from "../nets.js";
import { flops } from "../shapes.js";

/** @typedef {{ median: number, fastest: number }} Round  ms, of a call */

/**
 * @param {import("../page.js").Chosen} chosen @param {import("../page.js").Options} options
 * @returns {Promise<{ stem: string, size: number, flops: number, system: string, rounds: Round[] }[]>}
 */
export async function stemsPart({ entries }, options) {
  const rows = [];
  for (const [stem, spec] of Object.entries(stems)) {
    const turns = [];
    for (const { name, options: where } of entries.filter(({ ours }) => ours)) {
      for (const size of [1, 16]) {
        const client = new Client(name, "bytes.js");
        await client.ask({ command: "start", spec, size, ...where });
        const row = { stem, size, flops: flops(spec).inference, system: name };
        const samples = /** @type {Round[]} */ ([]);
        turns.push({ client, request: { command: "predict" }, samples, row });
      }
    }
    await takeTurns(turns, options);
    for (const { client } of turns) client.stop();
    rows.push(...turns.map(({ row, samples }) => ({ ...row, rounds: samples })));
  }
  return rows;
}
