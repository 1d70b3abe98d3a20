// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { CameraPreferences } from "../../www/camera/preferences.js";
import { Dataset } from "../../www/data/dataset.js";
import { Project } from "../../www/data/project.js";
import { AnswerPreferences } from "../../www/live/preferences.js";
import { Session } from "../../www/session.js";
import { StemError, Stems } from "../../www/engine/stems.js";
import { fakeStorage, stemSpec, tinySpec } from "./fakes.js";

/** @typedef {import("../../www/workers/trainer.js").TrainingOptions & Record<string, any>} TrainingOptions */

/** @type {import("../../www/engine/types.js").KeptSettings} */
const choice = {
  preset: "from_scratch",
  networkSize: "small",
  epochs: 5,
  batchSize: 8,
  learningRate: 0.001,
  workers: 2,
  sureFrom: 0.6,
  stopEarly: "yes",
  ...{
    optimizer: "",
    schedule: "",
    activation: "",
    augmentation: "",
    clipNorm: 0,
    fineTune: "no",
    stem: "base",
  },
};
const quick = { ...choice, preset: "quick_eye" };

const nothing = { report: null, network: null, snapshots: [] };

/** A report that says nothing of pictures. @param {object} parts */
const reportWith = (parts) => ({
  ...{ checked: [], suspects: [], hardest: [], confusion: [], check: { kind: "none" } },
  ...parts,
});

/** @param {number} version @param {string[]} [classes] */
const network = (version, classes = ["Face", "Background"]) => ({
  ...{ spec: tinySpec(), weights: Float32Array.of(version), classes },
});

/**
 * A session over two classes with a picture each, whose trainings and plans go as told.
 * @param {(options: TrainingOptions) => Promise<unknown>} train
 * @param {{ plan?: (options: TrainingOptions) => Promise<any>, describe?: () => Promise<unknown>,
 *   look?: (options: TrainingOptions) => Promise<unknown>, stems?: any }} [parts]
 */
function sessionWith(train, { plan, describe = async () => ({}), look, stems = new Stems() } = {}) {
  const dataset = new Dataset({ size: 2 });
  for (const name of ["Face", "Background"]) {
    dataset.addPicture(
      dataset.addClass(name).id,
      dataset.startRecording(),
      new Uint8ClampedArray(16),
    );
  }
  /** @type {string[]} */
  const calls = [];
  const live = { load: () => calls.push("load"), close: () => calls.push("close") };
  /** @type {TrainingOptions[]} */
  const planned = [];
  const trainer = {
    ...{ train, describe, look, stop: async () => {} },
    async plan(/** @type {TrainingOptions} */ options) {
      planned.push(options);
      const { method, stem = "base" } = options;
      const spec = method === "quick_eye" ? stemSpec(stem) : tinySpec();
      return {
        ...{ ready: true, warnings: [], epochs: 15, spec },
        ...(plan ? await plan(options) : {}),
      };
    },
    picture: (/** @type {number} */ id) => dataset.classes[id]?.pictures[0],
  };
  const session = new Session(/** @type {any} */ ({ dataset, trainer, live, stems }));
  session.choose(choice);
  return { session, dataset, calls, planned };
}

/** Settings of which only what was restored is remembered. */
function fakeSettings() {
  const restored = /** @type {unknown[]} */ ([]);
  return Object.assign(new EventTarget(), {
    kept: /** @type {unknown} */ ({ preset: "article" }),
    restored,
    restore: (/** @type {unknown} */ kept) => restored.push(kept),
  });
}

const score = { loss: 1, accuracy: 0.5 };

/** @param {number} epoch @param {number} fraction @param {...number} ended  epochs @returns {any} */
function progress(epoch, fraction, ...ended) {
  const events = ended.map((epoch) => ({
    ...{ kind: "epoch_ended", epoch, training: score, validation: score },
    ...{ health: null, problems: [] },
  }));
  const now = { epoch, epochs: 5, fraction, training: score, validation: score, done: false };
  return { ...now, remaining_seconds: 1, pictures_per_second: 1, roll_back: null, events };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test("curves stay in order when a training goes on from earlier weights", async () => {
  const { session } = sessionWith(async ({ onProgress }) => {
    const steps = [progress(2, 0.3, 1), progress(3, 0.4, 2, 3), progress(4, 0.7)];
    for (const step of steps) onProgress?.(step);
    assert.deepEqual(
      session.points.map(({ epoch }) => epoch),
      [1, 2, 3, 3.5],
    );
    // The worker died; its last weights were of epoch 2.
    for (const step of [progress(2, 0.3), progress(2, 0.4, 2)]) onProgress?.(step);
    return nothing;
  });
  /** @type {number[]} */
  const ended = [];
  session.addEventListener("epoch", (event) =>
    ended.push(/** @type {CustomEvent} */ (event).detail.epoch),
  );
  await session.train();
  assert.deepEqual(
    session.points.map(({ epoch }) => epoch),
    [1, 2],
  );
  assert.deepEqual(ended, [1, 2, 3, 2], "each is told, also when several end at once");
});

test("the weights on the way of a training are there until another one begins", async () => {
  const list = [0, 1].map((epoch) => ({ epoch, weights: Float32Array.of(epoch) }));
  let during = /** @type {unknown} */ (undefined);
  const { session } = sessionWith(async ({ onPlan }) => {
    during = session.snapshots;
    onPlan?.(/** @type {any} */ ({ spec: tinySpec(), warnings: [] }), []);
    return { report: reportWith({ best_epoch: 1 }), network: network(1), snapshots: list };
  });
  const found = () => session.snapshots;
  assert.equal(found(), null);
  await session.train();
  assert.deepEqual(found(), {
    ...{ spec: tinySpec(), seed: 1, classes: ["Face", "Background"], list },
    network: session.result?.network,
  });
  await session.train();
  assert.deepEqual([during, found()?.seed], [null, 2]);
  await session.forget();
  assert.equal(found(), null);
});

test("what was chosen beside the method reaches the trainer", async () => {
  /** @type {TrainingOptions[]} */
  const trainings = [];
  const { session } = sessionWith(async (options) => (trainings.push(options), nothing));
  await session.train();
  session.choose({
    ...choice,
    ...{ optimizer: "rmsprop", schedule: "cosine", clipNorm: 2, augmentation: "off" },
    ...{ stopEarly: "no", epochs: null },
  });
  await session.train();
  const [plain, refined] = trainings;
  assert.deepEqual(
    [plain.method, plain.network_size, plain.epochs, plain.batch_size, plain.workers, plain.seed],
    ["from_scratch", "small", 5, 8, 2, 1],
  );
  for (const name of ["optimizer", "schedule", "activation", "augmentation", "clip_norm"])
    assert.equal(plain[name], undefined, `${name}: as the method has it`);
  assert.equal(plain.early_stopping, undefined);
  assert.deepEqual(
    [refined.optimizer, refined.schedule, refined.clip_norm, refined.augmentation],
    ["rmsprop", "cosine", 2, "off"],
  );
  assert.deepEqual([refined.early_stopping, refined.epochs], [false, undefined]);
  assert.equal(refined.seed, 2, "another training begins with other weights");
});

test("there is one plan after the other, and the last is of what is there in the end", async () => {
  /** @type {number[]} */
  const counts = [];
  const { session, dataset, planned } = sessionWith(async () => nothing, {
    async plan({ dataset: { classes } }) {
      counts.push(classes[0].pictures.length);
      await settled();
      return { ready: true, epochs: 15, warnings: [{ kind: "uniform", pictures: [0] }] };
    },
  });
  const [{ id, pictures }] = dataset.classes;
  for (let i = 0; i < 5; i++)
    dataset.addPicture(id, dataset.startRecording(), new Uint8ClampedArray(16));
  await settled();
  await settled();
  await settled();
  assert.deepEqual(counts, [1, 6]);
  assert.equal(session.plan?.classes[0].pictures.length, 6);
  assert.deepEqual([...(session.plan?.suspects ?? [])], [pictures[0].id]);
  assert.equal(planned[1].method, "from_scratch");
});

test("while it trains nothing is planned, and afterwards what has changed is", async () => {
  const { session, dataset, planned } = sessionWith(async () => {
    dataset.addPicture(dataset.classes[0].id, "r", new Uint8ClampedArray(16));
    await settled();
    return nothing;
  });
  await settled();
  assert.equal(planned.length, 1);
  const training = session.train();
  await settled();
  assert.equal(planned.length, 1);
  await training;
  await settled();
  assert.equal(planned.length, 2);
});

test("an engine that could not be loaded is asked for again by a training", async () => {
  let connected = false;
  const { session } = sessionWith(async () => nothing, {
    async describe() {
      if (!connected) throw new Error("no connection");
      return { methods: [] };
    },
  });
  await session.describe();
  assert.equal(session.planError?.message, "no connection");
  connected = true;
  let described = 0;
  session.addEventListener("described", () => (described += 1));
  await session.train();
  assert.deepEqual([described, session.error], [1, null]);
});

test("the last good weights of a training that diverged are kept, also in storage", async () => {
  const { session, dataset } = sessionWith(async ({ onNetwork }) => {
    onNetwork?.(network(1));
    onNetwork?.(network(2));
    throw new Error("training diverged");
  });
  /** @type {import("../../www/data/storage.js").SavedNetwork[]} */
  const saved = [];
  Object.assign(globalThis, { document: new EventTarget() });
  const storage = fakeStorage({ saveNetwork: (/** @type {any} */ network) => saved.push(network) });
  new Project(/** @type {any} */ ({ dataset, session, storage, settings: fakeSettings() }));
  await session.train();
  assert.match(session.error?.message ?? "", /diverged/);
  assert.deepEqual(
    saved.map(({ weights, classes }) => [weights[0], classes.map(({ name }) => name)]),
    [[2, ["Face", "Background"]]],
  );
});

test("the outputs of a network belong to the classes that it names", async () => {
  const { session, dataset } = sessionWith(async ({ onNetwork }) => {
    onNetwork?.(network(1, ["Background", "Cup"]));
    return nothing;
  });
  const cup = dataset.addClass("Cup");
  await session.train();
  assert.deepEqual(
    session.trained.map(({ id }) => id),
    [dataset.classes[1].id, cup.id],
  );
  dataset.renameClass(cup.id, "Mug");
  assert.equal(session.trained[1].name, "Mug");
});

test("what is forgotten is not kept, and nothing answers any more", async () => {
  const { session, calls } = sessionWith(async ({ onNetwork }) => {
    onNetwork?.(network(1));
    return nothing;
  });
  await session.train();
  await session.forget();
  assert.equal(session.network, null);
  assert.deepEqual(session.trained, []);
  assert.deepEqual(calls, ["load", "close"]);
});

test("a deletion that storage could not do is told, and a first visit's classes are there all the same", async () => {
  const { session, dataset } = sessionWith(async () => nothing);
  Object.assign(globalThis, { document: new EventTarget() });
  const storage = fakeStorage({ clear: () => Promise.reject(new Error("could not empty")) });
  const project = new Project(
    /** @type {any} */ ({
      ...{ dataset, session, storage, settings: fakeSettings() },
      ...{ preferences: new CameraPreferences(), answer: new AnswerPreferences() },
      projects: theOnlyProject,
    }),
  );
  await assert.rejects(project.deleteEverything(), /could not empty/);
  assert.deepEqual(
    dataset.classes.map(({ name, pictures }) => [name, pictures.length]),
    [
      ["Face", 0],
      ["Background", 0],
    ],
  );
});

test("a class that comes back by Undo is the one that was trained", async () => {
  const { session, dataset } = sessionWith(async ({ onNetwork }) => {
    onNetwork?.(network(1));
    return nothing;
  });
  await session.train();
  const putBack = dataset.removeClass(dataset.classes[1].id);
  assert.deepEqual(session.outdated, { kind: "removed", name: "Background" });
  putBack();
  assert.equal(session.outdated, null);
  dataset.addPicture(dataset.addClass("Cup").id, "r", new Uint8ClampedArray(16));
  assert.deepEqual(session.outdated, { kind: "added", name: "Cup" });
});

test("a class that is switched off is neither planned, trained nor looked at, and comes back as what it was", async () => {
  /** @type {string[][]} */
  const looked = [];
  /** @type {string[][]} */
  const trained = [];
  const names = (/** @type {TrainingOptions} */ { dataset: { classes } }) =>
    classes.map(({ name }) => name);
  const { session, dataset, planned, calls } = sessionWith(
    async (options) => {
      trained.push(names(options));
      options.onNetwork?.(network(1, names(options)));
      return nothing;
    },
    {
      async look(options) {
        looked.push(names(options));
        return { done: 1, total: 1, network: network(0, names(options)) };
      },
      stems: Object.assign(new EventTarget(), { get: () => new Uint8Array(1) }),
    },
  );
  session.choose(quick);
  const cup = dataset.addClass("Cup");
  dataset.addPicture(cup.id, "r", new Uint8ClampedArray(16));
  await session.train();
  assert.deepEqual(session.outdated, null);
  const putBack = dataset.arrangeClass(cup.id, { off: true });
  await settled();
  assert.deepEqual(names(/** @type {TrainingOptions} */ (planned.at(-1))), ["Face", "Background"]);
  assert.deepEqual(looked.at(-1), ["Face", "Background"]);
  assert.deepEqual(session.outdated, { kind: "off", name: "Cup" });
  assert.deepEqual(
    session.answering.map(({ name }) => name),
    ["Face", "Background"],
    "a first impression without it",
  );
  assert.equal(session.trained.length, 3, "what was trained is kept");
  putBack();
  assert.deepEqual([session.outdated, session.answering.length], [null, 3]);
  dataset.arrangeClass(cup.id, { off: true });
  await session.train();
  assert.deepEqual(trained, [
    ["Face", "Background", "Cup"],
    ["Face", "Background"],
  ]);
  assert.equal(session.outdated, null);
  dataset.arrangeClass(cup.id, { off: false });
  assert.deepEqual(session.outdated, { kind: "added", name: "Cup" });
  assert.ok(calls.length > 0);
});

test("another order, colour or name asks for no other training, and turns no output into another class", async () => {
  const { session, dataset, planned } = sessionWith(async ({ onNetwork }) => {
    onNetwork?.(network(1));
    return { report: reportWith({ verdict: "learned" }), network: network(1), snapshots: [] };
  });
  await session.train();
  const [face, background] = dataset.classes;
  dataset.moveClass(background.id, 0);
  dataset.arrangeClass(face.id, { colour: 5 });
  dataset.renameClass(face.id, "Person");
  await settled();
  assert.deepEqual(
    session.trained.map(({ id }) => id),
    [face.id, background.id],
  );
  assert.deepEqual([session.trained[0].name, session.outdated], ["Person", null]);
  assert.ok(session.comparable, "the next training would be with the same pictures");
  const { classes } = /** @type {TrainingOptions} */ (planned.at(-1)).dataset;
  assert.deepEqual(
    classes.map(({ name }) => name),
    ["Person", "Background"],
    "the engine has them as before",
  );
});

test("settings come back from storage, go there when they change, and are forgotten with everything else", async () => {
  const { session, dataset } = sessionWith(async () => nothing);
  Object.assign(globalThis, { document: new EventTarget() });
  const settings = fakeSettings();
  const saved = /** @type {unknown[]} */ ([]);
  const storage = fakeStorage({
    attach: async () => ({
      ...{ found: true, network: null },
      settings: { preset: "default", ofClasses: { thresholds: { 1: 0.5 } } },
    }),
    saveSettings: (/** @type {unknown} */ kept) => saved.push(kept),
    clear: async () => {},
  });
  const preferences = new CameraPreferences();
  preferences.choose({ deviceId: "of the visit" });
  const answer = new AnswerPreferences();
  const project = new Project(
    /** @type {any} */ ({
      ...{ dataset, session, storage, settings, preferences, answer },
      projects: theOnlyProject,
    }),
  );
  await project.open();
  assert.equal(/** @type {any} */ (settings.restored[0]).preset, "default");
  assert.deepEqual(answer.ofClasses.thresholds, { 1: 0.5 });
  answer.count("2");
  settings.dispatchEvent(new Event("change"));
  settings.kept = null; // impossible for the moment
  settings.dispatchEvent(new Event("change"));
  const ofClasses = { thresholds: { 1: 0.5 }, counts: { 2: 1 } };
  assert.deepEqual(saved, [
    { preset: "article", ofClasses },
    { preset: "article", ofClasses },
  ]);
  await project.deleteEverything();
  assert.deepEqual(settings.restored.at(-1), null);
  assert.equal(preferences.chosen.deviceId, "");
  assert.deepEqual(answer.ofClasses, { thresholds: {}, counts: {} });
});

test("what it found out about pictures is known by their own ids, until another training begins", async () => {
  const found = { id: 1, class: 1, predicted: 0, probability: 0.9 };
  const gone = { ...found, id: 7 };
  let during = /** @type {unknown} */ (undefined);
  const { session, dataset } = sessionWith(async () => {
    during = session.findings;
    const lists = { checked: [found, gone], suspects: [found], hardest: [gone] };
    return { report: reportWith(lists), network: network(1) };
  });
  await session.train();
  const [face, background] = dataset.classes;
  const named = {
    ...{ picture: background.pictures[0].id, label: background.id, answer: face.id },
    probability: 0.9,
  };
  assert.deepEqual(session.findings?.checked, [named], "one that is no longer known is left out");
  assert.deepEqual([session.findings?.suspects, session.findings?.hardest], [[named], []]);
  await session.train();
  assert.equal(during, null);
  await session.forget();
  assert.equal(session.findings, null);
});

test("what the validation said about a network is kept with it, and forgotten when another one learns", async () => {
  const certainty = { temperature: 2, calibrationError: 0.01 };
  const hopeless = reportWith({ verdict: "nothing", temperature: 2, calibration_error: 0.01 });
  const novelty = Uint8Array.of(7);
  /** @type {unknown[]} */
  const during = [];
  const { session, dataset } = sessionWith(async ({ onNetwork }) => {
    onNetwork?.({ ...network(1), novelty });
    during.push(session.certainty);
    return { report: hopeless, network: network(1) };
  });
  /** @type {import("../../www/data/storage.js").SavedNetwork[]} */
  const saved = [];
  Object.assign(globalThis, { document: new EventTarget() });
  const storage = fakeStorage({ saveNetwork: (/** @type {any} */ network) => saved.push(network) });
  new Project(/** @type {any} */ ({ dataset, session, storage, settings: fakeSettings() }));
  await session.train();
  await session.train();
  assert.deepEqual(during, [null, null]);
  assert.deepEqual([saved[1].certainty, saved[1].learned], [certainty, false]);
  assert.deepEqual(saved[1].novelty, novelty);
  await session.forget();
  assert.deepEqual([session.certainty, session.learned], [null, true]);
  session.restore(saved[1]);
  assert.deepEqual([session.certainty, session.learned], [certainty, false]);
  assert.deepEqual(
    [session.network?.temperature, session.network?.classes, session.network?.novelty],
    [2, ["Face", "Background"], novelty],
  );
});

const theOnlyProject = { id: "1", async open() {}, async clear() {} };

/**
 * Stems of which one comes when it is told to.
 * @returns {any}
 */
function fakeStems() {
  /** @type {Uint8Array | undefined} */
  let file;
  let [come, fail] = [() => {}, () => {}];
  const stems = Object.assign(new EventTarget(), {
    loads: 0,
    progress: /** @type {unknown} */ (null),
    failure: /** @type {unknown} */ (null),
    get: () => file,
    forgive: () => (stems.failure = null),
    come: () => come(),
    fail: () => fail(),
    load(/** @type {string} */ stem) {
      stems.loads += 1;
      stems.progress = {};
      return new Promise((resolve, reject) => {
        come = () => {
          [file, stems.progress] = [new Uint8Array(1), null];
          resolve(file);
        };
        fail = () => {
          [stems.failure, stems.progress] = [new StemError(stem, "no stem"), null];
          reject(stems.failure);
        };
      });
    },
  });
  return stems;
}

/** A look at a picture at a time, at all classes with pictures. @returns {(options: TrainingOptions) => Promise<unknown>} */
function looking() {
  let done = 0;
  return async ({ dataset: { classes } }) => {
    const filled = classes.filter(({ pictures }) => pictures.length > 0);
    const total = filled.reduce((sum, { pictures }) => sum + pictures.length, 0);
    done = Math.min(total, done + 1);
    const names = filled.map(({ name }) => name);
    return { done, total, network: done > 1 && names.length > 1 ? network(done, names) : null };
  };
}

test("with the first pictures a stem is fetched, and answers before any training; then what was trained does", async () => {
  const stems = fakeStems();
  const { session, dataset, calls } = sessionWith(
    async ({ onNetwork }) => (onNetwork?.(network(9)), nothing),
    { stems, look: looking() },
  );
  await settled();
  assert.equal(stems.loads, 0, "learning from scratch needs none");
  session.choose(quick);
  await settled();
  session.choose(quick);
  await settled();
  assert.equal(stems.loads, 1);
  assert.deepEqual([session.impression, session.answering], [false, []]);
  stems.come();
  await settled();
  const names = () => session.answering.map(({ name }) => name);
  assert.deepEqual([session.impression, names()], [true, ["Face", "Background"]]);
  assert.deepEqual([session.network, session.trained, calls], [null, [], ["load"]]);
  await session.train();
  assert.deepEqual([session.impression, session.network?.weights[0]], [false, 9]);
  const cup = dataset.addClass("Cup");
  dataset.addPicture(cup.id, "r", new Uint8ClampedArray(16));
  await settled();
  assert.deepEqual([session.impression, names()], [true, ["Face", "Background", "Cup"]]);
  dataset.renameClass(cup.id, "Mug");
  assert.equal(names()[2], "Mug");
  dataset.removeClass(cup.id);
  await settled();
  assert.deepEqual([session.impression, names()], [false, ["Face", "Background"]]);
});

test("nothing of a stem is fetched without a picture", async () => {
  const stems = fakeStems();
  const { session, dataset } = sessionWith(async () => nothing, { stems, look: looking() });
  for (const { id } of dataset.classes) dataset.clearClass(id);
  session.choose(quick);
  await settled();
  assert.equal(stems.loads, 0);
});

test("a stem that does not come is fetched again when a person says so, not with each picture", async () => {
  const stems = fakeStems();
  const { session, dataset } = sessionWith(async () => nothing, { stems, look: looking() });
  session.choose(quick);
  await settled();
  stems.fail();
  await settled();
  dataset.addPicture(dataset.classes[0].id, "r", new Uint8ClampedArray(16));
  await settled();
  assert.deepEqual([stems.loads, session.plan?.ready], [1, true]);
  session.fetchStem();
  await settled();
  assert.equal(stems.loads, 2);
});

test("a stem that is chosen instead of one that does not come is fetched, also where it was chosen meanwhile", async () => {
  const stems = fakeStems();
  const { session } = sessionWith(async () => nothing, { stems, look: looking() });
  session.choose({ ...quick, stem: "large" });
  await settled();
  session.choose({ ...quick, stem: "small" });
  await settled();
  assert.equal(stems.loads, 1, "one at a time");
  stems.fail();
  await settled();
  assert.equal(stems.loads, 2);
  stems.fail();
  await settled();
  assert.equal(stems.loads, 2);
  session.choose(quick);
  await settled();
  stems.come();
  await settled();
  assert.deepEqual([stems.loads, session.impression], [3, true]);
});

const stored = { classes: [{ id: "1", name: "Face" }], weights: Float32Array.of(1) };

test("a network on a stem that this version does not have is named, and does not answer", async () => {
  const describe = async () => ({ stems: [{ name: "base", bytes: 1 }] });
  for (const order of ["described first", "restored first"]) {
    const { session } = sessionWith(async () => nothing, { describe });
    if (order === "described first") await session.describe();
    session.restore({ ...stored, spec: stemSpec("huge") });
    await session.describe();
    assert.deepEqual([session.unknownStem, session.network, session.answering], ["huge", null, []]);
  }
  const { session } = sessionWith(async () => nothing, { describe });
  await session.describe();
  session.restore({ ...stored, spec: stemSpec("base") });
  assert.deepEqual([session.unknownStem, session.answering.length], [null, 1]);
});

test("fine-tuning is offered where there are enough pictures and mistakes, once, and stands beside what it began with", async () => {
  let [tuned, accuracy, fine_tuning] = [/** @type {object | null} */ (null), 1, true];
  const { session } = sessionWith(
    async ({ onNetwork }) => {
      const result = { ...network(tuned ? 2 : 1), spec: stemSpec("base") };
      onNetwork?.(result);
      const validation = { loss: 1, accuracy };
      const report = reportWith({ verdict: "learned", validation, fine_tuned: tuned });
      return { report, network: result };
    },
    { plan: async () => ({ fine_tuning }) },
  );
  const replan = async (/** @type {boolean} */ enough) => {
    fine_tuning = enough;
    session.choose(quick);
    await settled();
  };
  await replan(true);
  await session.train();
  await replan(true);
  assert.equal(session.canFineTune, false, "nothing is wrong");
  accuracy = 0.9;
  await session.train();
  await replan(false);
  assert.equal(session.canFineTune, false);
  await replan(true);
  assert.equal(session.canFineTune, true);
  tuned = { before: 1, after: 1, kept: true };
  await session.train();
  assert.deepEqual(
    session.compared.map(({ fineTuned }) => fineTuned),
    [null, tuned],
  );
  await replan(true);
  assert.equal(session.canFineTune, false);
});

test("trainings with the same pictures are compared, each method once, and any of them can answer", async () => {
  let [version, reason] = [0, "finished"];
  const { session, dataset } = sessionWith(async ({ onNetwork }) => {
    const result = network((version += 1));
    onNetwork?.(result);
    const validation = { loss: 1, accuracy: version / 10 };
    return { report: reportWith({ reason, verdict: "learned", validation }), network: result };
  });
  const rows = () => session.compared.map(({ method, accuracy }) => [method, accuracy]);
  await session.train();
  session.choose({ ...choice, preset: "careful" });
  await session.train();
  assert.deepEqual(rows(), [
    ["from_scratch", 0.1],
    ["careful", 0.2],
  ]);
  session.choose(choice);
  await session.train();
  assert.deepEqual(rows(), [
    ["careful", 0.2],
    ["from_scratch", 0.3],
  ]);
  reason = "stopped";
  await session.train();
  assert.equal(session.network?.weights[0], 4);
  assert.deepEqual(rows().at(-1), ["from_scratch", 0.3], "it is not compared");
  reason = "finished";
  session.answerWith(session.compared[0]);
  assert.equal(session.network?.weights[0], 2);
  assert.equal(session.comparable, true);
  dataset.addPicture(dataset.classes[0].id, "r", new Uint8ClampedArray(16));
  assert.equal(session.comparable, false);
  await session.train();
  assert.deepEqual(rows(), [["from_scratch", 0.5]]);
});
