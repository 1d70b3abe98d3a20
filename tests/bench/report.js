// @ts-check
/** The tables for people. */

import { median, summary, table } from "./table.js";

/** @typedef {import("./page.js").Results} Results */

/** @param {any} all what run.js puts together @returns {string} */
export function report({
  machine,
  speed,
  layers,
  workers,
  predict,
  stems,
  augmentation,
  memory,
  digits,
  start,
  growth,
  pictures,
}) {
  const peaks = speed ? peaksOf(speed.peaks) : [];
  const sections = [
    `${machine.date}, ${machine.browser}, ${machine.processor}, ${machine.cores} cores; medians`,
    `versions: ${machine.peers.join(", ")}`,
    ...(speed ? speedTables(speed, peaks) : []),
    ...(layers?.length ? [layersTable(layers, peaks)] : []),
    ...(workers?.length ? [workersTable(workers)] : []),
    ...(predict?.length ? [predictTable(predict)] : []),
    ...(stems?.length ? [stemsTable(stems)] : []),
    ...(augmentation?.length ? [augmentationTable(augmentation)] : []),
    ...(memory ? [memoryLine(memory)] : []),
    ...(digits?.length ? [digitsTable(digits)] : []),
    ...(start?.length ? [startTable(start)] : []),
    ...(growth?.rows.length ? growthTables(growth) : []),
    ...(pictures ? [picturesTable(pictures)] : []),
  ];
  return sections.join("\n\n");
}

/** @typedef {{ kernel: string, middle: number, lowest: number, highest: number }[]} Peaks  GFLOP/s */

/** @param {Record<string, number>[]} peaks @returns {Peaks} */
function peaksOf(peaks) {
  return Object.keys(peaks[0]).map((kernel) => ({
    kernel,
    ...summary(peaks.map((round) => round[kernel])),
  }));
}

/** One multiple for each peak. @param {number} rate GFLOP/s @param {Peaks} peaks */
const multiples = (rate, peaks) => peaks.map(({ middle }) => `${(rate / middle).toFixed(2)}×`);

/** @param {NonNullable<Results["speed"]>} speed @param {Peaks} peaks */
function speedTables({ rows, notes }, peaks) {
  const lines = peaks.map(({ kernel, middle, lowest, highest }) => [
    ...[kernel, middle.toFixed(1), `${lowest.toFixed(1)}–${highest.toFixed(1)}`],
  ]);
  const nets = [...new Set(rows.map(({ net }) => net))];
  const remarks = Object.entries(notes).map(([name, note]) => `* ${name}: ${note}`);
  return [
    `register-only peaks, one thread\n\n${table(["a loop of", "GFLOP/s", "from–to"], lines, 1)}`,
    ...nets.map((net) =>
      overview(
        net,
        rows.filter((row) => row.net === net),
      ),
    ),
    ...nets.map((net) =>
      details(
        net,
        rows.filter((row) => row.net === net),
        peaks,
      ),
    ),
    ...(remarks.length ? [remarks.join("\n")] : []),
  ];
}

/** @typedef {NonNullable<Results["speed"]>["rows"]} SpeedRows */

/** @param {string} net @param {SpeedRows} rows */
function overview(net, rows) {
  const tasks = [...new Set(rows.map(({ task }) => task))];
  const lines = [...new Set(rows.map(({ system }) => system))].map((system) => [
    system,
    ...tasks.map((task) => {
      const row = rows.find((row) => row.system === system && row.task === task);
      return row ? median(row.samples).toFixed(0) : "–";
    }),
  ]);
  return table([`${net}, images/s`, ...tasks], lines, 1);
}

/** @param {string} net @param {SpeedRows} rows @param {Peaks} peaks */
function details(net, rows, peaks) {
  const lines = rows.map(({ system, task, samples, flops }) => {
    const { middle, lowest, highest } = summary(samples);
    const ours = rows.find((row) => row.task === task);
    const gflops = (middle * flops) / 1e9;
    return [
      ...[task, system, `${lowest.toFixed(0)}–${highest.toFixed(0)}`, gflops.toFixed(1)],
      ...[...multiples(gflops, peaks), `${(median(ours?.samples ?? []) / middle).toFixed(2)}×`],
    ];
  });
  const head = [
    ...[`${net}, batch`, "system", "images/s, from–to", "nominal GFLOP/s"],
    ...[...peaks.map(({ kernel }) => `of the ${kernel} peak`), `${rows[0].system} is`],
  ];
  return table(head, lines, 2);
}

/** @param {NonNullable<Results["layers"]>} layers @param {Peaks} peaks */
function layersTable(layers, peaks) {
  const cell = (/** @type {number} */ flops, /** @type {number | null} */ seconds) => {
    if (seconds === null) return "none";
    // Differences of two times: below zero says only that the pass is too short for this clock.
    if (seconds <= 0 || flops / seconds > 1e13) return "–";
    const rate = flops / seconds / 1e9;
    return peaks.length
      ? `${rate.toFixed(1)} (${multiples(rate, peaks).join(", ")})`
      : rate.toFixed(1);
  };
  const lines = layers.map(({ net, layer, flops, seconds }) => [
    ...[
      net,
      layer,
      cell(flops, seconds.forward),
      cell(flops, seconds.kernel),
      cell(flops, seconds.input),
    ],
  ]);
  const of = peaks.length
    ? ` (of the peak with ${peaks.map(({ kernel }) => kernel).join(", with ")})`
    : "";
  const head = ["net", "layer and what follows it", "forward", "kernel gradient", "input gradient"];
  return `ours layer by layer, batch 32, nominal GFLOP/s${of}\n\n${table(head, lines, 2)}`;
}

/** @param {NonNullable<Results["workers"]>} workers */
function workersTable(workers) {
  const lines = workers.map(({ net, size, exchange, one, two }) => {
    // Round by round, so that a machine that slows down slows both.
    const gain = summary(two.map((rate, round) => rate / one[round]));
    return [
      ...[
        `${net}, ${size}`,
        exchange,
        median(one).toFixed(0),
        median(two).toFixed(0),
        `${gain.middle.toFixed(2)}×`,
      ],
      `${gain.lowest.toFixed(2)}–${gain.highest.toFixed(2)}`,
    ];
  });
  const head = ["net, batch", "gradients go by", "one worker, images/s", "two", "gain", "from–to"];
  return `the page's own training, augmented pictures, by one worker and by two\n\n${table(head, lines, 2)}`;
}

/** @param {NonNullable<Results["predict"]>} predict */
function predictTable(predict) {
  const lines = predict.map(({ system, rounds }) => {
    const { middle, lowest, highest } = summary(rounds.map((round) => round.median));
    const ends = [
      Math.min(...rounds.map(({ fastest }) => fastest)),
      Math.max(...rounds.map(({ slowest }) => slowest)),
    ];
    return [
      system,
      middle.toFixed(3),
      `${lowest.toFixed(3)}–${highest.toFixed(3)}`,
      ends.map((ms) => ms.toFixed(3)).join("–"),
    ];
  });
  const head = ["system", "ms, median", "medians of the rounds", "of single calls"];
  return `one prediction from RGBA bytes by the page's network, three classes\n\n${table(head, lines, 1)}`;
}

/** @param {NonNullable<Results["stems"]>} stems */
function stemsTable(stems) {
  const lines = stems.map(({ stem, size, flops, system, rounds }) => {
    const { middle, lowest, highest } = summary(rounds.map((round) => round.median / size));
    const fastest = Math.min(...rounds.map((round) => round.fastest / size));
    return [
      stem,
      system,
      String(size),
      middle.toFixed(3),
      `${lowest.toFixed(3)}–${highest.toFixed(3)}`,
      fastest.toFixed(3),
      (flops / middle / 1e6).toFixed(0),
    ];
  });
  const head = ["stem", "system", "batch", "ms a picture, median", "from–to", "fastest", "GFLOP/s"];
  return `features of pictures from RGBA bytes, by networks of the form of the stems\n\n${table(head, lines, 2)}`;
}

/** @param {NonNullable<Results["augmentation"]>} augmentation */
function augmentationTable(augmentation) {
  const lines = augmentation.map(({ system, rounds }) => {
    // Round by round, so that a machine that slows down slows both.
    const cost = summary(rounds.map(({ plain, augmented }) => 100 * (augmented / plain - 1)));
    const ms = (/** @type {"plain" | "augmented"} */ way) =>
      median(rounds.map((round) => round[way])).toFixed(2);
    return [
      system,
      ms("plain"),
      ms("augmented"),
      `${cost.middle.toFixed(1)} %`,
      `${cost.lowest.toFixed(1)}–${cost.highest.toFixed(1)}`,
    ];
  });
  const head = ["system", "ms a step, as they are", "augmented", "more", "from–to"];
  return `a step of training from RGBA bytes by the page's network, batch ${augmentation[0].size}, three classes\n\n${table(head, lines, 1)}`;
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
    return [
      system,
      `${middle.toFixed(2)} (${lowest.toFixed(2)}–${highest.toFixed(2)})`,
      String(pictures),
      `${(100 * right).toFixed(1)} %`,
    ];
  });
  return `digits 8×8: training until 97 % of unseen ones are right\n\n${table(["system", "seconds", "pictures", "right"], lines, 1)}`;
}

/** @param {NonNullable<Results["start"]>} start */
function startTable(start) {
  const lines = start.map(({ system, milliseconds, bytes, wasmBytes, note }) => [
    ...[
      system,
      (bytes / 1000).toFixed(0),
      note || !milliseconds.length ? "–" : median(milliseconds).toFixed(0),
    ],
    ...[wasmBytes ? (wasmBytes / 1e6).toFixed(1) : "–", note ?? ""],
  ]);
  const head = ["system", "kB (gzip)", "ms to first answer", "MB of wasm memory", ""];
  return `start and memory, cifar-demo, after training with batch 32\n\n${table(head, lines, 1)}`;
}

/** @param {NonNullable<Results["growth"]>} growth */
function growthTables({ rows, stored }) {
  const micro = (/** @type {number} */ rate) => (1e6 / rate).toFixed(1);
  const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
  const lines = rows.map(({ axis, value, training, inference, wasmBytes }) => [
    ...[axis, String(value), micro(training), micro(inference), megabytes(wasmBytes)],
  ]);
  const head = ["what", "of", "training µs/image", "inference µs/image", "MB of wasm memory"];
  const taken = stored.map(({ pictures, rate, bytes, wasmBytes }) => [
    ...[String(pictures), micro(rate), megabytes(bytes), megabytes(wasmBytes)],
  ]);
  return [
    `how ours grows (else: 32×32, 16 filters, 2 blocks, batch 32)\n\n${table(head, lines, 1)}`,
    `batches of 32 from stored pictures, 64×64\n\n${table(["stored", "µs/image", "MB of pictures", "MB of wasm memory"], taken, 0)}`,
  ];
}

/** @param {import("./many.js").Many} many */
function picturesTable({ pictures, shown, trainable, phases }) {
  const rows = phases.map(({ what, seconds, tasks, memory }) => [
    what,
    seconds.toFixed(1),
    String(tasks.length),
    String(Math.max(0, ...tasks)),
    `${memory.heap + memory.held}`,
    memory.resident === null ? "–" : String(memory.resident),
  ]);
  const head = [
    "the page",
    "s",
    "tasks over 50 ms",
    "longest, ms",
    "JavaScript, MB",
    "process, MB",
  ];
  const seconds = (/** @type {number} */ ms) => (ms / 1000).toFixed(1);
  return [
    `the page with ${pictures} pictures: seen after ${seconds(shown)} s, can be trained after ${seconds(trainable)} s`,
    table(head, rows, 1),
  ].join("\n\n");
}
