// @ts-check
/** The sentences: every id that is used exists, every id that exists is used, and all languages say the same things. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { FluentParser, Visitor } from "@fluent/syntax";
import {
  LANGUAGES,
  bundleFor,
  finePercent,
  magnitude,
  percent,
  short,
  text,
} from "../../www/text/index.js";

const WWW = new URL("../../www/", import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, WWW), "utf8");
const html = read("index.html");
const code = readdirSync(WWW, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".js") && !/^(pkg[^/]*|vendor)\//.test(path))
  .map((path) => ({ path, source: read(path) }));

/** Which values, attributes and variables each message of a language has. @param {string} language */
function messagesOf(language) {
  /** @type {Map<string, { parts: string[], variables: string[] }>} */
  const messages = new Map();
  for (const entry of new FluentParser({ withSpans: false }).parse(read(`text/${language}.ftl`))
    .body) {
    assert.notEqual(entry.type, "Junk", `${language}.ftl: ${JSON.stringify(entry)}`);
    if (entry.type !== "Message") continue;
    const { id, value, attributes } = /** @type {import("@fluent/syntax").Message} */ (entry);
    assert.ok(!messages.has(id.name), `${language}.ftl has ${id.name} twice`);
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

const english = messagesOf("en");

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
  const missing = named.filter(({ id }) => !english.has(id));
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
  const unused = [...english.keys()].filter(
    (id) => !literal.has(id) && !patterns.some((pattern) => pattern.test(id)),
  );
  assert.deepEqual(unused, []);
});

test("every language has the same ids with the same values", () => {
  for (const language of LANGUAGES) {
    const messages = messagesOf(language);
    const ids = [...new Set([...english.keys(), ...messages.keys()])];
    const missing = ids.filter((id) => !messages.has(id));
    assert.deepEqual(missing, [], `missing in ${language}.ftl: ${missing.join(", ")}`);
    for (const id of ids) {
      const place = `${id} in ${language}.ftl, beside en.ftl`;
      assert.deepEqual(messages.get(id), english.get(id), place);
    }
  }
});

test("every sentence can be said", () => {
  for (const language of LANGUAGES) {
    const bundle = bundleFor(language, read(`text/${language}.ftl`));
    for (const [id, { variables }] of english) {
      const message = bundle.getMessage(id);
      assert.ok(message, `${language}: ${id}`);
      for (const pattern of [message.value, ...Object.values(message.attributes)]) {
        if (!pattern) continue;
        for (const value of [0, 1, 2, 5]) {
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

test("what index.html says without a script is the English of en.ftl", () => {
  const bundle = bundleFor("en", read("text/en.ftl"));
  for (const [tag, id, content] of html.matchAll(/<[^>]*\sdata-l10n-id="([^"]+)"[^>]*>([^<]*)/g)) {
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
