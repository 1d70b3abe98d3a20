// @ts-check
import { precise, text } from "../text/index.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";

/** @typedef {import("../session.js").Session} Session */

/** Pauses a training and goes on; and in a pause, a single step with what it did. @param {Session} session */
export function pauseControls(session) {
  const { training, stopping, paused, stepping } = session;
  if (!training || stopping) return nothing;
  const toggle = () => (session.paused ? session.go() : session.pause());
  return html`
    <div class="pause-row">
      <button type="button" @click=${toggle}>${text(paused ? "train-go" : "train-pause")}</button>
      <button
        type="button"
        ?hidden=${!paused}
        aria-disabled=${stepping /* it keeps the focus */}
        @click=${() => session.takeStep()}
      >
        ${text("train-step")}
      </button>
    </div>
    <p class="hint" aria-live="polite" ?hidden=${!paused}>${describeStep(session)}</p>
  `;
}

/** @param {Session} session */
function describeStep({ step }) {
  if (!step) return text("train-step-about");
  const { pictures, before, after } = step;
  return text("train-step-done", { pictures, before: precise(before), after: precise(after) });
}
