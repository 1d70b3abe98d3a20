// @ts-check
/** What a visitor waits for and a device holds: bytes on the way, time to the first answer, memory after training. */

import { message, startSystem } from "../client.js";
import { nets } from "../nets.js";

/**
 * @param {import("../page.js").Chosen} chosen @param {import("../page.js").Options} options
 * @returns {Promise<{ system: string, milliseconds: number[], bytes: number, wasmBytes: number, note?: string }[]>}
 */
export async function startPart({ entries }, options) {
  const rows = entries.map(({ name }) => ({
    system: name,
    milliseconds: /** @type {number[]} */ ([]),
    bytes: 0,
    wasmBytes: 0,
    note: "",
  }));
  for (let round = 0; round < Math.min(options.rounds, 3); round++) {
    for (const [i, entry] of entries.entries()) {
      const row = rows[i];
      if (row.note) continue;
      try {
        const start = performance.now();
        const client = await startSystem(entry);
        await client.ask({ command: "load", spec: nets["cifar-demo"] });
        await client.ask({ command: "first", size: 1 });
        row.milliseconds.push(performance.now() - start);
        row.bytes = Math.max(row.bytes, await client.ask({ command: "transfer" }));
        if (client.trains)
          await client.ask({ command: "measure", pass: "training", size: 32, seconds: 0.01 });
        row.wasmBytes = Math.max(row.wasmBytes, await client.ask({ command: "memory" }));
        client.stop();
      } catch (error) {
        row.note = message(error);
      }
    }
  }
  return rows;
}
