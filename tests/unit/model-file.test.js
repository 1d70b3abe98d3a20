// @ts-check
/** What a person is told of a file with a network that cannot be read. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { before, test } from "node:test";
import { FluentParser, Visitor } from "@fluent/syntax";
import { reasonOf } from "../../www/projects/model-file.js";
import { loadText } from "../../www/text/index.js";
import { LANGUAGES } from "../../www/text/language.js";

const ROOT = new URL("../../", import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, ROOT), "utf8");

/** Those of archives and of pictures in them, which no file with a network has. */
const OF_ARCHIVES = [
  ...["not_an_archive", "compressed", "too_large", "encrypted", "wrong_path"],
  ...["unlisted", "changed", "not_a_picture", "wrong_size"],
];
/** What reads networks. */
const ONNX = readdirSync(new URL("formats/src/onnx/", ROOT), { recursive: true, encoding: "utf8" });
const READERS = [
  ...["model.rs", "safetensors.rs", "layers.rs"].map((name) => `formats/src/${name}`),
  ...ONNX.filter((name) => name.endsWith(".rs")).map((name) => `formats/src/onnx/${name}`),
].map(read);

/** As serde writes the name of a variant. @param {string} variant */
const snake = (variant) => variant.replaceAll(/\B[A-Z]/g, "_$&").toLowerCase();

function kinds() {
  const body = /pub enum Problem \{\n([\s\S]*?)\n\}/.exec(read("formats/src/error.rs"))?.[1] ?? "";
  return [...body.matchAll(/^ {4}([A-Z]\w*)/gm)].map(([, variant]) => snake(variant));
}

/** @param {string} language @param {string} id @returns {string[]} the kinds that a message has a branch for */
function branches(language, id) {
  const { body } = new FluentParser({ withSpans: false }).parse(
    read(`www/text/${language}/projects.ftl`),
  );
  const message = body.find((entry) => entry.type === "Message" && entry.id.name === id);
  /** @type {string[]} */
  const found = [];
  class Branches extends Visitor {
    visitVariant(/** @type {any} */ { key }) {
      if (key.name !== "other") found.push(key.name);
    }
  }
  assert.ok(message, id);
  new Branches().visit(message);
  return found;
}

/** @param {object} details */
const failure = (details) =>
  Object.assign(new Error("in the crate's words"), { name: "FormatError", details });

before(() => loadText("projects"));

test("whatever an import can say has a sentence of its own in every language", () => {
  const all = kinds();
  assert.ok(all.includes("unknown_operator") && all.includes("cycle"), all.join());
  const used = READERS.flatMap((source) =>
    [...source.matchAll(/\bProblem::([A-Z]\w*)/g)].map(([, variant]) => snake(variant)),
  );
  assert.deepEqual(
    OF_ARCHIVES.filter((kind) => used.includes(kind) || !all.includes(kind)),
    [],
  );
  for (const language of LANGUAGES) {
    const whole = branches(language, "projects-model-reason");
    const somewhere = branches(language, "projects-model-reason-at");
    const told = [...whole, ...somewhere, ...OF_ARCHIVES];
    assert.deepEqual([...new Set(told)].sort(), [...all].sort(), language);
    // Their place is the whole file.
    assert.deepEqual(whole.sort(), ["refused", "unreadable"], language);
  }
});

test("what the engine says of a network is quoted, and no part of a sentence", () => {
  const why = "layer 3 has no channels";
  const { reason, quotations } = reasonOf(failure({ kind: "refused", place: "", why }));
  assert.ok(!reason.includes(why), reason);
  assert.deepEqual(quotations, [{ label: "Details:", quoted: why }]);
});

test("what was found and expected is quoted where it is in words, and told where it is in numbers", () => {
  const place = 'Conv "wide"';
  const words = { place, given: "dilations [2, 2]", expected: "1" };
  for (const kind of ["unsupported", "wrong_tensor"]) {
    const { reason, quotations } = reasonOf(failure({ kind, ...words }));
    assert.ok(reason.includes(place) && !reason.includes("dilations"), reason);
    assert.deepEqual(
      quotations.map(({ quoted }) => quoted),
      [words.given, words.expected],
    );
  }
  const { reason, quotations } = reasonOf(
    failure({ kind: "wrong_count", place, given: 3, expected: 4 }),
  );
  assert.match(reason, /3 values instead of 4/);
  assert.deepEqual(quotations, []);
});
