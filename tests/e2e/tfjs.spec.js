// @ts-check
/**
 * A network that was exported for TensorFlow.js, in pages of other people: ml5.js and the library of Teachable Machine load it by its
 * address and name pictures as the engine does. `cargo xtask test page` fetches both and says where they are.
 */

import { expect, test } from "@playwright/test";
import { existsSync } from "node:fs";
import { join } from "node:path";

const TOLERANCE = 1e-4;
const SIDE = 224;
const libraries = process.env.TAB_TRAINER_LIBRARIES ?? "target/libraries";
const ML5 = join(libraries, "ml5.min.js");
const TEACHABLE_MACHINE = join(libraries, "teachablemachine-image.min.js");

const conv = (/** @type {number} */ filters) => [
  { type: "conv", filters, kernel: 3 },
  { type: "batch_norm" },
  { type: "activation", function: "relu" },
  { type: "max_pool", size: 2 },
];
const dense = { type: "dense", units: 3 };
/** The sizes of pictures that the page's networks take, each with another kind of network. */
const networks = {
  "behind a pretrained stem, 64×64": {
    input: { height: 64, width: 64, channels: 3 },
    layers: [{ type: "stem", name: "small" }, { type: "power_norm" }, dense],
  },
  "from scratch, 96×96": {
    input: { height: 96, width: 96, channels: 3 },
    layers: [...conv(8), ...conv(12), { type: "dropout", rate: 0.3 }, dense],
  },
  "in grey, 32×32": {
    input: { height: 32, width: 32, channels: 1 },
    layers: [
      { type: "conv", filters: 4, kernel: 5 },
      { type: "activation", function: "scaled_tanh" },
      { type: "max_pool", size: 2 },
      dense,
    ],
  },
};

test.skip(!existsSync(ML5), `there is no ${ML5}; cargo xtask test page fetches it`);

test("ml5.js and the library of Teachable Machine answer as the engine does", async ({ page }) => {
  await page.route("**/blank", (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Blank</title>" }),
  );
  await page.goto("/blank");
  await page.addScriptTag({ path: ML5 });
  // The library of Teachable Machine takes TensorFlow.js as its page has it.
  await page.evaluate(() => Object.assign(window, { tf: /** @type {any} */ (window).ml5.tf }));
  await page.addScriptTag({ path: TEACHABLE_MACHINE });
  for (const [number, [name, network]] of Object.entries(networks).entries()) {
    const { files, scores, classes, blocks } = await exported(page, network);
    for (const [file, bytes] of Object.entries(files)) {
      await page.route(`**/exported/${number}/${file}`, (route) =>
        route.fulfill({
          body: Buffer.from(bytes, "base64"),
          contentType: file.endsWith(".json") ? "application/json" : "application/octet-stream",
        }),
      );
    }
    const answers = await page.evaluate(async ([blocks, side, number]) => {
      const { ml5, tmImage } = /** @type {any} */ (window);
      const folder = new URL(`/exported/${number}/`, location.href).href;
      const canvases = blocks.map((picture) => {
        const canvas = Object.assign(document.createElement("canvas"), { width: side });
        canvas.height = side;
        const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
        const edge = side / Math.sqrt(picture.length / 3);
        for (let i = 0; i < picture.length / 3; i++) {
          const [x, y] = [i % (side / edge), Math.floor(i / (side / edge))];
          context.fillStyle = `rgb(${picture.slice(3 * i, 3 * i + 3).join(" ")})`;
          context.fillRect(x * edge, y * edge, edge, edge);
        }
        return canvas;
      });
      const classifier = await ml5.imageClassifier(`${folder}model.json`);
      const model = await tmImage.load(`${folder}model.json`, `${folder}metadata.json`);
      const found = [];
      for (const canvas of canvases) {
        const byLabel = (/** @type {any[]} */ list, /** @type {string[]} */ [key, value]) =>
          Object.fromEntries(list.map((one) => [one[key], one[value]]));
        found.push({
          ml5: byLabel(await classifier.classify(canvas), ["label", "confidence"]),
          teachableMachine: byLabel(await model.predict(canvas), ["className", "probability"]),
        });
      }
      return { found, total: model.getTotalClasses() };
    }, /** @type {const} */ ([blocks, SIDE, number]));
    expect(answers.total).toBe(classes.length);
    for (const [i, { ml5, teachableMachine }] of answers.found.entries()) {
      for (const [c, label] of classes.entries()) {
        for (const [library, answer] of Object.entries({ ml5, teachableMachine })) {
          const apart = Math.abs(answer[label] - scores[i][c]);
          expect(apart, `${name}: ${library}, picture ${i}, ${label}`).toBeLessThan(TOLERANCE);
        }
      }
    }
  }
});

/**
 * The files of a network with random weights, and its answers for pictures of 32×32 blocks, which 224×224 pixels show without loss.
 * @param {import("@playwright/test").Page} page @param {{ input: { height: number, channels: number }, layers: object[] }} network
 */
function exported(page, network) {
  return page.evaluate(async ({ input, layers }) => {
    const at = (/** @type {string} */ path) => new URL(path, location.href).href;
    const engine = await import(at("/pkg/tab_trainer.js"));
    const formats = await import(at("/pkg-formats/tab_trainer_formats.js"));
    await Promise.all([engine.default(), formats.default()]);
    const stem = new Uint8Array(await (await fetch(at("/stems/small.safetensors"))).arrayBuffer());
    for (const module of [engine, formats]) module.load_stem("small", stem);
    const optimizer = { type: "sgd", learning_rate: 0.1 };
    const spec = { input, layers, loss: "cross_entropy", optimizer };
    const whole = new engine.Network(spec, 5);
    const weights = whole.weights();
    // As if they had learned: nothing is 0 or 1.
    let state = 1;
    const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
    for (let i = 0; i < weights.length; i++) weights[i] += 0.2 * random();
    const side = input.height;
    const blocks = Array.from({ length: 3 }, () =>
      Array.from({ length: 32 * 32 * 3 }, () => Math.floor(256 * random())),
    );
    const pictures = new Uint8Array(blocks.length * side * side * 4);
    for (const [n, block] of blocks.entries()) {
      for (let i = 0; i < side * side; i++) {
        const [x, y] = [i % side, Math.floor(i / side)].map((place) => (place * 32) / side);
        const from = 3 * (32 * Math.floor(y) + Math.floor(x));
        pictures.set([...block.slice(from, from + 3), 255], 4 * (n * side * side + i));
      }
    }
    const classes = ["Face", "Cup “ж”", "Background"];
    const description = { spec: whole.spec(), classes, temperature: 1.5, thresholds: null };
    const model = new formats.ExportedModel(JSON.stringify(description), weights, pictures);
    const reader = new formats.FoldersReader(model.tfjs());
    const entries = reader.paths().map((/** @type {string} */ path, /** @type {number} */ i) => {
      const bytes = /** @type {Uint8Array} */ (reader.read(i));
      return [path, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))];
    });
    const files = /** @type {Record<string, string>} */ (Object.fromEntries(entries));
    const metadata = JSON.parse(
      new TextDecoder().decode(
        Uint8Array.from(atob(files["metadata.json"]), (c) => c.charCodeAt(0)),
      ),
    );
    const scores = /** @type {number[][]} */ (metadata.userMetadata.tab_trainer.tests.scores);
    return { files, scores, classes, blocks };
  }, network);
}
