// @ts-check
/** How long every system trains until it reads 97 % of unseen digits right; weights and order of pictures are the same. */

import { message, startSystem } from "../client.js";
import { digitsNet } from "../nets.js";

const request = { command: "digits", goal: 0.97, size: 32, epochs: 30 };

/**
 * @param {import("../page.js").Chosen} chosen @param {import("../page.js").Options} options
 * @returns {Promise<{ system: string, runs: { seconds: number, right: number, pictures: number }[], note?: string }[]>}
 */
export async function digitsPart({ entries }, options) {
  const rows = entries
    .filter(({ module }) => module !== "onnxruntime")
    .map((entry) => ({ entry, runs: /** @type {any[]} */ ([]), note: "" }));
  // A fresh worker each time: a person waits for the first training, not for the tenth.
  for (let round = 0; round < Math.min(options.rounds, 3); round++) {
    for (const row of rows) {
      if (row.note) continue;
      try {
        const client = await startSystem(row.entry);
        await client.ask({ command: "load", spec: digitsNet });
        row.runs.push(await client.ask({ ...request, seconds: options.short ? 2 : 60 }));
        client.stop();
      } catch (error) {
        row.note = message(error);
      }
    }
  }
  return rows.map(({ entry, runs, note }) => ({ system: entry.name, runs, ...(note && { note }) }));
}
