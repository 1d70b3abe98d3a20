// @ts-check
/**
 * A film for Chromium's fake webcam, drawn pixel by pixel: several scenes in a loop, each with a moving shape under changing light and
 * noise. A strip at the left edge, outside the centre square that the page uses, is black, grey or white for the current scene, so
 * that a test can tell which it is.
 */

import { closeSync, openSync, writeSync } from "node:fs";
import { generator } from "../bench/random.js";

const width = 320;
const height = 240;
const framesPerSecond = 15;
/** Left of the centre square of a 4:3 picture, which begins at width / 8. */
const stripWidth = 24;
/** Luma, 16…235, of the strip during each scene. */
export const stripLuma = [16, 126, 235];
export const sceneNames = /** @type {const} */ (["Disc", "Bars", "Empty"]);

/**
 * Writes a YUV4MPEG2 file (4:2:0; luma varies, chroma depends on the shape only weakly).
 * @param {string} path @param {{ secondsPerScene?: number }} [options]
 */
export function writeVideo(path, { secondsPerScene = 4 } = {}) {
  const random = generator(7);
  const file = openSync(path, "w");
  writeSync(file, `YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`);
  const luma = new Uint8Array(width * height);
  const chroma = new Uint8Array((width / 2) * (height / 2));
  for (let scene = 0; scene < sceneNames.length; scene++) {
    for (let frame = 0; frame < secondsPerScene * framesPerSecond; frame++) {
      draw(luma, scene, frame / framesPerSecond, random);
      writeSync(file, "FRAME\n");
      writeSync(file, luma);
      for (const tint of [scene === 0 ? 118 : 128, scene === 1 ? 120 : 128])
        writeSync(file, chroma.fill(tint));
    }
  }
  closeSync(file);
}

/** @param {Uint8Array} luma @param {number} scene @param {number} t seconds @param {() => number} random 0…1 */
function draw(luma, scene, t, random) {
  const light = 1 + 0.2 * Math.sin(1.9 * t + scene);
  const centreX = width / 2 + 30 * Math.sin(2.3 * t);
  const centreY = height / 2 + 25 * Math.sin(3.1 * t + 1);
  const radius = 55 + 12 * Math.sin(1.3 * t);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (x < stripWidth) {
        luma[i] = stripLuma[scene];
        continue;
      }
      const [dx, dy] = [x - centreX, y - centreY];
      let value = 90 + 0.1 * y; // a wall, a little lighter at the bottom
      if (scene === 0 && dx * dx + dy * dy < radius * radius) value = 190;
      if (
        scene === 1 &&
        Math.abs(dx) < radius &&
        Math.abs(dy) < radius &&
        Math.floor(dx / 14) % 2 === 0
      )
        value = 30;
      luma[i] = Math.min(235, Math.max(16, value * light + (random() - 0.5) * 24));
    }
  }
}
