// @ts-check
/** What an exported page is made of: modules as one script, and bytes in letters. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { joined } from "../../www/files/joined.js";
import { sentencesIn } from "../../www/files/offline-sentences.js";
import { packedText, pageOf } from "../../www/files/packed-text.js";
import { unpacked } from "../../www/player/unpack.js";

const { fetch } = globalThis;

afterEach(() => {
  globalThis.fetch = fetch;
  Reflect.deleteProperty(globalThis, "document");
});

/** @param {Record<string, string>} files  by path */
function serve(files) {
  globalThis.fetch = async (url) => {
    const path = String(url).slice("http://host/".length);
    return Object.hasOwn(files, path)
      ? new Response(files[path])
      : new Response("", { status: 404 });
  };
}

test("modules become one script, each behind those that it imports, and once", async () => {
  serve({
    "a/main.js": [
      'import { one } from "../b/one.js";',
      `import {\n  said,\n  two,\n} from "./../b/two.js";`,
      "console.log(one, two, said);",
      "",
    ].join("\n"),
    "b/one.js":
      'import { said } from "./text.js";\n/** @typedef {import("./types.js").T} T */\nexport const one = said + 1;\n',
    "b/two.js":
      'import { said } from "./text.js";\nexport async function two() {}\nclass Three {}\nexport { said, Three as default };\n',
    "own/text.js": 'export const said = "export const";\n',
  });
  const script = await joined(new URL("http://host/"), "a/main.js", {
    "b/text.js": "own/text.js",
  });
  assert.deepEqual(
    script.split("\n").filter((line) => line && !line.startsWith("/**")),
    [
      'const said = "export const";',
      "const one = said + 1;",
      "async function two() {}",
      "class Three {}",
      "console.log(one, two, said);",
    ],
  );
});

test("a module that does not come is an error", async () => {
  serve({ "main.js": 'import "./gone.js";\n' });
  await assert.rejects(joined(new URL("http://host/"), "main.js", {}), /gone\.js: 404/);
});

test("sentences have places for values, and none chooses by a value that is not there yet", async () => {
  let page = "camera = Start { $what }\n";
  globalThis.fetch = async (url) => new Response(String(url).endsWith("page.ftl") ? page : "");
  const { en } = await sentencesIn('say("camera")');
  assert.deepEqual(en, { camera: "Start {what}" });
  page =
    "camera =\n    { $count ->\n        [one] One camera.\n       *[other] { $count } cameras.\n    }\n";
  await assert.rejects(sentencesIn('say("camera")'), /camera chooses between sentences/);
  assert.deepEqual((await sentencesIn('say("other")')).en, {});
});

test("bytes come back out of letters, however many there are", async () => {
  for (let length = 0; length < 40; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 151 + length * 37) % 256);
    const textContent = await packedText(bytes);
    assert.match(textContent, /^\d+:[\u0100-\u80ff]*$/);
    globalThis.document = /** @type {any} */ ({ getElementById: () => ({ textContent }) });
    const back = await unpacked("any");
    assert.deepEqual(new Uint8Array(await back.arrayBuffer()), bytes);
  }
});

test("a page is UTF-16 and says so, whatever is in it", async () => {
  const html = "<p>Ж 🎺 \u80ff</p>";
  const bytes = new Uint8Array(await pageOf(html).arrayBuffer());
  assert.deepEqual([...bytes.subarray(0, 2)], [0xff, 0xfe]);
  assert.equal(new TextDecoder("utf-16le").decode(bytes), html);
});
