// @ts-check
/** The tables for people. */

import { median, summary, table } from "./table.js";

/** @typedef {import("./page.js").Results} Results */

/** @param {any} all what run.js puts together @returns {string} */
export function report({ machine, speed, layers, workers, predict, memory, digits, start, growth, native }) {
  const peak = speed && peakOf(speed.peaks);
  const sections = [
    `${machine.date}, ${machine.browser}, ${machine.processor}, ${machine.cores} cores; medians`,
    ...(speed ? speedTables(speed, peak) : []),
    ...(native ? [nativeTable(native, speed)] : []),
    ...(layers?.length ? [layersTable(layers, peak)] : []),
    ...(workers?.length ? [workersTable(workers)] : []),
    ...(predict?.length ? [predictTable(predict)] : []),
    ...(memory ? [memoryLine(memory)] : []),
    ...(digits?.length ? [digitsTable(digits)] : []),
    ...(start?.length ? [startTable(start)] : []),
    ...(growth?.rows.length ? growthTables(growth) : []),
  ];
  return sections.join("\n\n");
}

/** The measure is the better of the kernels. @param {Record<string, number>[]} peaks @returns {{ rate: number, line: string }} */
function peakOf(peaks) {
  const kernels = Object.keys(peaks[0]).map((kernel) => ({ kernel, ...summary(peaks.map((round) => round[kernel])) }));
  const parts = kernels.map(
    ({ kernel, middle, lowest, highest }) => `${middle.toFixed(1)} (${lowest.toFixed(1)}–${highest.toFixed(1)}) with ${kernel}`,
  );
  return { rate: Math.max(...kernels.map(({ middle }) => middle)), line: `register-only peak, GFLOP/s: ${parts.join("; ")}` };
}

/** @param {NonNullable<Results["speed"]>} speed @param {NonNullable<ReturnType<typeof peakOf>>} peak */
function speedTables({ rows, notes }, peak) {
  const nets = [...new Set(rows.map(({ net }) => net))];
  const tables = nets.map((net) => {
    const here = rows.filter((row) => row.net === net);
    const lines = here.map(({ system, task, samples, flops }) => {
      const { middle, lowest, highest } = summary(samples);
      const ours = here.find((row) => row.task === task);
      const gflops = (middle * flops) / 1e9;
      return [
        ...[task, system, middle.toFixed(0), `${lowest.toFixed(0)}–${highest.toFixed(0)}`, gflops.toFixed(1)],
        ...[`${(gflops / peak.rate).toFixed(2)}×`, `${(median(ours?.samples ?? []) / middle).toFixed(2)}×`],
      ];
    });
    // Task by task, for ratios to stand together.
    lines.sort((a, b) => order(here, a[0]) - order(here, b[0]));
    const head = ["task, batch", "system", "images/s", "from–to", "nominal GFLOP/s", "of peak", `${here[0].system} is`];
    return `${net}\n${table(head, lines, 2)}`;
  });
  const remarks = Object.entries(notes).map(([name, note]) => `${name}: ${note}`);
  return [peak.line, ...tables, ...(remarks.length ? [remarks.join("\n")] : [])];
}

/** @param {{ task: string }[]} rows @param {string} task */
const order = (rows, task) => rows.findIndex((row) => row.task === task);

/** @param {any} native @param {Results["speed"]} speed */
function nativeTable(native, speed) {
  if (native.missing) return `native: ${native.missing}`;
  const lines = native.rows.map((/** @type {{ task: string, samples: number[] }} */ { task, samples }) => {
    const { middle, lowest, highest } = summary(samples);
    const ours = speed?.rows.find((row) => row.net === "cifar-demo" && row.task === task);
    const ratio = ours ? `${(median(ours.samples) / middle).toFixed(2)}×` : "–";
    return [task, middle.toFixed(0), `${lowest.toFixed(0)}–${highest.toFixed(0)}`, ratio];
  });
  return `${native.system}, native, one core, cifar-demo\n${table(["task, batch", "images/s", "from–to", "ours is"], lines, 1)}`;
}

/** @param {NonNullable<Results["layers"]>} layers @param {{ rate: number } | undefined} peak */
function layersTable(layers, peak) {
  const cell = (/** @type {number} */ flops, /** @type {number | null} */ seconds) => {
    if (seconds === null) return "none";
    // Differences of two times: below zero says only that the pass is too short for this clock.
    if (seconds <= 0 || flops / seconds > 1e13) return "–";
    const rate = flops / seconds / 1e9;
    return peak ? `${rate.toFixed(1)} (${(rate / peak.rate).toFixed(2)}×)` : rate.toFixed(1);
  };
  const lines = layers.map(({ net, layer, flops, seconds }) => [
    ...[net, layer, cell(flops, seconds.forward), cell(flops, seconds.kernel), cell(flops, seconds.input)],
  ]);
  const head = ["net", "layer and what follows it", "forward", "kernel gradient", "input gradient"];
  return `ours layer by layer, batch 32, nominal GFLOP/s${peak ? " (of peak)" : ""}\n${table(head, lines, 2)}`;
}

/** @param {NonNullable<Results["workers"]>} workers */
function workersTable(workers) {
  const lines = workers.map(({ net, size, exchange, one, two }) => {
    // Round by round, so that a machine that slows down slows both.
    const gain = summary(two.map((rate, round) => rate / one[round]));
    return [
      ...[`${net}, ${size}`, exchange, median(one).toFixed(0), median(two).toFixed(0), `${gain.middle.toFixed(2)}×`],
      `${gain.lowest.toFixed(2)}–${gain.highest.toFixed(2)}`,
    ];
  });
  const head = ["net, batch", "gradients go by", "one worker, images/s", "two", "gain", "from–to"];
  return `the page's own training, varied pictures, by one worker and by two\n${table(head, lines, 2)}`;
}

/** @param {NonNullable<Results["predict"]>} predict */
function predictTable(predict) {
  const lines = predict.map(({ system, rounds }) => {
    const { middle, lowest, highest } = summary(rounds.map((round) => round.median));
    const ends = [Math.min(...rounds.map(({ fastest }) => fastest)), Math.max(...rounds.map(({ slowest }) => slowest))];
    return [system, middle.toFixed(3), `${lowest.toFixed(3)}–${highest.toFixed(3)}`, ends.map((ms) => ms.toFixed(3)).join("–")];
  });
  const head = ["system", "ms, median", "medians of the rounds", "of single calls"];
  return `one prediction from RGBA bytes by the page's network, three classes\n${table(head, lines, 1)}`;
}

/** @param {NonNullable<Results["memory"]>} memory */
function memoryLine({ system, size, first, steps, wasmBytes, grown }) {
  const held = `${(wasmBytes / 1e6).toFixed(1)} MB of wasm memory after ${first} steps of training cifar-demo with batch ${size}`;
  return `${system}: ${held}; ${grown} bytes more after ${steps} further ones`;
}

/** @param {NonNullable<Results["digits"]>} digits */
function digitsTable(digits) {
  const lines = digits.map(({ system, runs, note }) => {
    if (runs.length === 0) return [system, "–", "–", note ?? ""];
    const { middle, lowest, highest } = summary(runs.map(({ seconds }) => seconds));
    const [{ right, pictures }] = runs;
    return [system, `${middle.toFixed(2)} (${lowest.toFixed(2)}–${highest.toFixed(2)})`, String(pictures), `${(100 * right).toFixed(1)} %`];
  });
  return `digits 8×8: training until 97 % of unseen ones are right\n${table(["system", "seconds", "pictures", "right"], lines, 1)}`;
}

/** @param {NonNullable<Results["start"]>} start */
function startTable(start) {
  const lines = start.map(({ system, milliseconds, bytes, wasmBytes, note }) => [
    ...[system, (bytes / 1000).toFixed(0), note || !milliseconds.length ? "–" : median(milliseconds).toFixed(0)],
    ...[wasmBytes ? (wasmBytes / 1e6).toFixed(1) : "–", note ?? ""],
  ]);
  const head = ["system", "kB (gzip)", "ms to first answer", "MB of wasm memory", ""];
  return `start and memory, cifar-demo, after training with batch 32\n${table(head, lines, 1)}`;
}

/** @param {NonNullable<Results["growth"]>} growth */
function growthTables({ rows, stored }) {
  const micro = (/** @type {number} */ rate) => (1e6 / rate).toFixed(1);
  const lines = rows.map(({ axis, value, training, inference, wasmBytes }) => [
    ...[axis, String(value), micro(training), micro(inference), (wasmBytes / 1e6).toFixed(1)],
  ]);
  const head = ["what", "of", "training µs/image", "inference µs/image", "MB of wasm memory"];
  const taken = stored.map(({ pictures, rate }) => [String(pictures), micro(rate)]);
  return [
    `how ours grows (else: 32×32, 16 filters, 2 blocks, batch 32)\n${table(head, lines, 1)}`,
    `batches of 32 from stored pictures, 64×64\n${table(["stored", "µs/image"], taken, 0)}`,
  ];
}
