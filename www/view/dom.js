// @ts-check
/** Helpers with which all views build and find elements. Text goes in as text nodes, never as HTML. */

/**
 * Builds an element: h("button", { type: "button", class: "quiet" }, "Stop").
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean>} [attributes] true: present; false: absent
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

/**
 * An element that index.html has, or that a panel has built.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new TypeError(`the page has no ${type.name} #${id}`);
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

/** @param {URL} url  of a style sheet @returns {Promise<void>} when it applies */
export function styled(url) {
  return new Promise((resolve, reject) => {
    const link = h("link", { rel: "stylesheet", href: url.href });
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new TypeError(url.pathname));
    };
    document.head.append(link);
  });
}

/**
 * Shows a sentence in its place, or hides the place when there is none. A repeated error is announced again.
 * @param {HTMLElement} place
 * @param {string} sentence
 */
export function say(place, sentence) {
  place.hidden = !sentence;
  if (place.textContent !== sentence || place.getAttribute("role") === "alert")
    place.textContent = sentence;
}

/** What an error says to the person. @param {unknown} error */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** Lets a person go on from the heading of what has come into sight. @param {HTMLElement} place */
export function focusHeading(place) {
  const heading = place.querySelector("h2");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** ms: the second press of a double click comes sooner. */
const DOUBLE_CLICK = 500;

/**
 * Presses of a button whose meaning may change under the finger (Train, then Stop): the second half of a double click and a held Enter
 * key do not count. A first press right after a touch elsewhere does, although the browser counts it as the second.
 * @param {HTMLButtonElement} button
 * @param {() => void} act
 */
export function onPress(button, act) {
  let last = -Infinity;
  button.addEventListener("keydown", (event) => {
    if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
  });
  button.addEventListener("click", (event) => {
    const again = event.detail > 1 && event.timeStamp - last < DOUBLE_CLICK;
    last = event.timeStamp;
    if (!again) act();
  });
}
