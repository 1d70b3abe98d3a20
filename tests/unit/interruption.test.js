// @ts-check
/** A training that the closed tab interrupted goes on, or it is said why it cannot. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Dataset } from "../../www/data/dataset.js";
import { Project } from "../../www/data/project.js";
import { Stems } from "../../www/engine/stems.js";
import { Session } from "../../www/session.js";
import { fakeStorage, tinySpec } from "./fakes.js";

/** @typedef {import("../../www/interruption.js").Interruption} Interruption */
/** @typedef {import("../../www/workers/trainer.js").TrainingOptions & Record<string, any>} TrainingOptions */

const choice = /** @type {import("../../www/engine/types.js").KeptSettings} */ ({
  ...{ preset: "from_scratch", networkSize: "small", epochs: 5, batchSize: 8, workers: 2 },
  ...{ learningRate: 0.001, sureFrom: 0.6, stopEarly: "yes", clipNorm: 0 },
});
const nothing = { report: null, network: null, snapshots: [] };
const network = { spec: tinySpec(), weights: Float32Array.of(1), classes: ["Face", "Background"] };
const plan = { ready: true, warnings: [], epochs: 5, spec: tinySpec() };

/**
 * A session over two classes with two pictures each, and a project that keeps it.
 * @param {(options: TrainingOptions) => Promise<unknown>} train
 * @param {{ build?: string, describe?: () => Promise<unknown>, parts?: object }} [engine]  parts: of the trainer
 */
function sessionWith(
  train,
  { build = "one", describe = async () => ({ build }), parts = {} } = {},
) {
  const dataset = new Dataset({ size: 2 });
  for (const name of ["Face", "Background"]) {
    const { id } = dataset.addClass(name);
    for (let i = 0; i < 2; i++) dataset.addPicture(id, "r", new Uint8ClampedArray(16).fill(i));
  }
  const live = { load() {}, close() {} };
  const trainer = {
    ...{ train, describe, stop: async () => {}, picture: () => undefined },
    plan: async () => plan,
    ...parts,
  };
  const session = new Session(/** @type {any} */ ({ dataset, trainer, live, stems: new Stems() }));
  session.choose(choice);
  /** What was kept, in order; null: there is nothing any more. @type {(Interruption | null)[]} */
  const kept = [];
  const storage = fakeStorage({
    saveTraining: (/** @type {Interruption} */ one) => kept.push(one),
    endTraining: () => kept.push(null),
  });
  Object.assign(globalThis, { document: new EventTarget() });
  const settings = Object.assign(new EventTarget(), { kept: null, restore() {} });
  new Project(/** @type {any} */ ({ dataset, session, storage, settings }));
  return { session, dataset, kept };
}

/** @param {number} epoch @param {number[]} ended @returns {any} */
function progress(epoch, ...ended) {
  const score = { loss: 1, accuracy: 0.5 };
  const events = ended.map((epoch) => ({
    ...{ kind: "epoch_ended", epoch, training: score, validation: score },
    ...{ health: null, problems: [] },
  }));
  const now = { epoch, epochs: 5, fraction: (epoch - 0.5) / 5, training: score, validation: score };
  return { ...now, done: false, remaining_seconds: 1, pictures_per_second: 1, events };
}

/** Trains up to the third epoch, with the pictures in an order of its own, and what it leaves when it is interrupted there. */
async function interrupted() {
  const { session, dataset, kept } = sessionWith(async (options) => {
    const [{ pictures: a }, { pictures: b }] = options.dataset.classes;
    options.onPlan?.(/** @type {any} */ (plan), [b[1], a[0], b[0], a[1]]);
    options.onCheckpoint?.({ checkpoint: Uint8Array.of(0), learned: false });
    options.onProgress?.(progress(3, 1, 2));
    options.onNetwork?.(network);
    options.onCheckpoint?.({ checkpoint: Uint8Array.of(3), learned: true });
    return new Promise(() => {});
  });
  await session.describe();
  void session.train();
  await new Promise(setImmediate);
  return { places: structuredClone(/** @type {Interruption[]} */ (kept)), dataset };
}

/** The same pictures, as another visit reads them. @param {Dataset} from @param {Dataset} to */
function restore(from, to) {
  to.restore(structuredClone([...from.classes]));
}

test("what a training needs to go on is kept as it comes, and nothing once it has ended", async () => {
  const { places, dataset } = await interrupted();
  const [face, background] = dataset.classes;
  assert.deepEqual(
    places.map(({ reached: { learned, epoch, checkpoint } }) => [learned, epoch, checkpoint[0]]),
    [
      [false, 0, 0],
      [true, 3, 3],
    ],
  );
  const [{ begun }] = places;
  assert.deepEqual([begun.build, begun.seed, begun.choice], ["one", 1, choice]);
  assert.deepEqual(
    begun.pictures.map(({ id, classId }) => [id, classId]),
    [
      [background.pictures[1].id, background.id],
      [face.pictures[0].id, face.id],
      [background.pictures[0].id, background.id],
      [face.pictures[1].id, face.id],
    ],
  );
  assert.deepEqual(
    places[1].reached.points.map(({ epoch }) => epoch),
    [1, 2, 2.5],
  );
  const { session, kept } = sessionWith(async (options) => {
    options.onPlan?.(/** @type {any} */ (plan), []);
    options.onCheckpoint?.({ checkpoint: Uint8Array.of(3), learned: true });
    return nothing;
  });
  await session.describe();
  await session.train();
  assert.deepEqual([kept.length, kept.at(-1), session.interruption], [2, null, null]);
});

test("another visit goes on with the same pictures, order, settings and seed, and its own seeds follow", async () => {
  const { places, dataset } = await interrupted();
  for (const place of places) {
    /** @type {TrainingOptions[]} */
    const trained = [];
    const {
      session,
      dataset: now,
      kept,
    } = sessionWith(async (options) => {
      trained.push(options);
      options.onPlan?.(/** @type {any} */ (plan), []);
      return nothing;
    });
    restore(dataset, now);
    now.renameClass(now.classes[0].id, "Somebody");
    now.addPicture(now.classes[0].id, "r", new Uint8ClampedArray(16));
    now.moveClass(now.classes[1].id, 0);
    now.arrangeClass(now.classes[0].id, { off: true, colour: 4 });
    session.choose({ ...choice, epochs: 50, workers: 1 });
    const began = new Promise((resolve) => session.addEventListener("change", resolve));
    const going = session.resume(place);
    await began;
    assert.deepEqual(
      [session.training, session.resumedIn, session.points],
      [true, place.reached.epoch, place.reached.points],
    );
    await going;
    const [{ from, seed, epochs, workers, dataset: given }] = trained;
    assert.deepEqual([seed, epochs, workers], [1, 5, 2]);
    assert.deepEqual(
      given.classes.map(({ name, pictures }) => [name, pictures.length]),
      [
        ["Face", 2],
        ["Background", 2],
      ],
    );
    assert.deepEqual(
      [from?.checkpoint, from?.learned],
      [place.reached.checkpoint, place.reached.learned],
    );
    assert.deepEqual(
      from?.pictures.map((picture) => /** @type {any} */ (picture).id),
      place.begun.pictures.map(({ id }) => id),
    );
    assert.deepEqual([kept[0]?.reached.attempts, kept.at(-1)], [1, null]);
    await session.train();
    assert.deepEqual([trained[1].seed, trained[1].from, session.resumedIn], [2, undefined, null]);
  }
});

test("without its pictures, with another engine, or after three attempts it does not go on, and says so", async () => {
  const { places, dataset } = await interrupted();
  const [, place] = places;
  const often = { ...place, reached: { ...place.reached, attempts: 3 } };
  for (const [obstacle, one, build, change] of /** @type {const} */ ([
    ["build", place, "another", () => {}],
    ["attempts", often, "one", () => {}],
    ["pictures", place, "one", (/** @type {Dataset} */ now) => now.clearClass(now.classes[1].id)],
  ])) {
    const { session, dataset: now, kept } = sessionWith(async () => assert.fail(), { build });
    restore(dataset, now);
    change(now);
    await session.resume(one);
    assert.deepEqual(session.lost, { obstacle, epoch: 3 });
    assert.deepEqual([session.training, kept], [false, [null]]);
  }
});

test("what the engine refuses is lost, too, and the next training says no more of it", async () => {
  const { places, dataset } = await interrupted();
  for (const [path, obstacle] of [
    ["pictures", "pictures"],
    ["checkpoint", "damaged"],
  ]) {
    let refuses = true;
    const {
      session,
      dataset: now,
      kept,
    } = sessionWith(async () => {
      const error = Object.assign(new Error("no"), { name: "InputError", details: { path } });
      if (refuses) throw error;
      return nothing;
    });
    restore(dataset, now);
    await session.resume(places[1]);
    assert.deepEqual([session.lost?.obstacle, session.error, kept.at(-1)], [obstacle, null, null]);
    refuses = false;
    await session.train();
    assert.equal(session.lost, null);
  }
});

test("what could not even go on this time, may in the next visit", async () => {
  const { places, dataset } = await interrupted();
  const offline = async () => {
    throw Object.assign(new Error("no connection"), { name: "StemError" });
  };
  const { session, dataset: now, kept } = sessionWith(offline);
  restore(dataset, now);
  await session.resume(places[1]);
  assert.equal(session.error?.message, "no connection");
  assert.deepEqual(
    kept.map((one) => one?.reached.attempts),
    [1],
    "it stays where it is kept",
  );
  const without = sessionWith(async () => nothing, { describe: offline });
  await without.session.resume(places[1]);
  assert.deepEqual([without.kept, without.session.training], [[], false]);
});

test("a training that was paused waits in the next visit, too, which costs it no attempt", async () => {
  const { places, dataset } = await interrupted();
  const left = /** @type {Interruption} */ (places.at(-1));
  const place = { ...left, reached: { ...left.reached, paused: true } };
  /** @type {string[]} */
  const asked = [];
  const {
    session,
    dataset: now,
    kept,
  } = sessionWith(
    ({ paused, onPlan }) => {
      asked.push(`train ${paused}`);
      onPlan?.(/** @type {any} */ (plan), []);
      return new Promise(() => {});
    },
    { parts: { go: () => asked.push("go") } },
  );
  restore(dataset, now);
  void session.resume(place);
  await new Promise(setImmediate);
  assert.deepEqual([session.training, session.paused, session.progress?.epoch], [true, true, 3]);
  assert.deepEqual(kept, []);
  session.go();
  assert.deepEqual([session.paused, asked], [false, ["train true", "go"]]);
  const { paused, attempts } = /** @type {Interruption} */ (session.interruption).reached;
  assert.deepEqual([kept.length, paused, attempts], [1, false, 1]);
});

test("attempts count until there is another step", async () => {
  const { places, dataset } = await interrupted();
  const {
    session,
    dataset: now,
    kept,
  } = sessionWith(async (options) => {
    options.onPlan?.(/** @type {any} */ (plan), []);
    options.onCheckpoint?.({ checkpoint: Uint8Array.of(0), learned: false });
    options.onProgress?.(progress(1));
    options.onCheckpoint?.({ checkpoint: Uint8Array.of(1), learned: true });
    return nothing;
  });
  restore(dataset, now);
  await session.resume({ ...places[0], reached: { ...places[0].reached, attempts: 1 } });
  assert.deepEqual(
    kept.map((one) => one?.reached.attempts),
    [2, 2, 0, undefined],
  );
});
