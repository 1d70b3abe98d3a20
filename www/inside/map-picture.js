// @ts-check
import { html } from "../vendor/lit-html/lit-html.js";
import { h } from "../view/dom.js";

/** @typedef {{ y: number, x: number, height: number, width: number, kind: string }} Box  in pixels of the map; kind: its class */

/**
 * One map with boxes on it.
 * @param {ImageData | null} image @param {string} label @param {Box[]} boxes
 */
export function mapPicture(image, label, boxes) {
  const canvas = h("canvas", { role: "img", "aria-label": label });
  if (!image) return h("div", { class: "map-picture" });
  const { width, height } = image;
  Object.assign(canvas, { width, height });
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  const marks = boxes.map((box) => {
    const mark = h("span", { class: `box ${box.kind}` });
    Object.assign(mark.style, {
      left: `${(100 * box.x) / width}%`,
      top: `${(100 * box.y) / height}%`,
      width: `${(100 * box.width) / width}%`,
      height: `${(100 * box.height) / height}%`,
    });
    return mark;
  });
  const picture = h("div", { class: "map-picture" }, canvas, ...marks);
  picture.style.setProperty("--ratio", String(width / height));
  return picture;
}

/**
 * The same with its name below it. @param {ImageData | null} image @param {string} name @param {Box} box
 */
export function mapFigure(image, name, box) {
  return html`<figure>
    ${mapPicture(image, name, [box])}
    <figcaption>${name}</figcaption>
  </figure>`;
}
