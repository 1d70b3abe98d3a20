// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { onHold } from "../../www/view/hold.js";

test("a button that is gone leaves no listener at window and document", () => {
  const button = Object.assign(new EventTarget(), { disabled: false });
  const [window, document] = [
    new EventTarget(),
    Object.assign(new EventTarget(), { hidden: true }),
  ];
  Object.assign(globalThis, { window, document });
  const gone = new AbortController();
  /** @type {string[]} */
  const told = [];
  onHold(
    /** @type {any} */ (button),
    { start: () => told.push("start"), end: () => told.push("end") },
    gone.signal,
  );
  const press = () => button.dispatchEvent(Object.assign(new Event("keydown"), { key: "Enter" }));
  press();
  window.dispatchEvent(new Event("blur"));
  press();
  document.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(told, ["start", "end", "start", "end"]);
  press();
  gone.abort();
  window.dispatchEvent(new Event("blur"));
  document.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(told.slice(4), ["start"]);
});
