// @ts-check
/** Training and inference of every net by every system, and the peak of the same minutes. */

import { Client, message, startSystem, takeTurns } from "../client.js";
import { flops } from "../shapes.js";

/** @typedef {import("../worker.js").Task} Task */
/** @typedef {{ system: string, net: string, task: string, samples: number[], flops: number }} Row  samples: pictures per second */
/** @typedef {import("../client.js").Asked & { label?: string, trains: boolean }} Running */

/** @type {Task[]} */
const tasks = [
  { pass: "training", size: 32 },
  { pass: "inference", size: 32 },
  { pass: "inference", size: 1 },
];
const peakName = "register-only peak";

/**
 * @param {import("../page.js").Chosen} chosen @param {import("../page.js").Options} options @param {(line: string) => void} say
 */
export async function speedPart({ entries, outside, nets }, options, say) {
  /** @type {Record<string, string>} */
  const notes = {};
  /** @type {Map<import("../systems.js").Entry, Running>} */
  const running = new Map();
  for (const entry of [...entries, ...outside]) {
    try {
      const client = await startSystem(entry);
      running.set(entry, client);
      if (client.label) notes[entry.name] = client.label;
    } catch (error) {
      notes[entry.name] = `left out: ${message(error)}`;
    }
  }
  const peak = new Client(peakName, "peak.js");
  /** @type {Record<string, number>[]} */
  const peaks = [];
  /** @type {Row[]} */
  const rows = [];
  for (const [net, spec] of Object.entries(nets)) {
    say(`  ${net}`);
    const [forward, loaded] = [flops(spec), await load(running, net, spec, notes)];
    const measured = tasks.flatMap((task) =>
      loaded
        .filter(({ trains }) => trains || task.pass === "inference")
        .map(({ client }) => {
          const row = {
            system: client.name,
            net,
            task: `${task.pass} ${task.size}`,
            flops: forward[task.pass],
          };
          return {
            client,
            request: { command: "measure", ...task },
            samples: /** @type {number[]} */ ([]),
            row,
          };
        }),
    );
    await takeTurns([{ client: peak, request: {}, samples: peaks }, ...measured], options);
    rows.push(...measured.map(({ row, samples }) => ({ ...row, samples })));
    for (const { client } of loaded) await client.ask({ command: "free" });
  }
  for (const client of [...running.values(), peak]) client.stop();
  return { rows, peaks, notes };
}

/**
 * Gives the net to all that can run it, and says who computes something else: the first one is the measure.
 * @param {Map<import("../systems.js").Entry, Running>} running @param {string} net
 * @param {import("../nets.js").Spec} spec @param {Record<string, string>} notes
 */
async function load(running, net, spec, notes) {
  /** @type {{ client: Running, trains: boolean }[]} */
  const loaded = [];
  /** @type {{ answers: number[], losses: number[] } | undefined} */
  let expected;
  for (const [{ name }, client] of running) {
    try {
      await client.ask({ command: "load", spec });
      const found = await client.ask({ command: "check" });
      expected ??= found;
      const off = Math.max(
        ...["answers", "losses"].map((what) =>
          worst(found[what], expected?.[/** @type {"losses"} */ (what)] ?? []),
        ),
      );
      // What is no number is off, too.
      if (!(off <= 1e-3))
        notes[`${name}, ${net}`] =
          `differs from ${loaded[0]?.client.name} by ${off.toPrecision(2)} in first answers or losses`;
      if (found.refused) notes[`${name}, ${net}, training`] = `left out: ${found.refused}`;
      loaded.push({ client, trains: client.trains && !found.refused });
    } catch (error) {
      notes[`${name}, ${net}`] = `left out: ${message(error)}`;
    }
  }
  return loaded;
}

/** Of what both have found: not every system trains. @param {number[]} found @param {number[]} expected */
function worst(found, expected) {
  if (found.length === 0 || expected.length === 0) return 0;
  return Math.max(...found.map((value, i) => Math.abs(value - expected[i])));
}
