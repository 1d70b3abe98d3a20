// @ts-check
/** Whether ours holds more memory the longer it trains. */

import { startSystem } from "../client.js";
import { nets } from "../nets.js";

/** Everything that a step needs is there by then. */
const first = 10;
const size = 8;

/** @param {import("../page.js").Chosen} chosen @param {import("../page.js").Options} options */
export async function memoryPart({ best }, { short }) {
  if (!best) return null;
  const steps = short ? 100 : 10_000;
  const client = await startSystem(best);
  await client.ask({ command: "load", spec: nets["cifar-demo"] });
  await client.ask({ command: "train", size, steps: first });
  const before = await client.ask({ command: "memory" });
  await client.ask({ command: "train", size, steps });
  const after = await client.ask({ command: "memory" });
  client.stop();
  return { system: best.name, size, first, steps, wasmBytes: before, grown: after - before };
}
