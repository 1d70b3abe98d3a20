// @ts-check
/** The sentences: every id that is used exists, every id that exists is used, and all languages say the same things. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { FluentParser, Visitor } from "@fluent/syntax";
import {
  bundleFor,
  finePercent,
  loadText,
  magnitude,
  percent,
  short,
  text,
} from "../../www/text/index.js";
import { LANGUAGES } from "../../www/text/language.js";

const WWW = new URL("../../www/", import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, WWW), "utf8");
const html = read("index.html");
const code = readdirSync(WWW, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".js") && !/^(pkg[^/]*|vendor)\//.test(path))
  .map((path) => ({ path, source: read(path) }));

/** @param {string} language */
const filesOf = (language) => readdirSync(new URL(`text/${language}/`, WWW)).sort();
/** "page", and the views that are loaded when they are opened. */
const PARTS = filesOf("en").map((file) => file.replace(".ftl", ""));

/** Which values, attributes and variables each message of a file has. @param {string} language @param {string} part */
function messagesOf(language, part) {
  const file = `${language}/${part}.ftl`;
  /** @type {Map<string, { parts: string[], variables: string[] }>} */
  const messages = new Map();
  for (const entry of new FluentParser({ withSpans: false }).parse(read(`text/${file}`)).body) {
    assert.notEqual(entry.type, "Junk", `${file}: ${JSON.stringify(entry)}`);
    if (entry.type !== "Message") continue;
    const { id, value, attributes } = /** @type {import("@fluent/syntax").Message} */ (entry);
    assert.ok(!messages.has(id.name), `${file} has ${id.name} twice`);
    /** @type {Set<string>} */
    const variables = new Set();
    class Variables extends Visitor {
      visitVariableReference(/** @type {any} */ { id }) {
        variables.add(id.name);
      }
    }
    new Variables().visit(entry);
    messages.set(id.name, {
      parts: [...(value ? ["value"] : []), ...attributes.map(({ id }) => id.name).sort()],
      variables: [...variables].sort(),
    });
  }
  return messages;
}

/** Of each file. */
const english = new Map(PARTS.map((part) => [part, messagesOf("en", part)]));
const ids = [...english.values()].flatMap((messages) => [...messages.keys()]);

/** Whether code may use it: a view that has a file of its own is loaded with that one. @param {string} id @param {string} path */
const isKnown = (id, path) =>
  ["page", path.split("/")[0]].some((part) => english.get(part)?.has(id));

/** A term, and the sentence behind its "?": help("id"). */
const explained = code.flatMap(({ path, source }) =>
  [...source.matchAll(/\bhelp\("([^"]+)"\)/g)].flatMap(([, id]) =>
    [id, `${id}-help`].map((id) => ({ path, id })),
  ),
);

test("every id that the page names exists", () => {
  // text("id"), and text(one ? "id" : "other")
  const named = code.flatMap(({ path, source }) =>
    [...source.matchAll(/\btext\(([^,)]*)/g)].flatMap(([, argument]) =>
      [...argument.matchAll(/(?<![!=]== )"([^"]+)"/g)].map(([, id]) => ({ path, id })),
    ),
  );
  named.push(...explained);
  for (const [, id] of html.matchAll(/data-l10n-id="([^"]+)"/g))
    named.push({ path: "index.html", id });
  const missing = named.filter(({ id, path }) => !isKnown(id, path));
  assert.deepEqual(missing, []);
});

test("every sentence is used", () => {
  // Ids may also stand in a table, or follow from a kind: text(`health-${kind}`).
  const strings = code
    .flatMap(({ source }) => [
      ...source.matchAll(/["`]([a-z0-9-]+(?:\$\{[^}]*\}[a-z0-9-]*)?)["`]/g),
    ])
    .map(([, string]) => string);
  strings.push(...explained.map(({ id }) => id));
  for (const [, id] of html.matchAll(/data-l10n-id="([^"]+)"/g)) strings.push(id);
  const literal = new Set(strings);
  const patterns = strings
    .filter((string) => string.includes("${") && string.includes("-"))
    .map((string) => new RegExp(`^${string.replace(/\$\{[^}]*\}/, "[a-z0-9_-]+")}$`));
  const unused = ids.filter(
    (id) => !literal.has(id) && !patterns.some((pattern) => pattern.test(id)),
  );
  assert.deepEqual(unused, []);
});

test("no id stands in two files", () => {
  assert.deepEqual(
    ids.filter((id, place) => ids.indexOf(id) !== place),
    [],
  );
});

test("every language has the same files and ids with the same values", () => {
  for (const language of LANGUAGES) {
    assert.deepEqual(filesOf(language), filesOf("en"), language);
    for (const [part, expected] of english) {
      const file = `${language}/${part}.ftl`;
      const messages = messagesOf(language, part);
      const missing = [...expected.keys()].filter((id) => !messages.has(id));
      assert.deepEqual(missing, [], `missing in ${file}: ${missing.join(", ")}`);
      for (const [id, message] of messages)
        assert.deepEqual(message, expected.get(id), `${id} in ${file}, beside the English`);
    }
  }
});

test("every sentence can be said", () => {
  for (const language of LANGUAGES) {
    const bundle = bundleFor(
      language,
      ...PARTS.map((part) => read(`text/${language}/${part}.ftl`)),
    );
    for (const [id, { variables }] of [...english.values()].flatMap((part) => [...part])) {
      const message = bundle.getMessage(id);
      assert.ok(message, `${language}: ${id}`);
      for (const pattern of [message.value, ...Object.values(message.attributes)]) {
        if (!pattern) continue;
        for (const value of [0, 1, 2, 5, 21]) {
          /** @type {Error[]} */
          const errors = [];
          const values = Object.fromEntries(variables.map((name) => [name, value]));
          assert.notEqual(bundle.formatPattern(pattern, values, errors).trim(), "", id);
          assert.deepEqual(errors, [], `${language}: ${id}`);
        }
      }
    }
  }
});

test("the sentences of a view are known once they are loaded", async () => {
  for (const part of PARTS.filter((part) => part !== "page")) {
    const id = [...(english.get(part) ?? [])].find(([, { variables }]) => !variables.length)?.[0];
    assert.ok(id, part);
    assert.throws(() => text(id), RegExp(id));
    await loadText(part);
    await loadText(part);
    assert.notEqual(text(id), id);
  }
  await assert.rejects(loadText("no-such-view"));
});

test("what index.html says without a script is the English of page.ftl, or what it says to be another language", () => {
  for (const [tag, id, content] of html.matchAll(/<[^>]*\sdata-l10n-id="([^"]+)"[^>]*>([^<]*)/g)) {
    const language = /\slang="([^"]*)"/.exec(tag)?.[1] ?? "en";
    const bundle = bundleFor(language, read(`text/${language}/page.ftl`));
    const message = bundle.getMessage(id);
    assert.ok(message, id);
    if (message.value)
      assert.equal(content.replaceAll(/\s+/g, " ").trim(), bundle.formatPattern(message.value), id);
    for (const [name, pattern] of Object.entries(message.attributes)) {
      const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag);
      assert.equal(found?.[1], bundle.formatPattern(pattern), `${id}.${name}`);
    }
  }
});

test("what has to be read when no script runs stands there in every language", () => {
  const said = [...html.matchAll(/<p( lang="[^"]*")? data-l10n-id="page-dead[^"]*"/g)];
  const languages = said.map(([, language]) => language?.split('"')[1] ?? "en");
  assert.deepEqual([...new Set(languages)], LANGUAGES);
});

test("index.html says nothing that a language could not replace", () => {
  const body = html
    .slice(html.indexOf("<body"))
    .replaceAll(/<(\w+)[^>]*\sdata-l10n-id="[^"]+"[^>]*>[^<]*<\/\1\s*>/g, "")
    .replaceAll(/<(script|style)[\s\S]*?<\/\1>/g, "");
  const said = body
    .replaceAll(/<[^>]*>/g, "\n")
    .split("\n")
    .map((words) => words.trim());
  const unknown = said.filter((words) => /\p{L}/u.test(words) && words !== "Tab Trainer");
  assert.deepEqual(unknown, []);
  const tags = [...body.matchAll(/<[^>]*\s(?:aria-label|title|placeholder|alt)="[^"]+"[^>]*>/g)];
  assert.deepEqual(
    tags.map(([tag]) => tag).filter((tag) => !tag.includes("data-l10n-id")),
    [],
  );
});

test("Russian counts in three forms", () => {
  const bundle = bundleFor("ru", read("text/ru/page.ftl"));
  const pattern = bundle.getMessage("pictures")?.value;
  assert.ok(pattern);
  assert.deepEqual(
    [0, 1, 2, 4, 5, 11, 12, 21, 22, 111].map((count) => bundle.formatPattern(pattern, { count })),
    [
      ...["0 снимков", "1 снимок", "2 снимка", "4 снимка", "5 снимков", "11 снимков"],
      ...["12 снимков", "21 снимок", "22 снимка", "111 снимков"],
    ],
  );
});

test("a name that runs from right to left does not turn the sentence around", () => {
  const said = (/** @type {string} */ file) => text("upload-empty", { file });
  assert.equal(said("a.png"), "“a.png” is empty.");
  assert.equal(said("תמונה"), "“\u2068תמונה\u2069” is empty.");
  assert.equal(said("\u202egnp.exe"), "“\u2068\u202egnp.exe\u2069” is empty.");
  assert.equal(said("a\u2069\u202eb"), "“\u2068a\u202eb\u2069” is empty.");
});

test("a missing sentence or value is an error", () => {
  assert.throws(() => text("no-such-id"), /no-such-id/);
});

test("numbers", () => {
  assert.deepEqual([0, 1e-9, 0.004, 0.005, 0.5, 0.996, 1].map(percent), [
    "0%",
    "<1%",
    "<1%",
    "1%",
    "50%",
    "99%",
    "100%",
  ]);
  assert.deepEqual([0, 0.00001, 0.0042, 0.0999, 0.42].map(finePercent), [
    "0%",
    "<0.01%",
    "0.4%",
    "10%",
    "42%",
  ]);
  assert.deepEqual([0, 0.00123, 0.0005, 12.34, -0.5, 0.00001, 0.0000625, 1.3e9].map(short), [
    "0",
    "0.0012",
    "0.0005",
    "12",
    "-0.5",
    "1e-5",
    "6.3e-5",
    "1.3e9",
  ]);
  assert.deepEqual([0, 0.0123, 0.00031, 0.0000074].map(magnitude), ["0", "0.012", "3e-4", "7e-6"]);
});
