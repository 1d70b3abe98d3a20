// @ts-check
/** The few helpers with which all views build and find elements. Text goes in as text nodes, never as HTML. */

/**
 * Builds an element: h("button", { type: "button", class: "quiet" }, "Stop").
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean>} [attributes] true: present; false: left out
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

const icons = {
  upload: "M12 16V5m0 0L7.5 9.5M12 5l4.5 4.5M5 19h14",
  cross: "M6 6l12 12M18 6 6 18",
};

/** A drawn sign for the eye only. @param {keyof typeof icons} name */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", icons[name]);
  svg.append(path);
  return svg;
}

/**
 * An element that index.html must have.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`index.html has no ${type.name} #${id}`);
  return element;
}

/**
 * At most one call per animation frame, however often it is asked for.
 * @param {() => void} draw
 * @returns {() => void}
 */
export function perFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

/**
 * Shows a sentence in its place, or hides the place when there is none. A repeated error is announced again.
 * @param {HTMLElement} place
 * @param {string} text
 */
export function say(place, text) {
  place.hidden = !text;
  if (place.textContent !== text || place.getAttribute("role") === "alert")
    place.textContent = text;
}

/**
 * A press of a button whose meaning may change under the finger (Train, then Stop): the second half of a double click and a held
 * Enter key do not count.
 * @param {HTMLButtonElement} button
 * @param {() => void} act
 */
export function onPress(button, act) {
  button.addEventListener("keydown", (event) => {
    if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
  });
  button.addEventListener("click", (event) => {
    if (event.detail <= 1) act();
  });
}

/** @param {number} count @param {string} [thing] "1 picture", "2 pictures" */
export function counted(count, thing = "picture") {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** @param {number} share 0…1 @returns {string} as people write it, never rounded up to a perfect score */
export function percent(share) {
  return `${share < 1 ? Math.min(99, Math.round(share * 100)) : 100} %`;
}
