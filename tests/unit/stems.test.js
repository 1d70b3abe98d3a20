// @ts-check
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Stems, stemOf } from "../../www/engine/stems.js";
import { stemSpec, tinySpec } from "./fakes.js";

const original = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = original;
});

/** @param {(url: URL, options: RequestInit) => Promise<Response>} answer */
function serve(answer) {
  const asked = /** @type {string[]} */ ([]);
  globalThis.fetch = /** @type {any} */ (
    (/** @type {URL} */ url, /** @type {RequestInit} */ options) => {
      asked.push([url.pathname.split("/").at(-1), options.cache].filter(Boolean).join(" "));
      return answer(url, options);
    }
  );
  return asked;
}

/** A file that comes in parts. @param {(number[] | Error)[]} parts */
function inParts(...parts) {
  const rest = [...parts];
  return new Response(
    new ReadableStream({
      pull(controller) {
        const part = rest.shift();
        if (!part) return controller.close();
        if (part instanceof Error) throw part;
        return controller.enqueue(Uint8Array.from(part));
      },
    }),
  );
}

test("a file comes once, and says how far it has come", async () => {
  const asked = serve(async () => inParts([1, 2], [3]));
  const stems = new Stems();
  const seen = /** @type {(number | null)[]} */ ([]);
  stems.addEventListener("change", () => seen.push(stems.progress?.bytes ?? null));
  assert.equal(stems.get("base"), undefined);
  const both = await Promise.all([stems.load("base"), stems.load("base")]);
  assert.deepEqual(
    both.map((file) => [...file]),
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
  );
  assert.deepEqual([...(await stems.load("base"))], [1, 2, 3]);
  assert.deepEqual([asked, seen], [["base.safetensors"], [0, 2, 3, null]]);
});

test("each way of not arriving has its sentence, and the next call tries again", async () => {
  const stems = new Stems();
  const failures = /** @type {[string, () => Promise<Response>, RegExp][]} */ ([
    ["base", async () => Promise.reject(new TypeError("offline")), /Check the connection/],
    ["base", async () => inParts([1], new TypeError("cut")), /Check the connection/],
    ["base", async () => new Response("", { status: 404 }), /does not have the stem “base”/],
    ["large", async () => new Response("", { status: 404 }), /cargo xtask stem large/],
  ]);
  for (const [stem, answer, sentence] of failures) {
    serve(answer);
    await assert.rejects(stems.load(stem), { name: "StemError", stem, message: sentence });
    assert.match(stems.failure?.message ?? "", sentence);
    assert.equal(stems.progress, null);
  }
  stems.forgive();
  assert.equal(stems.failure, null);
  serve(async () => inParts([1]));
  assert.equal((await stems.load("base")).length, 1);
});

test("what the engine refused does not come out of the browser's cache again", async () => {
  const asked = serve(async () => inParts([1]));
  const stems = new Stems();
  await stems.load("base");
  assert.match(stems.refuse("base", new Error()).message, /arrived damaged/);
  assert.equal(stems.get("base"), undefined);
  await stems.load("base");
  assert.equal(stems.failure, null);
  assert.deepEqual(asked, ["base.safetensors", "base.safetensors reload"]);
});

test("a network says on which stem it is built", () => {
  assert.equal(stemOf(stemSpec("small")), "small");
  assert.equal(stemOf(tinySpec()), undefined);
});
