// @ts-check
import { Smoother, soften } from "../training/certainty.js";

/**
 * @typedef {import("../camera/source.js").ActiveSource} ActiveSource
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("../session.js").TrainedClass} TrainedClass
 * @typedef {import("./live.js").LiveClassifier} LiveClassifier
 * @typedef {{ classes: ReadonlyArray<TrainedClass>, scores: Float32Array }} Answer
 */

/** Long enough for a single wrong frame of 30 in a second to pass unseen, too short to be felt as waiting. */
const SMOOTHING_MS = 150;

/**
 * Asks the network about every new frame, one at a time: a frame that comes while the last one is being answered is skipped, so
 * that a slow device answers less often, never late.
 *
 * Scores are as sure as the check allows, and smoothed over time.
 *
 * Dispatches "answer" (CustomEvent with an Answer) and "trouble" (CustomEvent with an Error) when the network cannot answer; it
 * tries again with the next weights, and when a camera is switched on or off.
 */
export class LiveAnswers extends EventTarget {
  #smoother = new Smoother(SMOOTHING_MS);
  #busy = false;
  #broken = false;

  /** @param {{ source: ActiveSource, session: Session, live: LiveClassifier }} parts */
  constructor({ source, session, live }) {
    super();
    source.addEventListener("frame", () => void this.#ask(source, session, live));
    const mend = () => {
      this.#broken = false;
    };
    session.addEventListener("weights", mend);
    source.addEventListener("change", mend);
    for (const [target, type] of /** @type {const} */ ([
      [source, "change"],
      [session, "trained"],
    ])) {
      target.addEventListener(type, () => this.#smoother.reset());
    }
  }

  /** @param {ActiveSource} source @param {Session} session @param {LiveClassifier} live */
  async #ask(source, session, live) {
    const classes = session.trained;
    if (this.#busy || this.#broken || classes.length === 0) return;
    const rgba = source.grab();
    if (!rgba) return;
    this.#busy = true;
    try {
      const scores = await live.classify(rgba);
      // An answer that was under way when other classes took over, or the camera went, is nobody's.
      if (scores.length === session.trained.length && source.running) {
        const calm = this.#smoother.add(
          soften(scores, session.certainty?.temperature ?? 1),
          performance.now(),
        );
        this.dispatchEvent(
          new CustomEvent("answer", { detail: { classes: session.trained, scores: calm } }),
        );
      }
    } catch (error) {
      if (session.trained.length === 0) return; // the network was forgotten while it answered
      this.#broken = true;
      this.dispatchEvent(
        new CustomEvent("trouble", {
          detail: error instanceof Error ? error : new Error(String(error)),
        }),
      );
    } finally {
      this.#busy = false;
    }
  }
}
