// @ts-check
/** Runs experiments in a worker: one at a time, and of the settings that come meanwhile the newest. */

import { GaveUp, Supervisor } from "../workers/supervisor.js";

/** @typedef {keyof import("../pkg/tab_trainer.js").LabSliders} ExperimentName */
/** @typedef {import("../pkg/tab_trainer.js").Slider} Slider */
/** @typedef {{ experiment: ExperimentName, settings: object }} Asked */

/** ms: the longest experiment, on a phone without SIMD. */
const SILENCE = 60_000;

export class Laboratory {
  #supervisor;
  #running = false;
  /** What is to be run next. @type {Asked | null} */
  #next = null;
  #onFound;
  #onError;

  /**
   * @param {object} options
   * @param {(asked: Asked, found: any) => void} options.onFound  also of settings that are no longer the newest
   * @param {(error: unknown) => void} options.onError
   * @param {import("../workers/supervisor.js").Surroundings} [options.surroundings]
   */
  constructor({ onFound, onError, surroundings }) {
    this.#supervisor = new Supervisor("lab", { surroundings, silence: SILENCE });
    this.#onFound = onFound;
    this.#onError = onError;
  }

  /** @returns {Promise<import("../pkg/tab_trainer.js").LabSliders>} */
  sliders() {
    return this.#supervisor.use((link) => link.request("sliders"));
  }

  /** @param {Asked} asked */
  run(asked) {
    this.#next = asked;
    if (!this.#running) void this.#work();
  }

  /** Ends the worker, and gives its memory back. The next run starts another one. */
  end() {
    this.#next = null;
    this.#supervisor.end();
  }

  async #work() {
    this.#running = true;
    while (this.#next) {
      const asked = this.#next;
      this.#next = null;
      try {
        const found = await this.#supervisor.use((link) => link.request("run", asked));
        this.#supervisor.forgive(); // only deaths in a row count
        this.#onFound(asked, found);
      } catch (error) {
        if (error instanceof GaveUp) this.#supervisor.forgive(); // the next settings are a new beginning
        if (!ended(error)) this.#onError(error);
      }
    }
    this.#running = false;
  }
}

/** Whether the worker was ended on purpose. @param {unknown} error */
export function ended(error) {
  return error instanceof Error && error.name === "WorkerDied";
}
