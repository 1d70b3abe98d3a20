// @ts-check
import { asked } from "./asked.js";
import { Pace } from "./pace.js";
import { SMOOTHING_MS } from "./preferences.js";

/**
 * @typedef {import("../camera/source.js").ActiveSource} ActiveSource
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("../session.js").TrainedClass} TrainedClass
 * @typedef {import("./live.js").LiveClassifier} LiveClassifier
 * @typedef {import("../engine/types.js").Answer & { classes: ReadonlyArray<TrainedClass> }} NamedAnswer
 */

/**
 * Asks the network about every new frame, one at a time: a frame that comes while the last one is being answered is skipped, so
 * that a slow device answers less often, never late.
 *
 * Dispatches "answer" (CustomEvent with a NamedAnswer) and "trouble" (CustomEvent with an Error) when the network cannot answer;
 * it tries again with the next weights, and when a camera is switched on or off.
 */
export class LiveAnswers extends EventTarget {
  pace = new Pace();
  #parts;
  #busy = false;
  #broken = false;

  /**
   * @param {{ source: ActiveSource, session: Session, live: LiveClassifier, settings: { sureFrom: number },
   *   preferences: import("./preferences.js").AnswerPreferences }} parts
   *   sureFrom: 0…1, the probability from which on an answer counts as sure, where its class has no threshold of its own
   */
  constructor(parts) {
    super();
    this.#parts = parts;
    const { source, session, live } = parts;
    source.addEventListener("frame", () => void this.#ask());
    const mend = () => {
      this.#broken = false;
    };
    session.addEventListener("weights", mend);
    source.addEventListener("change", mend);
    // Other classes, or another camera: what was answered before says nothing about it.
    source.addEventListener("change", () => live.startAfresh());
    session.addEventListener("trained", () => live.startAfresh());
  }

  async #ask() {
    const { source, session, live, settings, preferences } = this.#parts;
    const classes = session.answering;
    if (this.#busy || this.#broken || classes.length === 0) return;
    const rgba = source.grab();
    if (!rgba) return;
    this.#busy = true;
    try {
      const { thresholds } = preferences.ofClasses;
      const sureFrom = classes.map(({ id }) => thresholds[id] ?? settings.sureFrom);
      const began = performance.now();
      const smoothing = SMOOTHING_MS[preferences.chosen.smoothing];
      const isOfUse = asked(session, source);
      const answer = await live.classify(rgba, sureFrom, smoothing);
      const now = performance.now();
      this.pace.add(now, now - began);
      if (isOfUse()) this.#dispatch("answer", { ...answer, classes: session.answering });
    } catch (error) {
      if (session.answering.length === 0) return; // the network was forgotten while it answered
      this.#broken = true;
      this.#dispatch("trouble", error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#busy = false;
    }
  }

  /** @param {string} type @param {unknown} detail */
  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
