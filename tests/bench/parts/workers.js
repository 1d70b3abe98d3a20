// @ts-check
/**
 * Two workers of ours against one, by the page's own training. What carries their gradients depends on the page: memory
 * that both see where it is cross-origin isolated, messages elsewhere.
 */

import { Client, takeTurns } from "../client.js";
import { nets, pageNet } from "../nets.js";

/** @typedef {{ net: string, size: number, exchange: string, one: number[], two: number[] }} Row  pictures per second, round by round */

const sizes = [64, 32];
const compared = { "cifar-demo": nets["cifar-demo"], webcam: nets.webcam, "the page's": pageNet };

/** @param {import("../page.js").Chosen} chosen @param {import("../page.js").Options} options @returns {Promise<Row[]>} */
export async function workersPart({ best, nets: chosen }, options) {
  /** @type {Row[]} */
  const rows = [];
  if (!best) return rows;
  const exchange = crossOriginIsolated ? "shared memory" : "messages";
  for (const [net, spec] of Object.entries(compared)) {
    if (net in nets && !(net in chosen)) continue;
    const client = new Client("training", "replicas.js");
    await client.ask({ command: "start", ...best.options });
    await client.ask({ command: "load", spec });
    const turns = sizes.flatMap((size) =>
      [1, 2].map((workers) => ({
        client,
        request: { command: "measure", workers, size },
        samples: /** @type {number[]} */ ([]),
      })),
    );
    await takeTurns(turns, options);
    sizes.forEach((size, i) =>
      rows.push({ net, size, exchange, one: turns[2 * i].samples, two: turns[2 * i + 1].samples }),
    );
    client.stop(); // and its helpers with it
  }
  return rows;
}
