// @ts-check
/**
 * The command line beside the page: with the same project, seed and number of workers both come to the same weights, bit for bit.
 * The page's side is its own modules and its engine with SIMD128, in this process; the command line's is the native program.
 * Only relaxed SIMD computes other last bits: there a product and a sum are rounded once.
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { snapshot } from "../../www/data/snapshot.js";
import { PICTURE_SIZE, settingsOf } from "../../www/engine/settings.js";
import { unpack } from "../../www/files/packed.js";
import { saveProject } from "../../www/files/project-file.js";
import { begunWith } from "../../www/interruption.js";
import * as engine from "../../www/pkg/tab_trainer.js";
import * as formats from "../../www/pkg-formats/tab_trainer_formats.js";
import { pump } from "../../www/workers/pump.js";
import { helping } from "../../www/workers/team.js";
import { Trainer } from "../../www/workers/trainer.js";
import { fakeWorker } from "../unit/fakes.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** `cargo xtask test cli` has built it. */
const PROGRAM = process.env.TAB_TRAINER ?? join(ROOT, "target/debug/tab-trainer");
const WORKERS = 2;

/** @type {string} */
let folder;

before(() => {
  const wasm = (/** @type {string} */ path) => new Uint8Array(readFileSync(join(ROOT, path)));
  engine.initSync({ module: wasm("www/pkg/tab_trainer_bg.wasm") });
  formats.initSync({ module: wasm("www/pkg-formats/tab_trainer_formats_bg.wasm") });
  folder = mkdtempSync(join(tmpdir(), "tab-trainer-"));
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** @param {string[]} parts */
function commandLine(...parts) {
  const { status, stderr } = spawnSync(PROGRAM, parts, { cwd: ROOT, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stderr;
}

/** Numbers that look random and repeat. @param {number} seed */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A bar of light on a dark ground, upright or lying. @param {number} label @param {number} number */
function drawn(label, number) {
  const next = random(1000 * label + number);
  const [at, light] = [20 + next() * 88, 150 + next() * 90];
  const rgba = new Uint8ClampedArray(4 * PICTURE_SIZE ** 2);
  for (let i = 0; i < PICTURE_SIZE ** 2; i++) {
    const place = label === 0 ? i % PICTURE_SIZE : Math.floor(i / PICTURE_SIZE);
    const level = Math.abs(place - at) < 7 ? light : 40;
    rgba.set([level + next() * 12, level, level / 2, 255], 4 * i);
  }
  return rgba;
}

/** Two classes with three recordings each. */
function collected() {
  let lastId = 0;
  const id = () => String(++lastId);
  return ["Upright", "Lying"].map((name, label) => ({
    ...{ id: id(), name },
    pictures: [0, 1, 2].flatMap((take) => {
      const recording = id();
      return Array.from({ length: 10 }, (_, i) => ({
        ...{ id: id(), recording },
        rgba: drawn(label, 10 * take + i),
      }));
    }),
  }));
}

/** What a person has chosen. @param {object} choice */
function kept(choice) {
  return /** @type {import("../../www/engine/types.js").KeptSettings} */ ({
    ...{ preset: "tiny", networkSize: "small", epochs: 3, batchSize: 24, learningRate: 0.004 },
    ...{ workers: WORKERS, sureFrom: 0.6, stopEarly: "yes", optimizer: "", schedule: "" },
    ...{ activation: "", augmentation: "", stem: "small", fineTune: "no", clipNorm: 0 },
    ...choice,
  });
}

/** The page's trainer, whose workers are in this process. */
function pageTrainer() {
  const files = { get: stemFile, load: async (/** @type {string} */ name) => stemFile(name) };
  const helper = () =>
    fakeWorker(() => {
      /** @type {ReturnType<typeof helping>} */
      let step;
      return {
        start() {},
        join: (replica) => void (step = helping(new engine.Replica(replica))),
        step: (turn) => step(turn),
      };
    });
  const helpers = { startWorker: helper, engine: async () => ({}) };
  const startWorker = () =>
    fakeWorker((emit) => {
      const breathe = () =>
        new Promise((/** @type {(value: void) => void} */ done) => setImmediate(done));
      return pump({ load: async () => engine, emit, breathe, helpers });
    });
  const stems = { ...files, refuse: (/** @type {string} */ name) => assert.fail(name) };
  return new Trainer({ startWorker, engine: async () => ({}), stems: /** @type {any} */ (stems) });
}

/** @param {string} name */
function stemFile(name) {
  return new Uint8Array(readFileSync(join(ROOT, `www/stems/${name}.safetensors`)));
}

/** Trains as the page does, and keeps what it keeps of a training half-way. @param {ReturnType<typeof kept>} choice */
async function trainedByPage(choice) {
  const classes = collected();
  const training = { build: "of a page", seed: 5, choice };
  /** @type {import("../../www/interruption.js").Begun | undefined} */
  let begun;
  /** @type {import("../../www/interruption.js").Reached[]} */
  const reached = [];
  let progress = /** @type {import("../../www/engine/types.js").Progress | null} */ (null);
  const { network } = await pageTrainer().train({
    ...settingsOf(choice),
    ...{ seed: training.seed, workers: WORKERS, dataset: { classes } },
    onPlan: (_plan, pictures) => {
      begun = begunWith(training, classes, pictures);
    },
    onProgress: (told) => (progress = told),
    onCheckpoint: ({ checkpoint, learned }) =>
      reached.push({
        ...{ checkpoint: checkpoint.slice(), learned, epoch: progress?.epoch ?? 0, points: [] },
        ...{ seconds: 1, attempts: 0, paused: false, progress },
      }),
  });
  assert.ok(network && begun);
  return { classes, network, begun, reached };
}

/** @param {string} name @param {Awaited<ReturnType<typeof trainedByPage>>} training @param {{ choice: object, reached?: import("../../www/interruption.js").Reached }} options */
async function saved(name, { classes, begun }, { choice, reached }) {
  const located = new Map(
    classes.flatMap((one) =>
      one.pictures.map((picture) => [picture.id, { picture, class: { ...one } }]),
    ),
  );
  const off = { id: "999", name: "Off" };
  const unused = { id: "1000", recording: "998", rgba: drawn(0, 77) };
  located.set(unused.id, { picture: unused, class: { ...off, pictures: [unused] } });
  const opened = snapshot({
    ...{ located: /** @type {any} */ (located), network: null },
    // Arranged otherwise than they were added, and one is switched off.
    classes: [
      ...classes.map(({ id, name }, place) => ({ id, name, place: classes.length - place })),
      { ...off, place: 0, off: true },
    ],
    settings: choice,
    interruption: reached ? { begun, reached } : null,
  });
  const blob = await saveProject({ id: "1", name: "Bars" }, opened, PICTURE_SIZE, () => {});
  const path = join(folder, name);
  writeFileSync(path, new Uint8Array(await blob.arrayBuffer()));
  return path;
}

/** What the page would find in a file. @param {string} path */
function stateOf(path) {
  const reader = new formats.ProjectReader(new Uint8Array(readFileSync(path)));
  const project = /** @type {any} */ (reader.project());
  return unpack(project.state, (file) => reader.file(file));
}

/** @param {Float32Array} actual @param {Float32Array} expected */
function assertSameBits(actual, expected) {
  const bits = (/** @type {Float32Array} */ { buffer, byteOffset, length }) =>
    new Uint32Array(buffer, byteOffset, length);
  const [ours, theirs] = [bits(actual), bits(expected)];
  assert.equal(ours.length, theirs.length);
  const differing = ours.reduce((count, value, i) => count + (value === theirs[i] ? 0 : 1), 0);
  assert.equal(differing, 0, `of ${ours.length} weights ${differing} differ`);
}

for (const [name, choice] of /** @type {[string, object][]} */ ([
  ["plain", {}],
  ["with batch norm and dropout", { preset: "careful", epochs: 2 }],
  ["as in the article", { preset: "article", epochs: 1, batchSize: 1, learningRate: 0.01 }],
  ["a head behind a stem", { preset: "quick_eye", epochs: null }],
])) {
  test(`both come to the same weights, bit for bit: ${name}`, async () => {
    const settings = kept(choice);
    const training = await trainedByPage(settings);
    const path = await saved("begun.tabtrainer", training, { choice: settings });
    commandLine("train", path, "--seed", "5", "--workers", String(WORKERS));
    const { network, settings: left, training: interrupted } = stateOf(path);
    assertSameBits(network.last.weights, training.network.weights);
    assert.deepEqual(
      network.last.classes.map((/** @type {{ name: string }} */ one) => one.name),
      training.network.classes,
    );
    assert.equal(network.last.certainty?.temperature ?? 1, training.network.temperature);
    assert.deepEqual(network.last.novelty ?? null, training.network.novelty ?? null);
    assert.deepEqual(left.last, { ...settings, layers: null });
    assert.deepEqual(interrupted, {});
  });
}

test("a training that the page was interrupted in goes on to the same weights", async () => {
  const choice = kept({ preset: "careful", epochs: 20, stopEarly: "no" });
  const training = await trainedByPage(choice);
  const half = training.reached.find(({ learned, epoch }) => learned && epoch > 0 && epoch < 20);
  assert.ok(half, "it has kept a checkpoint on its way");
  const path = await saved("interrupted.tabtrainer", training, { choice, reached: half });
  const told = commandLine("train", path);
  assert.match(told, new RegExp(`goes on in epoch ${half.epoch}`));
  const { network, training: interrupted } = stateOf(path);
  assertSameBits(network.last.weights, training.network.weights);
  assert.deepEqual(interrupted, {});
});
