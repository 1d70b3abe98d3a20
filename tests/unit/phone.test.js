// @ts-check
/** The page's address for another device: whether it can open it, and the code that it scans. */

import assert from "node:assert/strict";
import { test } from "node:test";
import jsqr from "jsqr";
import { codeOf } from "../../www/phone/code.js";
import { obstacleAt } from "../../www/phone/reach.js";

test("what would keep another device from working with the page", () => {
  for (const [address, obstacle] of /** @type {const} */ ([
    ["https://school.example/trainer/", null],
    ["https://192.168.1.20:8443/", null],
    ["https://localhost.example/", null],
    ["http://school.example/", "no-camera"],
    ["http://192.168.1.20:8000/#lab", "no-camera"],
    ["http://localhost:8000/", "this-device"],
    ["https://trainer.localhost/", "this-device"],
    ["http://127.0.0.1:8000/", "this-device"],
    ["http://[::1]:8000/", "this-device"],
    ["http://0.0.0.0:8000/", "this-device"],
  ]))
    assert.equal(obstacleAt(new URL(address)), obstacle, address);
});

test("a scanner reads the address in the code", () => {
  for (const address of [
    "https://a.example/",
    `https://school.example/${"trainer/".repeat(20)}?language=ru#lab/step-size`,
  ]) {
    const { size, path } = codeOf(address);
    const scale = 4;
    const side = size * scale;
    const rgba = new Uint8ClampedArray(4 * side * side).fill(255);
    for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
      for (let row = 0; row < scale; row++) {
        const start = 4 * ((Number(y) * scale + row) * side + Number(x) * scale);
        rgba.fill(0, start, start + 4 * scale);
        for (let pixel = 0; pixel < scale; pixel++) rgba[start + 4 * pixel + 3] = 255;
      }
    }
    assert.equal(jsqr(rgba, side, side)?.data, address);
  }
});
