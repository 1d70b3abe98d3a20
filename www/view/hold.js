// @ts-check

/** A click without a press comes from a screen reader or voice control, which cannot hold a button: it counts as holding it this long. */
const CLICK_HOLD_MS = 1000;

/**
 * Makes a button act while it is held by mouse, pen, finger, Space or Enter. One holder at a time. Whatever ends the contact ends the
 * holding, also an incoming call, a switch to another window, or a hidden tab.
 * @param {HTMLButtonElement} button
 * @param {{ start: () => void, end: () => void }} actions
 * @param {AbortSignal} signal  aborted when the button is gone, because window and document stay
 */
export function onHold(button, { start, end }, signal) {
  /** @type {number | string | null} the pointer's id, the key, or "click" */
  let holder = null;
  /** @param {number | string} who */
  const grip = (who) => {
    if (holder !== null || button.disabled) return false;
    holder = who;
    start();
    return true;
  };
  /** @param {number | string} [who]  by default whoever holds it */
  const release = (who = holder ?? "") => {
    if (holder === null || who !== holder) return;
    holder = null;
    end();
  };
  /** @param {KeyboardEvent} event */
  const isKey = (event) => event.key === " " || event.key === "Enter";

  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !grip(event.pointerId)) return;
    try {
      // The finger may slide off the button while the person looks at the camera.
      button.setPointerCapture(event.pointerId);
    } catch {
      // A pointer that has just left cannot be captured; its pointerup follows.
    }
  });
  for (const type of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"])) {
    button.addEventListener(type, (event) => release(event.pointerId));
  }
  button.addEventListener("keydown", (event) => {
    if (!isKey(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault(); // no scrolling, and no additional click
    if (!event.repeat) grip(event.key);
  });
  button.addEventListener("keyup", (event) => {
    if (!isKey(event)) return;
    event.preventDefault();
    release(event.key);
  });
  button.addEventListener("click", (event) => {
    if (event.detail === 0 && grip("click")) setTimeout(() => release("click"), CLICK_HOLD_MS);
  });
  button.addEventListener("contextmenu", (event) => event.preventDefault()); // long press on touch screens
  button.addEventListener("blur", () => release());
  window.addEventListener("blur", () => release(), { signal });
  document.addEventListener(
    "visibilitychange",
    () => {
      if (document.hidden) release();
    },
    { signal },
  );
}
