// @ts-check
/** The colours of classes can be told apart, also by colour-blind eyes, and read on what they stand on. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { COLOURS } from "../../www/data/dataset.js";

/** @typedef {number[]} Triple  linear red, green, blue; or L, a, b */

/**
 * How colours look without one kind of cones: Machado, Oliveira and Fernandes, “A Physiologically-based Model for Simulation of Color
 * Vision Deficiency”, IEEE TVCG 15 (2009), severity 1.
 */
const SIGHT = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
/** In Oklab, of any two colours, and of the first two, which most people see. For scale: blue and green of 0.1.0 had 0.05. */
const APART = 0.08;
const FIRST_APART = 0.25;
/** WCAG 1.4.3: some of them colour letters. */
const CONTRAST = 4.5;

const css = readFileSync(new URL("../../www/styles/style.css", import.meta.url), "utf8");
const [light, dark] = css.split("prefers-color-scheme: dark", 2);

/** @param {string} part  of the style sheet @param {string} name @returns {Triple} */
function colour(part, name) {
  const [, short] = new RegExp(`--${name}: #([0-9a-f]{3,6});`).exec(part) ?? [];
  assert.ok(short, name);
  const hex = short.length === 3 ? short.replaceAll(/./g, "$&$&") : short;
  return [0, 2, 4].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** @param {number[][]} matrix @param {Triple} vector @returns {Triple} */
const times = (matrix, vector) =>
  matrix.map((row) => row.reduce((sum, one, i) => sum + one * vector[i], 0));

/** Ottosson, “A perceptual color space for image processing” (2020). @param {Triple} rgb @returns {Triple} */
function oklab(rgb) {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb.map((one) => Math.min(1, Math.max(0, one))),
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones.map(Math.cbrt),
  );
}

/** @param {Triple} rgb */
const luminance = (rgb) => times([[0.2126, 0.7152, 0.0722]], rgb)[0];

for (const [scheme, part] of Object.entries({ light, dark })) {
  const all = Array.from({ length: COLOURS }, (_, i) => colour(part, `class-${i}`));

  for (const [sight, matrix] of Object.entries(SIGHT)) {
    test(`${scheme}, ${sight}: any two colours can be told apart, the first two at a glance`, () => {
      const seen = all.map((one) => oklab(times(matrix, one)));
      for (const [i, a] of seen.entries()) {
        for (const [j, b] of seen.slice(0, i).entries()) {
          const distance = Math.hypot(...a.map((one, k) => one - b[k]));
          const expected = i + j === 1 ? FIRST_APART : APART;
          assert.ok(distance >= expected, `${j} and ${i}: ${distance.toFixed(3)} < ${expected}`);
        }
      }
    });
  }

  test(`${scheme}: letters in each colour can be read on a panel and on the page`, () => {
    for (const ground of ["surface", "bg"]) {
      for (const [i, one] of all.entries()) {
        const [less, more] = [luminance(one), luminance(colour(part, ground))].sort(
          (a, b) => a - b,
        );
        const contrast = (more + 0.05) / (less + 0.05);
        assert.ok(contrast >= CONTRAST, `${i} on ${ground}: ${contrast.toFixed(2)}`);
      }
    }
  });
}
