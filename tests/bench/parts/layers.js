// @ts-check
/**
 * Ours layer by layer: each convolution with what follows it up to the next one, and each dense layer, as a net of its
 * own on the same shape. The gradient of the input is what training takes longer once a 1×1 convolution stands before.
 */

import { startSystem, takeTurns } from "../client.js";
import { conv } from "../nets.js";
import { walk } from "../shapes.js";
import { median } from "../table.js";

/** @typedef {{ net: string, layer: string, flops: number, seconds: Record<"forward" | "kernel" | "input", number | null> }} Row  of one picture */
/** @typedef {{ name: string, spec: import("../nets.js").Spec, flops: number, first: boolean }} Piece */

const batch = 32;

/** @param {import("../page.js").Chosen} chosen @param {import("../page.js").Options} options @returns {Promise<Row[]>} */
export async function layersPart({ best, nets }, options) {
  if (!best) return [];
  const client = await startSystem(best);
  // Some sixty of them are timed.
  const few = { ...options, rounds: Math.min(options.rounds, 3) };
  /** @type {Row[]} */
  const rows = [];
  for (const [net, spec] of Object.entries(nets)) {
    for (const piece of pieces(spec)) {
      const time = async (
        /** @type {import("../nets.js").Layer[]} */ layers,
        /** @type {"training" | "inference"} */ pass,
      ) => {
        const turn = {
          client,
          request: { command: "measure", pass, size: batch },
          samples: /** @type {number[]} */ ([]),
        };
        await client.ask({ command: "load", spec: { ...piece.spec, layers } });
        await takeTurns([turn], few);
        await client.ask({ command: "free" });
        return 1 / median(turn.samples);
      };
      const { layers, input } = piece.spec;
      const forward = await time(layers, "inference");
      const alone = await time(layers, "training");
      let behind = null;
      if (!piece.first) {
        const before = conv(input.channels, 1);
        behind =
          (await time([before, ...layers], "training")) -
          (await time([before], "training")) -
          alone;
      }
      rows.push({
        net,
        layer: piece.name,
        flops: piece.flops,
        seconds: { forward, kernel: alone - forward, input: behind },
      });
    }
  }
  client.stop();
  return rows;
}

/** @param {import("../nets.js").Spec} spec @returns {Piece[]} */
function pieces(spec) {
  /** @type {Piece[]} */
  const found = [];
  for (const { layer, input, flops } of walk(spec)) {
    if (layer.type === "conv" || layer.type === "dense") {
      const size = layer.type === "conv" ? `conv ${layer.kernel}×${layer.kernel}` : "dense";
      const to = layer.type === "conv" ? layer.filters : layer.units;
      const name = `${size} ${input.channels}→${to} on ${input.height}×${input.width}`;
      // Squared error takes any output, so that a map can be one. Its sum over a map is large: with the net's own
      // learning rate, training flies off before it is timed.
      const optimizer = { ...spec.optimizer, learning_rate: 1e-7 };
      found.push({
        name,
        flops,
        first: found.length === 0,
        spec: { ...spec, input, layers: [layer], loss: "mse", optimizer },
      });
    } else {
      found[found.length - 1].spec.layers.push(layer);
    }
  }
  return found;
}
