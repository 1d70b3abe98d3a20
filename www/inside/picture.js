// @ts-check
/** The picture that is looked at while no camera has been on yet. */

import { SquareReader } from "../camera/pixels.js";
import { drawScene } from "../camera/scenes.js";
import { PICTURE_SIZE } from "../engine/settings.js";
import { h } from "../view/dom.js";

/** A face, always the same one but for the noise. @returns {Uint8ClampedArray} RGBA of a square */
export function drawnPicture() {
  const [width, height] = [640, 480];
  const canvas = h("canvas", { width, height });
  const context = canvas.getContext("2d");
  if (context) drawScene(context, { scene: "face", width, height, seconds: 1, number: 4 });
  return new SquareReader(PICTURE_SIZE).read(canvas, width, height);
}
