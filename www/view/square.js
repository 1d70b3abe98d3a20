// @ts-check
import { cropTo, squareIn } from "../camera/crop.js";

/** @typedef {import("../camera/crop.js").Crop} Crop */

/**
 * Lets the square on the picture be moved by dragging it, and resized by dragging its corner. Keys have sliders for that.
 * @param {HTMLElement} mark  the square; its parent is the picture
 * @param {Element} corner  a child of it, at the bottom right
 * @param {{ crop: Crop }} place  reads and keeps where it is, as seen
 */
export function dragSquare(mark, corner, place) {
  mark.addEventListener("pointerdown", (down) => {
    const picture = mark.parentElement;
    if (down.button !== 0 || !picture) return;
    down.preventDefault(); // selects nothing
    mark.setPointerCapture(down.pointerId);
    const { clientWidth: width, clientHeight: height } = picture;
    const start = squareIn(place.crop, width, height);
    const resizes = down.target === corner;
    const move = (/** @type {PointerEvent} */ event) => {
      if (event.pointerId !== down.pointerId) return;
      const across = event.clientX - down.clientX;
      const along = event.clientY - down.clientY;
      if (!resizes) {
        const moved = { ...start, left: start.left + across, top: start.top + along };
        place.crop = cropTo(moved, width, height);
        return;
      }
      // It grows away from the corner that stays, as far as there is picture.
      const room = Math.min(width - start.left, height - start.top);
      const side = Math.min(start.side + Math.max(across, along), room);
      place.crop = cropTo({ ...start, side }, width, height);
    };
    const over = new AbortController();
    const { signal } = over;
    mark.addEventListener("pointermove", move, { signal });
    for (const type of ["pointerup", "pointercancel", "lostpointercapture"])
      mark.addEventListener(type, () => over.abort(), { signal });
  });
}
