// @ts-check

/** Two fingers on an element: calls back with how much farther apart they are than before. */
export class Pinch {
  #distance = 0;

  /** @param {HTMLElement} element @param {(ratio: number) => void} act */
  constructor(element, act) {
    /** @param {TouchEvent} event */
    const measured = ({ touches: [first, second] }) =>
      Math.hypot(first.clientX - second.clientX, first.clientY - second.clientY);
    // Not passive: the browser would zoom the whole page.
    element.addEventListener(
      "touchstart",
      (event) => {
        if (event.touches.length !== 2) return;
        event.preventDefault();
        this.#distance = measured(event);
      },
      { passive: false },
    );
    element.addEventListener(
      "touchmove",
      (event) => {
        if (event.touches.length !== 2 || this.#distance === 0) return;
        event.preventDefault();
        const distance = measured(event);
        act(distance / this.#distance);
        this.#distance = distance;
      },
      { passive: false },
    );
    element.addEventListener("touchend", () => (this.#distance = 0));
  }
}
